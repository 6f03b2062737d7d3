"""Query the graph tables of a workspace in SQL, each under its name."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from kgbuild.errors import TablesDamagedError
from kgbuild.graph.database import database, quoted
from kgbuild.graph.published import Tables, published
from kgbuild.graph.tables import GRAPH_TABLES
from kgbuild.graph.workspace import Workspace

_OURS = (duckdb.ProgrammingError, duckdb.InternalError)
"""What a query of ours does wrong; all else, and input that DuckDB calls invalid, is the files' fault."""


@contextmanager
def opened(**workspaces: Workspace) -> Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, Tables]]]:
    """Open the tables of workspaces as schemas under the names given: `a.documents`, `b.documents`, …

    Raises `NothingToLoadError` where there are none, `TablesDamagedError` where they cannot be read.
    """
    found = {name: published(workspace) for name, workspace in workspaces.items()}
    with (
        tempfile.TemporaryDirectory(prefix="kgbuild-") as scratch,
        database(Path(scratch)) as connection,
        damage_told(*workspaces.values()),
    ):
        for name, tables in found.items():
            connection.execute(f'CREATE SCHEMA "{name}"')
            for table in GRAPH_TABLES:
                view = f'"{name}"."{table}"'
                connection.execute(f"CREATE VIEW {view} AS FROM read_parquet({quoted(tables.path(table))})")
        yield connection, found


@contextmanager
def damage_told(*workspaces: Workspace, passing: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turn what DuckDB says of unreadable tables into a `TablesDamagedError`; errors `passing` go through."""
    try:
        yield
    except duckdb.Error as error:
        ours = isinstance(error, _OURS) and not isinstance(error, duckdb.InvalidInputException)
        if ours or isinstance(error, passing):
            raise
        places = ", ".join(str(workspace.tables) for workspace in workspaces)
        raise TablesDamagedError(Path(places), str(error)) from error
