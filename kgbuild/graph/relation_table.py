"""Write the table of relations: evidence for the same subject, predicate and object pooled.

A relation is there only if at least one document states it firmly. What is merely considered, or only ever
denied, stays evidence about a relation that is not there: see the table of evidence. So does what joins
entities of types that it cannot join, since the lexicon now takes one for something else; an imported one is
left out.

- `belief`, `n_support`, `n_contradict`, `n_documents`, `first_year`, `last_year`: see `kgbuild.graph.pooled`.
- `significance`, of CO_OCCURS_WITH: see `kgbuild.graph.significance`. It counts documents that are not
  retracted and name a present entity; both are named only where one sentence names both, so it errs on the
  safe side.
- `knowledge_level`, `agent_type`: Biolink's terms. Its guide has text mining take `not_provided`, and a test
  of how often things meet `statistical_association`.
"""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from duckdb.func import PythonUDFType

from kgbuild.domain.relation import BIOLINK, IMPORTED_SIGNATURES, SIGNATURES, Predicate
from kgbuild.graph.curated_rows import CURATED_RELATIONS
from kgbuild.graph.database import number, quoted
from kgbuild.graph.parquet import write_table
from kgbuild.graph.pooled import pool
from kgbuild.graph.significance import significance

EXTRACTED = "extracted"
"""`source` of what kgbuild read itself; what is imported carries the name of where it came from."""
TEXT_MINING = "text_mining_agent"
NOT_PROVIDED = "not_provided"
STATISTICAL = "statistical_association"

_UNFIT = """
DELETE FROM {table} WHERE id IN (
  SELECT t.id FROM {table} AS t
  JOIN read_parquet({entities}) AS s ON s.id = t.subject
  JOIN read_parquet({entities}) AS o ON o.id = t.object
  ANTI JOIN signatures AS may ON may.type = t.type AND may.subject = s.type AND may.object = o.type
                             AND may.imported = {imported}
)
"""

_PRESENT = """
CREATE TABLE present AS
SELECT DISTINCT entity_id, document_id
FROM read_parquet({mentions}) JOIN chosen ON chosen.id = document_id
WHERE assertion = 'present' AND NOT chosen.retracted
"""

_MET = """
CREATE TABLE met AS
WITH
  spread AS (SELECT entity_id, count(*) AS n FROM present GROUP BY entity_id),
  whole AS (SELECT count(*) AS n FROM (SELECT DISTINCT document_id FROM present)),
  counted AS (SELECT id, n_support AS met_in, greatest(a.n, n_support) AS a, greatest(b.n, n_support) AS b
              FROM pooled JOIN spread AS a ON a.entity_id = subject JOIN spread AS b ON b.entity_id = object
              WHERE type = {co_occurs})
SELECT id, significance(met_in, a, b, greatest(whole.n, a + b - met_in)) AS significance FROM counted, whole
"""

_RELATIONS = """
SELECT id, type, predicates.biolink AS predicate, subject, object,
       belief, n_support, n_contradict, n_documents, first_year, last_year, significance,
       CASE type WHEN {co_occurs} THEN {statistical} ELSE {not_provided} END AS knowledge_level,
       {agent} AS agent_type, {source} AS source, NULL::VARCHAR AS licence,
       NULL::VARCHAR[] AS publications, NULL::VARCHAR AS frequency, NULL::VARCHAR AS onset, '' AS build
FROM pooled JOIN predicates USING (type) LEFT JOIN met USING (id)
"""


def write_relation_table(
    connection: duckdb.DuckDBPyConnection, folder: Path, *, into: Path, reliability: Mapping[str, float]
) -> int:
    """Write the table into the folder `into`, its column `build` left empty.

    Needs the tables of mentions, evidence and entities in `folder`, what `copies.choose` made, and curated
    relations. Returns how many of these are left out since they cannot join what they join.
    """
    evidence = folder / "evidence.parquet"
    pool(connection, evidence, reliability, firm=True)
    connection.execute("CREATE TABLE predicates (type VARCHAR, biolink VARCHAR)")
    connection.executemany("INSERT INTO predicates VALUES (?, ?)", [[p.value, b] for p, b in BIOLINK.items()])
    left_out = _leave_out(connection, folder / "entities.parquet")
    connection.execute(_PRESENT.format(mentions=quoted(folder / "mentions.parquet")))
    connection.create_function(
        "significance", _significance, ["BIGINT"] * 4, "DOUBLE", type=PythonUDFType.ARROW
    )
    co_occurs = quoted(Predicate.CO_OCCURS_WITH)
    connection.execute(_MET.format(co_occurs=co_occurs))
    query = _RELATIONS.format(
        co_occurs=co_occurs,
        statistical=quoted(STATISTICAL),
        not_provided=quoted(NOT_PROVIDED),
        agent=quoted(TEXT_MINING),
        source=quoted(EXTRACTED),
    )
    write_table(connection, "relations", f"{query} UNION ALL BY NAME {CURATED_RELATIONS}", into)
    return left_out


def _leave_out(connection: duckdb.DuckDBPyConnection, entities: Path) -> int:
    """Remove relations that join what they cannot join; return how many curated ones."""
    connection.execute(
        "CREATE TABLE signatures (type VARCHAR, subject VARCHAR, object VARCHAR, imported BOOLEAN)"
    )
    may = [
        [predicate.value, subject.value, object.value, signatures is IMPORTED_SIGNATURES]
        for signatures in (SIGNATURES, IMPORTED_SIGNATURES)
        for predicate, pairs in signatures.items()
        for subject, object in pairs
    ]
    connection.executemany("INSERT INTO signatures VALUES (?, ?, ?, ?)", may)
    left_out = 0
    for table, imported in (("pooled", False), ("curated", True)):
        left_out = number(
            connection, _UNFIT.format(table=table, entities=quoted(entities), imported=imported)
        )
    return left_out


def stamp_relation_table(
    connection: duckdb.DuckDBPyConnection, folder: Path, *, unstamped: Path, build: str
) -> None:
    """Write the table in the folder `unstamped` into `folder`, with the id of the build that it belongs
    to."""
    file = quoted(unstamped / "relations.parquet")
    rows = f"SELECT * REPLACE ({quoted(build)} AS build) FROM read_parquet({file})"
    write_table(connection, "relations", rows, folder)


def _significance(
    both: pa.ChunkedArray, a: pa.ChunkedArray, b: pa.ChunkedArray, total: pa.ChunkedArray
) -> pa.Array:
    return pa.array(significance(*(np.asarray(counts) for counts in (both, a, b, total))))
