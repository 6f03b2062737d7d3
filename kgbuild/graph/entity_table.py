"""Write the table of entities: every entity that a document mentions, with what the lexicon knows of it, and
the ends of curated relations.

Type and name are the lexicon's. Of an ungrounded entity, or one that the lexicon does not know any more, they
are those of most of its mentions, then the first in order, so that equal mentions give equal entities.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kgbuild.domain.entity import UNGROUNDED_PREFIX, Entity
from kgbuild.graph.curated_rows import ADDITIONAL, resolve_curated
from kgbuild.graph.database import quoted
from kgbuild.graph.parquet import write_table

BATCH = 10_000
"""Entities looked up at a time."""

KNOWN = pa.schema(
    [
        ("id", pa.string()),
        ("type", pa.string()),
        ("name", pa.string()),
        ("synonyms", pa.list_(pa.string())),
        ("xrefs", pa.list_(pa.string())),
    ]
)
"""What is known of entities without reading documents."""

Lookup = Callable[[str], Entity | None]

_NAMED = """
CREATE TABLE named AS
SELECT entity_id, entity_type, entity_name, count(*) AS n FROM read_parquet($1) GROUP BY ALL
"""

_MENTIONED = """
CREATE TABLE mentioned AS
WITH
  types AS (SELECT entity_id, entity_type, sum(n) AS n FROM named GROUP BY ALL),
  type AS (SELECT entity_id, arg_min(entity_type, (-n, entity_type)) AS type, sum(n) AS n FROM types GROUP BY
  ALL), names AS (SELECT entity_id, entity_name, sum(n) AS n FROM named GROUP BY ALL), name AS (SELECT
  entity_id, arg_min(entity_name, (-n, entity_name)) AS name FROM names GROUP BY ALL), pairs AS (SELECT
  DISTINCT entity_id, document_id FROM read_parquet($1)), spread AS (SELECT entity_id, count(*) AS n_documents
  FROM pairs GROUP BY ALL)
SELECT entity_id AS id, type, name, n_documents, n AS n_mentions
FROM type JOIN name USING (entity_id) JOIN spread USING (entity_id)
"""

_ENTITIES = """
SELECT id, coalesce(known.type, mentioned.type) AS type, coalesce(known.name, mentioned.name) AS name,
       coalesce(synonyms, []::VARCHAR[]) AS synonyms, coalesce(xrefs, []::VARCHAR[]) AS xrefs,
       NOT starts_with(id, {ungrounded}) AS grounded, mentioned.n_documents, mentioned.n_mentions
FROM mentioned
LEFT JOIN read_parquet({known}) AS known USING (id)
"""


def write_entity_table(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    *,
    work: Path,
    lookup: Lookup | None,
    former: Path | None,
) -> None:
    """Write the table; needs that of mentions, and what `curated_rows.read_curated` made.

    `lookup` asks the lexicon; without it, what the table `former` says of names, types and synonyms stays.
    """
    mentions = str(folder / "mentions.parquet")
    connection.execute(_NAMED, [mentions])
    connection.execute(_MENTIONED, [mentions])
    known = former
    if known is None or lookup is not None:
        known = work / "known.parquet"
        _look_up(connection, lookup, known)
    ungrounded = quoted(UNGROUNDED_PREFIX)
    named = _ENTITIES.format(ungrounded=ungrounded, known=quoted(known))
    connection.execute(f"CREATE TABLE graph_entities AS {named}")
    resolve_curated(connection)
    additional = ADDITIONAL.format(ungrounded=ungrounded)
    write_table(connection, "entities", f"FROM graph_entities UNION ALL BY NAME {additional}", folder)


def _look_up(connection: duckdb.DuckDBPyConnection, lookup: Lookup | None, known: Path) -> None:
    found = connection.cursor().execute("SELECT id FROM mentioned")
    with pq.ParquetWriter(known, KNOWN) as writer:
        while lookup and (ids := found.fetchmany(BATCH)):
            rows = _rows(lookup, (id for (id,) in ids))
            writer.write_table(pa.Table.from_pylist(list(rows), KNOWN))


def _rows(lookup: Lookup, ids: Iterable[str]) -> Iterator[dict[str, object]]:
    for entity in filter(None, map(lookup, ids)):
        yield {
            "id": entity.id,
            "type": entity.type.value,
            "name": entity.name,
            "synonyms": sorted(entity.synonyms),
            "xrefs": sorted(entity.xrefs),
        }
