"""Write the tables as Arrow schemas, in Python."""

import textwrap
from collections.abc import Iterator

from kgbuild.schema.model import Class, Column, Schema

WIDTH = 110
_HEAD = '''"""The tables of a workspace as Arrow schemas.

Made of schemas/graph.yaml by `make schema`: change that file, not this one.
"""

import pyarrow as pa
'''
_TYPES = {
    "string": "pa.string()",
    "int32": "pa.int32()",
    "int64": "pa.int64()",
    "double": "pa.float64()",
    "bool": "pa.bool_()",
}


def arrow_schemas(schema: Schema) -> str:
    """Return the module with a constant for each table, and one for each set of tables."""
    tables = schema.tables
    parts = {column.kind.part for rows in tables.values() for column in rows.columns if column.kind.part}
    blocks = [
        *(_block(f"_{part.upper()}", "struct", schema.classes[part]) for part in sorted(parts)),
        *(_block(table.upper(), "schema", rows) for table, rows in tables.items()),
        _imported(schema),
        *(_container(schema, name) for name, held in schema.containers.items() if len(held) > 1),
    ]
    return _HEAD + "\n" + "\n".join(blocks)


def _block(constant: str, kind: str, rows: Class) -> str:
    columns = "\n".join(f'        ("{column.name}", {_type(column)}),' for column in rows.columns)
    return f"{constant} = pa.{kind}(\n    [\n{columns}\n    ]\n)\n{_docstring(rows.description)}"


def _type(column: Column) -> str:
    kind = column.kind
    inner = f"_{kind.part.upper()}" if kind.part else _TYPES[kind.arrow]
    return f"pa.list_({inner})" if column.multivalued else inner


def _imported(schema: Schema) -> str:
    names = dict.fromkeys(f'"{column.name}"' for column in _columns(schema) if column.imported)
    docstring = _docstring("Columns that have no value but for what was imported.")
    return f"OF_IMPORTS = frozenset({{{', '.join(names)}}})\n{docstring}"


def _columns(schema: Schema) -> Iterator[Column]:
    for rows in schema.tables.values():
        yield from rows.columns


def _container(schema: Schema, name: str) -> str:
    entries = "\n".join(f'    "{table}": {table.upper()},' for table in schema.containers[name])
    docstring = _docstring(schema.container_descriptions[name])
    return f"{name.upper()}_TABLES: dict[str, pa.Schema] = {{\n{entries}\n}}\n{docstring}"


def _docstring(text: str) -> str:
    return "\n".join(textwrap.wrap(f'"""{text}"""', WIDTH)) + "\n" if text else ""
