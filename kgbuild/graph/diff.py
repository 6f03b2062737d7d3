"""What changed between two workspaces: rows that one has and the other lacks, and rows that differ.

Tables are joined by id, out of core. What is compared is what a row says: not the files it was read from, the
build, nor how significant a co-occurrence is and how often an entity is mentioned, which every new document
moves.
"""

from dataclasses import dataclass
from typing import Any

import duckdb

from kgbuild.graph.opened import opened
from kgbuild.graph.workspace import Workspace

EXAMPLES = 10

_SAYS = {
    "documents": ("content_hash", "retracted"),
    "entities": ("type", "name", "synonyms", "xrefs"),
    "relations": ("belief", "n_support", "n_contradict", "n_documents", "first_year", "last_year"),
    "evidence": ("sentence", "section", "polarity", "certainty", "score", "model"),
}
"""Columns compared, by table."""


@dataclass(frozen=True, slots=True)
class Change:
    """How many rows of a table one side lacks, or both have but differ in."""

    added: int
    removed: int
    changed: int

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that differs; `version` is None on the side that lacks it."""

    id: str
    title: str
    version_before: int | None
    version_after: int | None
    retracted_before: bool | None
    retracted_after: bool | None


@dataclass(frozen=True, slots=True)
class EntityChange:
    """An entity that differs; `name` is None on the side that lacks it."""

    id: str
    type: str
    name_before: str | None
    name_after: str | None
    n_documents: int
    """On the side that has more."""


@dataclass(frozen=True, slots=True)
class RelationChange:
    """A relation that differs; `belief` and `n_support` are None on the side that lacks it."""

    id: str
    type: str
    subject: str
    object: str
    """Names of both."""
    belief_before: float | None
    belief_after: float | None
    n_support_before: int | None
    n_support_after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Counts by table and examples: relations of which belief changed most, the others by id or documents."""

    build_before: str
    build_after: str
    counts: dict[str, Change]
    documents: list[DocumentChange]
    entities: list[EntityChange]
    relations: list[RelationChange]

    @property
    def same(self) -> bool:
        """Whether the graphs say the same."""
        return not any(self.counts.values())


_COUNT = """
SELECT count(*) FILTER (a.id IS NULL), count(*) FILTER (b.id IS NULL),
       count(*) FILTER (a.id IS NOT NULL AND b.id IS NOT NULL AND {differs})
FROM a.{table} AS a FULL JOIN b.{table} AS b ON a.id = b.id
"""

_DOCUMENTS = """
SELECT coalesce(b.id, a.id) AS id, coalesce(b.title, a.title), a.version, b.version, a.retracted, b.retracted
FROM a.documents AS a FULL JOIN b.documents AS b ON a.id = b.id
WHERE a.id IS NULL OR b.id IS NULL OR {differs}
ORDER BY a.id IS NULL OR b.id IS NULL, coalesce(b.id, a.id) LIMIT $1
"""

_ENTITIES = """
SELECT coalesce(b.id, a.id) AS id, coalesce(b.type, a.type), a.name, b.name,
       greatest(coalesce(a.n_documents, 0), coalesce(b.n_documents, 0)) AS n
FROM a.entities AS a FULL JOIN b.entities AS b ON a.id = b.id
WHERE a.id IS NULL OR b.id IS NULL OR {differs}
ORDER BY n DESC, coalesce(b.id, a.id) LIMIT $1
"""

_RELATIONS = """
WITH changed AS (
  SELECT coalesce(b.id, a.id) AS id, coalesce(b.type, a.type) AS type, coalesce(b.subject, a.subject) AS
  subject,
         coalesce(b.object, a.object) AS object, a.belief AS before, b.belief AS after,
         a.n_support AS support_before, b.n_support AS support_after,
         abs(coalesce(a.belief, 0) - coalesce(b.belief, 0)) AS moved
  FROM a.relations AS a FULL JOIN b.relations AS b ON a.id = b.id
  WHERE a.id IS NULL OR b.id IS NULL OR {differs}
  ORDER BY coalesce(b.type, a.type) = 'CO_OCCURS_WITH', moved DESC, coalesce(b.id, a.id) LIMIT $1
),
names AS (
  SELECT id, name FROM b.entities UNION ALL SELECT id, name FROM a.entities ANTI JOIN b.entities USING (id)
)
SELECT changed.id, changed.type, s.name, o.name, before, after, support_before, support_after
FROM changed JOIN names AS s ON s.id = subject JOIN names AS o ON o.id = object
ORDER BY changed.type = 'CO_OCCURS_WITH', moved DESC, changed.id
"""


def diff(before: Workspace, after: Workspace, *, examples: int = EXAMPLES) -> Difference:
    """Return what changed from one workspace's graph to another's, with so many examples of each kind.

    Raises `NothingToLoadError` where one has no tables, `TablesDamagedError` where they cannot be read.
    """
    with opened(a=before, b=after) as (connection, tables):
        return Difference(
            build_before=tables["a"].manifest.build,
            build_after=tables["b"].manifest.build,
            counts={table: _count(connection, table) for table in _SAYS},
            documents=[DocumentChange(*row) for row in _rows(connection, _DOCUMENTS, "documents", examples)],
            entities=[EntityChange(*row) for row in _rows(connection, _ENTITIES, "entities", examples)],
            relations=[RelationChange(*row) for row in _rows(connection, _RELATIONS, "relations", examples)],
        )


def _differs(table: str) -> str:
    return "(" + " OR ".join(f"a.{name} IS DISTINCT FROM b.{name}" for name in _SAYS[table]) + ")"


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> Change:
    row = connection.execute(_COUNT.format(table=table, differs=_differs(table))).fetchone()
    return Change(*(row or (0, 0, 0)))


def _rows(
    connection: duckdb.DuckDBPyConnection, query: str, table: str, examples: int
) -> list[tuple[Any, ...]]:
    return connection.execute(query.format(differs=_differs(table)), [examples]).fetchall()
