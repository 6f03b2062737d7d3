"""Write the result of a query as a graph table, sorted, its columns and types those of the table's schema."""

from pathlib import Path

import duckdb
import pyarrow as pa

from kgbuild.graph.database import quoted
from kgbuild.graph.tables import GRAPH_TABLES

ROW_GROUP = 16_384
WIDE_ROW_GROUP = 2_048
"""Rows held in memory while they are written, of the table that holds whole texts."""

ORDER = {
    "documents": ("id",),
    "mentions": ("document_id", '"start"', '"end"', "id"),
    "evidence": ("document_id", '"start"', '"end"', "id"),
    "entities": ("id",),
    "relations": ("id",),
    "withdrawn": ("document_id", "version", "revised", "reason", "stated_by", "source"),
    "quarantine": ("reason", "document_id", "excerpt", "source", "location", "message"),
}
"""By what each table is sorted: the last column that counts is an id, or all are named that are content, so
that equal content stands in equal order. What one document gave stands together, which also packs best."""

_SQL_TYPES = {
    "string": "VARCHAR",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "double": "DOUBLE",
    "bool": "BOOLEAN",
}


def write_table(connection: duckdb.DuckDBPyConnection, name: str, query: str, folder: Path) -> None:
    """Write the rows of `query`, which has the table's columns under their names, into `folder`."""
    columns = ", ".join(_column(field) for field in GRAPH_TABLES[name])
    rows = WIDE_ROW_GROUP if name == "documents" else ROW_GROUP
    connection.execute(
        f"COPY (SELECT {columns} FROM ({query}) ORDER BY {', '.join(ORDER[name])}) "
        f"TO {quoted(folder / f'{name}.parquet')} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {rows})"
    )


def _column(field: pa.Field) -> str:
    return f'CAST("{field.name}" AS {_sql_type(field.type)}) AS "{field.name}"'


def _sql_type(type: pa.DataType) -> str:
    """Return the SQL of a type; a list that is empty everywhere has no type of its own."""
    if pa.types.is_list(type):
        return f"{_sql_type(type.value_type)}[]"
    if pa.types.is_struct(type):
        fields = (f'"{field.name}" {_sql_type(field.type)}' for field in type)
        return f"STRUCT({', '.join(fields)})"
    return _SQL_TYPES[str(type)]
