"""Uniqueness of ids and indexes of names, as `constraints.cypher` has them, which is made of the schema.

Neo4j has a full-text index besides: `CALL db.index.fulltext.queryNodes("entity_names", "hypert*")`.
"""

from collections.abc import Iterator
from pathlib import Path

from kgbuild.store.bolt import Store

STATEMENTS = Path(__file__).with_name("constraints.cypher")
_OF_NEO4J = "CREATE FULLTEXT "
"""How statements begin that ArcadeDB does not take in Cypher."""


def constraints() -> Iterator[str]:
    """Yield the statements that make constraints and indexes where they are missing, in any store."""
    yield from (statement for statement in _statements() if not statement.startswith(_OF_NEO4J))


def full_text() -> str:
    """Return the statement that makes Neo4j's full-text index where it is missing."""
    return next(statement for statement in _statements() if statement.startswith(_OF_NEO4J))


def ensure_constraints(store: Store) -> None:
    """Create what is missing; nothing happens where all is there."""
    for statement in constraints():
        store.define(statement)
    if store.is_neo4j:
        store.define(full_text())


def _statements() -> Iterator[str]:
    for line in STATEMENTS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("//"):
            yield line.removesuffix(";")
