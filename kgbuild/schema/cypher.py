"""Write what a store needs beside the data: uniqueness of ids, and indexes, in Cypher."""

from collections.abc import Iterator

from kgbuild.schema.model import Class, Schema

BY_TYPE = "by_type"
_HEAD = """\
// Uniqueness of ids and indexes of names, in Cypher that Neo4j 5 and ArcadeDB both take; full-text indexes
// are for Neo4j alone. `kgbuild load` makes them where they are missing.
// Made of schemas/graph.yaml by `make schema`: change that file, not this one.
"""


def cypher(schema: Schema) -> str:
    """Return the statements, one a line."""
    return _HEAD + "".join(f"{statement};\n" for statement in _statements(schema))


def _statements(schema: Schema) -> Iterator[str]:
    nodes = [rows for rows in schema.classes.values() if rows.node]
    for rows in nodes:
        if identifier := rows.identifier:
            yield (
                f"CREATE CONSTRAINT {rows.node.lower()}_{identifier.name} IF NOT EXISTS "
                f"FOR (n:{rows.node}) REQUIRE n.{identifier.name} IS UNIQUE"
            )
    for rows in nodes:
        for name, label, column in _indexes(schema, rows):
            yield f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.{column})"
    for rows in nodes:
        for name in dict.fromkeys(column.full_text for column in rows.columns if column.full_text):
            listed = ", ".join(f"n.{column.name}" for column in rows.columns if column.full_text == name)
            yield f"CREATE FULLTEXT INDEX {name} IF NOT EXISTS FOR (n:{rows.node}) ON EACH [{listed}]"


def _indexes(schema: Schema, rows: Class) -> Iterator[tuple[str, str, str]]:
    """Yield name, label and property; a constraint on a label does not serve its second labels."""
    for label in (each.name for each in schema.subclasses(rows.name)):
        for column in rows.columns:
            if column.index == BY_TYPE:
                yield f"{label.lower()}_{column.name}", label, column.name
    for column in rows.columns:
        if column.index not in ("", BY_TYPE):
            yield column.index, rows.node, column.name
