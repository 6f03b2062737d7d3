"""Decide which copy of each document counts, and what becomes of the others.

Of several copies the highest `(version, revised)` counts. Between equals that of the more recent
configuration does, since it is the same record read again; then one that is marked as retracted, to be on the
safe side; then the one whose content hash is least, an accident, but the same one in whatever order they
came.

- The text of the same version differs: a conflict. The copy that does not count goes to the quarantine.
- Everything is the same: `duplicate`. Anything else: `superseded`.
- A deletion, from whatever source and whether it came before or after, makes all copies `deleted`.
- A retraction keeps the document, marked, and its mentions, but none of its evidence.
"""

from collections.abc import Mapping, Sequence
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

_COPIES = """
CREATE TABLE copies AS
WITH read AS (
  SELECT d.id, d.version, d.revised, d.year, d.retracted, d.content_hash, d.source, md5(d.text) AS text_hash,
         s.shard, s.age
  FROM read_parquet(getvariable('documents'), filename = true) AS d
  JOIN shards AS s ON s.shard = string_split(d.filename, '/')[-2]
)
SELECT read.*,
       coalesce(notices.deleted, false) AS deleted,
       read.retracted OR coalesce(notices.retracted, false) AS withdrawn,
       coalesce(notices.deleted_by, '') AS deleted_by,
       row_number() OVER copies_of_one AS place,
       struct_pack(version := first_value(version) OVER copies_of_one,
                   revised := first_value(revised) OVER copies_of_one,
                   age := first_value(age) OVER copies_of_one,
                   content_hash := first_value(content_hash) OVER copies_of_one,
                   text_hash := first_value(text_hash) OVER copies_of_one,
                   source := first_value(source) OVER copies_of_one) AS best
FROM read LEFT JOIN notices ON notices.document_id = read.id
WINDOW copies_of_one AS (
  PARTITION BY id
  ORDER BY version DESC, revised DESC, age, read.retracted DESC, content_hash, source, shard
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
            WHEN version = best.version AND revised = best.revised AND age = best.age
                 AND text_hash <> best.text_hash THEN 'conflict'
            ELSE 'superseded' END AS reason
FROM copies WHERE deleted OR place > 1
"""


def choose(
    connection: duckdb.DuckDBPyConnection,
    shards: Sequence[Shard],
    withdrawals: Sequence[Withdrawal],
    ages: Mapping[str, int],
    work: Path,
) -> None:
    """Make the tables `chosen` (id, shard, year, retracted) and `others` (the copies that do not count).

    `ages` tells of each configuration how many have come after it. The variables `documents`, `mentions`, …
    become the lists of the shards' files, with an empty one in `work` ahead for where there is no shard.
    """
    connection.execute("CREATE TABLE shards (shard VARCHAR, age INTEGER)")
    if shards:
        connection.executemany(
            "INSERT INTO shards VALUES (?, ?)", [[s.folder.name, ages[s.config]] for s in shards]
        )
    for name, schema in SHARD_TABLES.items():
        empty = work / f"{name}.parquet"
        pq.write_table(schema.empty_table(), empty)
        files = [str(empty), *(str(shard.folder / f"{name}.parquet") for shard in shards)]
        connection.execute(f"SET VARIABLE {name} = $1", [files])
    connection.register("user_withdrawals", withdrawal_rows(withdrawals))
    for statement in (_NOTICES, _COPIES, _CHOSEN, _OTHERS):
        connection.execute(statement)
    connection.execute("DROP TABLE copies")
