"""Write the tables that come straight from shards: documents, mentions, evidence, withdrawn, quarantine."""

from pathlib import Path

import duckdb

from kgbuild.graph.copies import CONFLICT
from kgbuild.graph.database import quoted
from kgbuild.graph.parquet import write_table

EXCERPT_CHARACTERS = 120

_DOCUMENTS = """
SELECT d.* REPLACE (chosen.retracted AS retracted)
FROM read_parquet(getvariable('documents'), filename = true) AS d
JOIN chosen ON chosen.id = d.id AND chosen.shard = string_split(d.filename, '/')[-2]
"""

_MENTIONS = """
SELECT m.*
FROM read_parquet(getvariable('mentions'), filename = true) AS m
JOIN chosen ON chosen.id = m.document_id AND chosen.shard = string_split(m.filename, '/')[-2]
"""

_EVIDENCE = """
SELECT e.*
FROM read_parquet(getvariable('evidence'), filename = true) AS e
JOIN chosen ON chosen.id = e.document_id AND chosen.shard = string_split(e.filename, '/')[-2]
WHERE NOT chosen.retracted
"""

_WITHDRAWN = """
SELECT id AS document_id, version, revised, reason, stated_by, source FROM others WHERE reason <> 'conflict'
UNION ALL
SELECT document_id, NULL, '', 'retried', '', source FROM rejected WHERE retried
"""

_QUARANTINE = """
SELECT source, location, reason, message, document_id, excerpt FROM rejected WHERE NOT retried
UNION ALL
SELECT o.source, o.id, {conflict},
       'a document of this id and version has another text in ' || o.kept_source
       || ', which was kept; give one of them another id, version or date of revision',
       o.id, left(d.text, {characters})
FROM read_parquet(getvariable('documents'), filename = true) AS d
JOIN others AS o ON o.id = d.id AND o.shard = string_split(d.filename, '/')[-2]
WHERE o.reason = 'conflict'
"""


def write_document_tables(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the five tables; needs what `copies.choose` made."""
    quarantine = _QUARANTINE.format(conflict=quoted(CONFLICT), characters=EXCERPT_CHARACTERS)
    write_table(connection, "documents", _DOCUMENTS, folder)
    write_table(connection, "mentions", _MENTIONS, folder)
    write_table(connection, "evidence", _EVIDENCE, folder)
    write_table(connection, "withdrawn", _WITHDRAWN, folder)
    write_table(connection, "quarantine", quarantine, folder)
