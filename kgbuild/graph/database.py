"""DuckDB with bounded memory, and its complaints in our words."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from kgbuild.domain.ids import ID_CHARACTERS

MEMORY = "256MB"
"""What DuckDB may hold; beyond it, sorts and joins go through files."""
THREADS = 2

DISK_ERRORS = (duckdb.IOException, duckdb.OutOfMemoryException, OSError)
"""What is raised where the disk takes no more, DuckDB's temporary files included; OSError is pyarrow's."""


@contextmanager
def database(
    folder: Path, *, memory: str = MEMORY, threads: int = THREADS
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database whose temporary files lie in `folder`; nothing is ever fetched from elsewhere."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "threads": threads,
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(config=settings) as connection:
        yield connection


def complaint(error: Exception) -> str:
    """Return in one line what one of `DISK_ERRORS` says; DuckDB's writers put that into JSON.

    >>> complaint(OSError('IO Error: failed: {"exception_message": "a.parquet: No space left on device"}'))
    'a.parquet: No space left on device'
    """
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    message = str(error)
    with suppress(ValueError, KeyError, TypeError):
        message = json.loads(message[message.index("{") :])["exception_message"]
    return message.partition("\n")[0]


def number(connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] = ()) -> int:
    """Return the one number that a query gives."""
    row = connection.execute(query, list(parameters)).fetchone()
    return int(row[0]) if row else 0


def counts(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, int]:
    """Return the rows (name, count) of a query in its order."""
    return {str(name): int(count) for name, count in connection.execute(query).fetchall()}


def quoted(path: Path | str) -> str:
    """Return text as an SQL string, where a statement takes no parameters.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + str(path).replace("'", "''") + "'"


def hash_of(*parts: str) -> str:
    """Return SQL for `content_hash` over what these expressions give, null where one of them is null.

    >>> from kgbuild.domain.ids import content_hash
    >>> with duckdb.connect() as connection:
    ...     row = connection.execute(f"SELECT {hash_of('$1', '1918')}", ["flü"]).fetchone()
    >>> row == (content_hash("flü", 1918),)
    True
    """
    prefixed = (f"strlen(CAST({part} AS VARCHAR)) || ':' || {part}" for part in parts)
    return f"left(sha256({' || '.join(prefixed)}), {ID_CHARACTERS})"
