"""Decide which copy of each document counts, and what becomes of the others.

Full text counts before an abstract of the same id, since it holds what the abstract says and more, and its
sources seldom say when it was revised. Among either, the highest `(version, revised)` counts. Between
equals that of the more recent configuration does, since it is the same record read again; then one that is
marked as retracted, to be on the safe side; then the one whose content hash is least, an accident, but the
same one in whatever order they came.

- The text of the same version differs: a conflict. The copy that does not count goes to the quarantine.
  Full text and abstract are not in conflict.
- Everything is the same: `duplicate`. Anything else: `superseded`.
- A deletion, from whatever source and whether it came before or after, makes all copies `deleted`.
- A retraction keeps the document, marked, and its mentions, but none of its evidence. The best full text or
  the best abstract may say so, or a notice.
- A notice reaches a document by its id, or by whatever else one of its copies is called.

What failed to be extracted leaves the quarantine once the same content has been extracted; it is then
`retried`, as are all failures of one content but the first.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from kgbuild.domain.document import Withdrawal
from kgbuild.graph.rows import withdrawal_rows
from kgbuild.graph.shards import Shard
from kgbuild.graph.tables import SHARD_TABLES

CONFLICT = "conflicting-copy"
"""The quarantine's reason for a copy whose text differs from that of the same version."""

_NOTICES = """
CREATE TABLE notices AS
SELECT document_id,
       bool_or(kind = 'deleted') AS deleted,
       bool_or(kind = 'retracted') AS retracted,
       min(stated_by) FILTER (kind = 'deleted') AS deleted_by
FROM (SELECT * FROM read_parquet(getvariable('withdrawals')) UNION ALL SELECT * FROM user_withdrawals)
GROUP BY document_id
"""

_REACHED = """
CREATE TABLE reached AS
WITH names AS (
  SELECT DISTINCT id, unnest(list_append(aliases, id)) AS name FROM read_parquet(getvariable('documents'))
)
SELECT names.id, bool_or(deleted) AS deleted, bool_or(retracted) AS retracted, min(deleted_by) AS deleted_by
FROM names JOIN notices ON notices.document_id = names.name
GROUP BY names.id
"""

_COPIES = """
CREATE TABLE copies AS
WITH read AS (
  SELECT d.id, d.full_text, d.version, d.revised, d.year, d.retracted, d.content_hash, d.source,
         md5(d.text) AS text_hash, s.shard, s.age
  FROM read_parquet(getvariable('documents'), filename = true) AS d
  JOIN shards AS s ON s.shard = string_split(d.filename, '/')[-2]
),
marked AS (
  SELECT read.*, first_value(read.retracted) OVER (
           PARTITION BY id, full_text
           ORDER BY version DESC, revised DESC, age, read.retracted DESC, content_hash, source, shard
         ) AS mark
  FROM read
)
SELECT read.* EXCLUDE (mark),
       coalesce(reached.deleted, false) AS deleted,
       bool_or(mark) OVER (PARTITION BY read.id) OR coalesce(reached.retracted, false) AS withdrawn,
       coalesce(reached.deleted_by, '') AS deleted_by,
       row_number() OVER copies_of_one AS place,
       struct_pack(full_text := first_value(full_text) OVER copies_of_one,
                   version := first_value(version) OVER copies_of_one,
                   revised := first_value(revised) OVER copies_of_one,
                   age := first_value(age) OVER copies_of_one,
                   content_hash := first_value(content_hash) OVER copies_of_one,
                   text_hash := first_value(text_hash) OVER copies_of_one,
                   source := first_value(source) OVER copies_of_one) AS best
FROM marked AS read LEFT JOIN reached ON reached.id = read.id
WINDOW copies_of_one AS (
  PARTITION BY read.id
  ORDER BY full_text DESC, version DESC, revised DESC, age, read.retracted DESC, content_hash, source, shard
)
"""

_CHOSEN = """
CREATE TABLE chosen AS
SELECT id, shard, year, withdrawn AS retracted FROM copies WHERE place = 1 AND NOT deleted
"""

_OTHERS = """
CREATE TABLE others AS
SELECT id, version, revised, source, shard, best.source AS kept_source,
       CASE WHEN deleted THEN deleted_by ELSE '' END AS stated_by,
       CASE WHEN deleted THEN 'deleted'
            WHEN content_hash = best.content_hash THEN 'duplicate'
            WHEN full_text = best.full_text AND version = best.version AND revised = best.revised
                 AND age = best.age AND text_hash <> best.text_hash THEN 'conflict'
            ELSE 'superseded' END AS reason
FROM copies WHERE deleted OR place > 1
"""

_REJECTED = """
CREATE TABLE rejected AS
SELECT q.source, location, reason, message, document_id, excerpt,
       reason = 'extraction-failed' AND (
         location IN (SELECT content_hash FROM copies)
         OR row_number() OVER (PARTITION BY reason, document_id, location ORDER BY q.source, shard) > 1
       ) AS retried
FROM read_parquet(getvariable('quarantine'), filename = true) AS q
JOIN shards AS s ON s.shard = string_split(q.filename, '/')[-2]
WHERE reason = 'extraction-failed' OR NOT s.mended
"""


def choose(
    connection: duckdb.DuckDBPyConnection,
    shards: Sequence[Shard],
    withdrawals: Sequence[Withdrawal],
    work: Path,
    *,
    ages: Mapping[str, int],
    mended: Collection[str],
) -> None:
    """Make the tables `chosen` (id, shard, year, retracted), `others` (the copies that do not count) and
    `rejected`.

    `ages` tells of each configuration how many have come after it, `mended` are shards of which only failed
    extractions stay rejected. The variables `documents`, `mentions`, …
    become the lists of the shards' files, with an empty one in `work` ahead for where there is no shard.
    """
    connection.execute("CREATE TABLE shards (shard VARCHAR, age INTEGER, mended BOOLEAN)")
    if shards:
        rows = [[s.folder.name, ages[s.config], s.fingerprint in mended] for s in shards]
        connection.executemany("INSERT INTO shards VALUES (?, ?, ?)", rows)
    for name, schema in SHARD_TABLES.items():
        empty = work / f"{name}.parquet"
        pq.write_table(schema.empty_table(), empty)
        files = [str(empty), *(str(shard.folder / f"{name}.parquet") for shard in shards)]
        connection.execute(f"SET VARIABLE {name} = $1", [files])
    connection.register("user_withdrawals", withdrawal_rows(withdrawals))
    for statement in (_NOTICES, _REACHED, _COPIES, _CHOSEN, _OTHERS, _REJECTED):
        connection.execute(statement)
    connection.execute("DROP TABLE copies")
