"""Fetch what a store holds into DuckDB, batch by batch, so that memory stays bounded however large it is."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import duckdb
import pyarrow as pa

BATCH = 10_000


class UnfitValueError(Exception):
    """A value is not of the type that its column has."""


def create(connection: duckdb.DuckDBPyConnection, table: str, schema: pa.Schema) -> None:
    """Make an empty table of these columns."""
    _execute(connection, f'CREATE TABLE "{table}" AS FROM batch', schema.empty_table())


def fetch(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Sequence[Any]], schema: pa.Schema
) -> None:
    """Add rows to a table that has these columns; raises `UnfitValueError`."""
    pending = iter(rows)
    while batch := list(islice(pending, BATCH)):
        columns = zip(*batch, strict=True)
        try:
            arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
            raise UnfitValueError(str(error)) from error
        batch_table = pa.Table.from_arrays(arrays, schema=schema)
        _execute(connection, f'INSERT INTO "{table}" FROM batch', batch_table)


def _execute(connection: duckdb.DuckDBPyConnection, statement: str, batch: pa.Table) -> None:
    # A cursor of its own: the connection may not have fetched all of another result.
    with connection.cursor() as cursor:
        cursor.register("batch", batch)
        cursor.execute(statement)
