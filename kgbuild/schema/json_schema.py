"""Write the tables as JSON Schema: a graph as one object, and the rows of each table by themselves."""

import json
from typing import Any

from kgbuild.schema.model import Class, Column, Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES = {
    "string": "string",
    "int32": "integer",
    "int64": "integer",
    "double": "number",
    "bool": "boolean",
    "struct": "object",
}

Part = dict[str, Any]


def json_schema(schema: Schema) -> str:
    """Return the JSON Schema of `Graph`; `$defs` has one for each class and each enumeration."""
    classes = [rows for rows in schema.classes.values() if rows.columns]
    whole: Part = {
        "$schema": DIALECT,
        "$id": schema.id,
        "title": schema.title,
        "description": schema.description,
        "$comment": "Made of schemas/graph.yaml by `make schema`: change that file, not this one.",
        "$ref": "#/$defs/Graph",
        "$defs": {
            **{
                name: _container(schema.container_descriptions[name], tables)
                for name, tables in schema.containers.items()
            },
            **{rows.name: _class(schema, rows) for rows in classes},
            **{
                each.name: {"description": each.description, "enum": [value.name for value in each.values]}
                for each in schema.enumerations
            },
        },
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _container(description: str, tables: Any) -> Part:
    return {
        "description": description,
        "type": "object",
        "properties": {
            table: {"type": "array", "items": {"$ref": f"#/$defs/{name}"}} for table, name in tables.items()
        },
        "additionalProperties": False,
    }


def _class(schema: Schema, rows: Class) -> Part:
    made: Part = {"description": rows.description} if rows.description else {}
    made |= {
        "type": "object",
        "properties": {column.name: _column(schema, column) for column in rows.columns},
        "required": [column.name for column in rows.columns if column.required],
        "additionalProperties": False,
    }
    demands = [
        {
            "if": {
                "properties": {demand.column: {"const": demand.value}},
                "required": [demand.column],
            },
            "then": {"properties": {demand.required: {"type": "number"}}, "required": [demand.required]},
        }
        for demand in rows.demands
    ]
    return made | ({"allOf": demands} if demands else {})


def _column(schema: Schema, column: Column) -> Part:
    made: Part = {"description": column.description} if column.description else {}
    if column.multivalued:
        return made | {"type": ["array", "null"], "items": _value(schema, column, required=True, listed=True)}
    return made | _value(schema, column, required=column.required, listed=False)


def _value(schema: Schema, column: Column, *, required: bool, listed: bool) -> Part:
    """Return what one value may be; `listed` ones may be empty texts, but not null."""
    kind = column.kind
    if kind.part:
        return {"$ref": f"#/$defs/{kind.part}"}
    if kind.enumeration:
        ref = {"$ref": f"#/$defs/{kind.enumeration.name}"}
        return ref if required else {"anyOf": [ref, {"enum": ["", None]}]}
    type = _TYPES[kind.arrow]
    made: Part = {"type": type if required else [type, "null"]}
    pattern = kind.pattern
    if kind.reference:
        identifier = schema.classes[kind.reference].identifier
        pattern = identifier.kind.pattern if identifier else ""
    if type == "string" and required and not listed:
        made["minLength"] = 1
    if pattern:
        made["pattern"] = pattern if required else f"^$|{pattern}"
    if kind.minimum is not None:
        made["minimum"] = kind.minimum
    if kind.maximum is not None:
        made["maximum"] = kind.maximum
    return made
