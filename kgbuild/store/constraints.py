"""Uniqueness of ids and indexes of names, in Cypher that Neo4j 5 and ArcadeDB both take.

Neo4j has a full-text index besides: `CALL db.index.fulltext.queryNodes("entity_names", "hypert*")`.
"""

from collections.abc import Iterator

from kgbuild.domain.mention import EntityType
from kgbuild.store.bolt import Store

UNIQUE = ("Entity", "Document", "Evidence")
"""Labels whose `id` is unique. `Disease`, `Symptom` and `Drug` are second labels of `Entity`."""
SUBLABELS = tuple(EntityType)
INDEXES = (
    # So that `MATCH (d:Drug {id: …})` seeks too: the constraint on Entity serves `(:Entity {id: …})` alone.
    *((f"{label.lower()}_{name}", label, name) for label in SUBLABELS for name in ("id", "name")),
    ("evidence_relation", "Evidence", "relation_id"),
)
FULL_TEXT = "entity_names"
"""Full-text index over names and synonyms; ArcadeDB takes no such index in Cypher."""


def constraints() -> Iterator[str]:
    """Yield the statements that make constraints and indexes where they are missing."""
    for label in UNIQUE:
        name = f"{label.lower()}_id"
        yield f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
    for name, label, property in INDEXES:
        yield f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.{property})"


def full_text() -> str:
    """Return the statement that makes Neo4j's full-text index where it is missing."""
    return f"CREATE FULLTEXT INDEX {FULL_TEXT} IF NOT EXISTS FOR (n:Entity) ON EACH [n.name, n.synonyms]"


def ensure_constraints(store: Store) -> None:
    """Create what is missing; nothing happens where all is there."""
    for statement in constraints():
        store.define(statement)
    if store.is_neo4j:
        store.define(full_text())
