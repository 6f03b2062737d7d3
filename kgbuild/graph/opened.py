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
    with tempfile.TemporaryDirectory(prefix="kgbuild-") as scratch, database(Path(scratch)) as connection:
        try:
            for name, tables in found.items():
                connection.execute(f'CREATE SCHEMA "{name}"')
                for table in GRAPH_TABLES:
                    view = f'"{name}"."{table}"'
                    connection.execute(
                        f"CREATE VIEW {view} AS FROM read_parquet({quoted(tables.path(table))})"
                    )
            yield connection, found
        except duckdb.Error as error:
            if isinstance(error, _OURS) and not isinstance(error, duckdb.InvalidInputException):
                raise
            places = ", ".join(str(workspace.tables) for workspace in workspaces.values())
            raise TablesDamagedError(Path(places), str(error)) from error
