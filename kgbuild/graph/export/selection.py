"""What of a graph is to be written: its rows in the order of ids, a batch at a time."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from kgbuild.errors import OptionError
from kgbuild.graph.curated_rows import LICENCES
from kgbuild.graph.database import number, quoted
from kgbuild.graph.opened import opened
from kgbuild.graph.relation_table import EXTRACTED
from kgbuild.graph.workspace import Workspace

BATCH = 2_000
NONE = "none"
"""In place of a licence: of imported relations none."""
_ORDER = {"entities": "id", "relations": "id", "evidence": "id", "documents": "id"}

_RELATIONS = f"""
SELECT * FROM ws.relations
WHERE source = $extracted OR $all OR list_contains($allowed, lower(licence))
   OR list_has_all($allowed, string_split(lower(licence), {quoted(LICENCES)}))
"""
_LICENCES = f"""
SELECT DISTINCT unnest(string_split(licence, {quoted(LICENCES)}) || [licence]) AS name
FROM ws.relations WHERE licence IS NOT NULL ORDER BY name
"""
_ENTITIES = """
SELECT * FROM ws.entities
WHERE n_documents > 0 OR id IN (SELECT subject FROM x.relations UNION SELECT object FROM x.relations)
"""
_PUBLICATIONS = """
CREATE TABLE x.told AS
SELECT relation_id, count(*) AS n, list_sort(list_distinct(list(document_id))) AS documents
FROM x.evidence GROUP BY relation_id
"""


class Selection:
    """The part of a graph that may be handed on, with open tables; make one with `selected`.

    `build` is that of the graph.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, build: str) -> None:
        self.connection = connection
        self.build = build

    def counts(self) -> dict[str, int]:
        """Return how many entities, relations and sentences of evidence there are."""
        return {
            table: number(self.connection, f"SELECT count(*) FROM x.{table}")
            for table in ("entities", "relations", "evidence")
        }

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of `entities`, `relations`, `evidence` or `documents` by column, sorted by id.

        Relations have two columns more: `documents` are the ids of those with evidence about it, and
        `n_evidence` counts their sentences.
        """
        query = f"SELECT * FROM x.{table} ORDER BY {_ORDER[table]}"
        if table == "relations":
            query = (
                "SELECT r.*, coalesce(t.documents, []) AS documents, coalesce(t.n, 0) AS n_evidence "
                "FROM x.relations AS r LEFT JOIN x.told AS t ON t.relation_id = r.id ORDER BY r.id"
            )
        found = self.connection.cursor().execute(query)
        columns = [column[0] for column in found.description or ()]
        while batch := found.fetchmany(BATCH):
            yield from (dict(zip(columns, row, strict=True)) for row in batch)


@contextmanager
def selected(workspace: Workspace, *, licences: Collection[str] = ()) -> Iterator[Selection]:
    """Open a graph to be written; `licences` are those that imported relations may have, none for all.

    What was read, and so has no licence of its own, is always there; entities that only left-out relations
    are about are not. A relation of several licences is there if each is allowed. Raises `OptionError` for a
    licence that no relation has, but for `NONE`, which leaves out all that has another.
    """
    with opened(ws=workspace) as (connection, tables):
        _refuse_unknown(licences, connection)
        connection.execute("CREATE SCHEMA x")
        connection.execute(
            f"CREATE TABLE x.relations AS {_RELATIONS}",
            {
                "extracted": EXTRACTED,
                "all": not licences,
                "allowed": [licence.lower() for licence in licences],
            },
        )
        connection.execute(f"CREATE TABLE x.entities AS {_ENTITIES}")
        connection.execute("CREATE VIEW x.evidence AS FROM ws.evidence")
        connection.execute("CREATE VIEW x.documents AS FROM ws.documents")
        connection.execute(_PUBLICATIONS)
        yield Selection(connection, tables["ws"].manifest.build)


def _refuse_unknown(licences: Collection[str], connection: duckdb.DuckDBPyConnection) -> None:
    known = [str(name) for (name,) in connection.execute(_LICENCES).fetchall()] if licences else []
    names = {NONE, *(name.lower() for name in known)}
    unknown = sorted(each for each in set(licences) if each.lower() not in names)
    if unknown:
        there = f"there are {', '.join(map(repr, known))}" if known else "the graph has no imported relation"
        raise OptionError(
            f"no relation has the licence {', '.join(map(repr, unknown))}; {there}; {NONE!r} is for none"
        )
