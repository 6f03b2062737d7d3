"""Make what is generated from the schema: the same bytes for the same schema, wherever and whenever."""

from collections.abc import Callable, Mapping
from pathlib import Path

from kgbuild.schema.arrow import arrow_schemas
from kgbuild.schema.cypher import cypher
from kgbuild.schema.json_schema import json_schema
from kgbuild.schema.linkml import read_schema
from kgbuild.schema.model import Schema
from kgbuild.schema.page import page
from kgbuild.schema.rules import rules

SOURCE = "schemas/graph.yaml"
ARTEFACTS: Mapping[str, Callable[[Schema], str]] = {
    "kgbuild/graph/tables.py": arrow_schemas,
    "kgbuild/graph/rules.json": rules,
    "kgbuild/store/constraints.cypher": cypher,
    "schemas/graph.schema.json": json_schema,
    "schemas/README.md": page,
}
"""Files of the source tree, and what writes each."""


def generate(root: Path) -> None:
    """Write all files below the source tree `root`; raises `SchemaError`."""
    for name, text in generated(root / SOURCE).items():
        (root / name).write_text(text, encoding="utf-8")


def stale(root: Path) -> list[str]:
    """Return which files are not what the schema makes."""
    return [
        name
        for name, text in generated(root / SOURCE).items()
        if not (root / name).is_file() or (root / name).read_text(encoding="utf-8") != text
    ]


def generated(source: Path) -> dict[str, str]:
    """Return the text of each file; raises `SchemaError`."""
    schema = read_schema(source)
    return {name: write(schema) for name, write in ARTEFACTS.items()}
