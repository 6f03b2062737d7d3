"""Write the page of documentation: each table with its columns, the graph in a store, and all names."""

from collections.abc import Iterable, Iterator

from kgbuild.schema.cypher import cypher
from kgbuild.schema.model import Class, Column, Kind, Schema, Signature

_HEAD = """\
# {title}

{description}

This page is made of [`graph.yaml`](graph.yaml) by `make schema`, as are
[`graph.schema.json`](graph.schema.json) (JSON Schema), the
[Arrow schemas](../kgbuild/graph/tables.py) that tables are written with, the
[constraints and indexes](../kgbuild/store/constraints.cypher) of a store, and the
[rules](../kgbuild/graph/rules.json) that `kgbuild graph check` tells violations of.
"""


def page(schema: Schema) -> str:
    """Return the page in Markdown."""
    return "\n".join(_blocks(schema)).rstrip("\n") + "\n"


def _blocks(schema: Schema) -> Iterator[str]:
    yield _HEAD.format(title=schema.title, description=schema.description)
    yield from _diagram(schema)
    for name, tables in schema.containers.items():
        listed = ", ".join(f"[`{table}`](#{table})" for table in tables)
        yield f"**{name}** ({listed}): {schema.container_descriptions[name]}\n"
    for table, rows in schema.tables.items():
        yield from _table(schema, table, rows)
    yield from _relationships(schema)
    yield "## Types of values\n"
    yield from _grid(
        ("type", "Arrow", "rules", "what it is"),
        ((kind.name, kind.arrow, _limits(kind), kind.description) for kind in schema.kinds),
    )
    yield "## Closed sets of values\n"
    for each in schema.enumerations:
        yield f"### {each.name}\n\n{each.description}{_mapped(each.mappings)}\n"
        yield from _grid(
            ("value", "Biolink", "what it is"),
            ((f"`{value.name}`", _code(value.meaning), value.description) for value in each.values),
        )
    yield "## In a store\n\nWhat `kgbuild load` makes where it is missing:\n\n```cypher"
    yield from (line for line in cypher(schema).splitlines() if not line.startswith("//"))
    yield "```"


def _diagram(schema: Schema) -> Iterator[str]:
    yield "```mermaid\nerDiagram"
    for table, rows in schema.tables.items():
        for column in rows.columns:
            if column.kind.reference:
                end = "||" if column.required else "o|"
                yield f"    {table} }}o--{end} {schema.table_of(column.kind.reference)} : {column.name}"
        if rows.states:
            yield f"    {table} }}o--o| relations : {rows.states}"
    yield "```\n"


def _table(schema: Schema, table: str, rows: Class) -> Iterator[str]:
    node = f" In a store, each is a node `:{rows.node}`." if rows.node else ""
    yield f"## {table}\n\n{rows.description}{node}{_mapped(rows.mappings)}\n"
    yield from _columns(schema, rows)
    if rows.store_only:
        yield "In a store alone, its nodes have besides:\n"
        yield from _grid(
            ("property", "type", "vector index", "what it is"),
            (
                (f"`{each.name}`", _type(schema, each), _code(each.vector_index), each.description)
                for each in rows.store_only
            ),
        )
    for part in dict.fromkeys(column.kind.part for column in rows.columns if column.kind.part):
        yield f"### {part}, a part of {table}\n\n{schema.classes[part].description}\n"
        yield from _columns(schema, schema.classes[part])


def _columns(schema: Schema, rows: Class) -> Iterator[str]:
    yield from _grid(
        ("column", "type", "rules", "Biolink", "what it is"),
        (
            (
                f"`{column.name}`",
                _type(schema, column),
                _rules(rows, column),
                ", ".join(map(_code, column.mappings)),
                column.description,
            )
            for column in rows.columns
        ),
    )


def _type(schema: Schema, column: Column) -> str:
    kind = column.kind
    name = kind.name
    if kind.reference:
        table = schema.table_of(kind.reference)
        name = f"id in [`{table}`](#{table})"
    elif kind.enumeration:
        name = f"[{name}](#{name.lower()})"
    return f"list of {name}" if column.multivalued else name


def _rules(rows: Class, column: Column) -> str:
    said = ["identifies the row"] if column.identifier else ["required"] if column.required else []
    if column.at_least:
        said.append(f"not less than `{column.at_least}`")
    if column.kind.pattern and not column.kind.description:
        said.append(_code(column.kind.pattern))
    if column.imported:
        said.append("of imports alone")
    if column.tables_only:
        said.append("not in a store")
    said += [
        f"required where `{demand.column}` is `{demand.value}`"
        for demand in rows.demands
        if demand.required == column.name
    ]
    return "; ".join(said)


def _relationships(schema: Schema) -> Iterator[str]:
    kinds = [rows for rows in schema.classes.values() if rows.parent and rows.type]
    joined = [rows for rows in kinds if not schema.classes[rows.parent].node]
    yield "## Types of relations\n"
    yield "Each row of [`relations`](#relations) is in a store a relationship of its type.\n"
    yield from _grid(
        ("type", "Biolink", "joins", "what it is"),
        (
            (
                f"`{rows.type}`",
                ", ".join(map(_code, (_meaning(schema, rows.type), *rows.mappings))),
                "; ".join(map(_joins, rows.signatures)) or "any two",
                rows.description,
            )
            for rows in joined
        ),
    )


def _meaning(schema: Schema, type: str) -> str:
    return next(value.meaning for each in schema.enumerations for value in each.values if value.name == type)


def _joins(signature: Signature) -> str:
    ends = f"{' or '.join(signature.subjects)} → {' or '.join(signature.objects)}"
    return f"{ends} (if imported)" if signature.imported else ends


def _limits(kind: Kind) -> str:
    said = [_code(kind.pattern)] if kind.pattern else []
    if kind.minimum is not None:
        said.append(f"at least {kind.minimum}")
    if kind.maximum is not None:
        said.append(f"at most {kind.maximum}")
    return ", ".join(said)


def _mapped(mappings: Iterable[str]) -> str:
    listed = ", ".join(map(_code, mappings))
    return f" Biolink: {listed}." if listed else ""


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _grid(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (header, ("---",) * len(header), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""
