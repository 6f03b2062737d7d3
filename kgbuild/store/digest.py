"""One digest of what a store keeps of a graph."""

import tempfile
from pathlib import Path

from kgbuild.graph.database import quoted
from kgbuild.graph.digest import tables_hash
from kgbuild.graph.opened import opened
from kgbuild.graph.tables import GRAPH_TABLES
from kgbuild.graph.workspace import Workspace
from kgbuild.store.layout import SEARCH_NAMES, Part, parts


def stored_hash(workspace: Workspace) -> str:
    """Return SHA-256 over those columns of the tables that a store keeps, in hex.

    Equal before loading and after pulling, where `graph_hash` tells that texts and mentions are missing.
    Predictions do not count, as they do not for `graph_hash`.
    Raises as `graph_hash` does.
    """
    kept = {part.table: stored_columns(part) for part in parts() if part.table in GRAPH_TABLES}
    with tempfile.TemporaryDirectory(prefix="kgbuild-") as scratch, opened(ws=workspace) as (connection, _):
        paths = {name: Path(scratch) / f"{name}.parquet" for name in kept}
        for name, columns in kept.items():
            listed = ", ".join(f'"{column}"' for column in columns)
            rows = f"SELECT {listed} FROM ws.{name} ORDER BY id"
            connection.execute(f"COPY ({rows}) TO {quoted(paths[name])} (FORMAT parquet)")
        return tables_hash(paths, columns=kept)


def stored_columns(part: Part) -> list[str]:
    """Return the columns of a part's table that a store keeps, in the table's order."""
    stored = {*part.columns, "type"} - {SEARCH_NAMES}
    return [field.name for field in part.schema if field.name in stored]
