"""Count what finished graph tables hold."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from kgbuild.graph.database import counts, number, quoted
from kgbuild.graph.published import Manifest
from kgbuild.graph.relation_table import EXTRACTED
from kgbuild.graph.tables import GRAPH_TABLES


def counted(connection: duckdb.DuckDBPyConnection, manifest: Manifest, folder: Path) -> Manifest:
    """Return the manifest with the numbers of rows of the tables in `folder`, as a whole and by kind."""

    def path(table: str) -> Path:
        return folder / f"{table}.parquet"

    def by(table: str, column: str) -> dict[str, int]:
        rows = f"read_parquet({quoted(path(table))})"
        return counts(connection, f"SELECT {column}, count(*) FROM {rows} GROUP BY 1 ORDER BY 1")

    loose = f"""
        SELECT count(*) FROM read_parquet({quoted(path("evidence"))})
        WHERE relation_id NOT IN (SELECT id FROM read_parquet({quoted(path("relations"))}))"""
    return replace(
        manifest,
        rows={name: pq.read_metadata(path(name)).num_rows for name in GRAPH_TABLES},
        entity_types=by("entities", "type"),
        relation_types=by("relations", "type"),
        quarantine=by("quarantine", "reason"),
        withdrawn=by("withdrawn", "reason"),
        loose_evidence=number(connection, loose),
        curated={source: n for source, n in by("relations", "source").items() if source != EXTRACTED},
    )
