"""Read the schema from LinkML: the part of that language that the schema uses, and no more.

What is written there and would have no effect is refused, so that nobody relies on it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kgbuild.errors import SchemaError
from kgbuild.schema.model import (
    EXTRACTED,
    Class,
    Column,
    Demand,
    Enumeration,
    Kind,
    Schema,
    Signature,
    Value,
)

ARROW = {"string": "string", "integer": "int64", "double": "double", "float": "float", "boolean": "bool"}
"""Arrow types of LinkML's own types; a type of ours may name another one."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C is ten times as fast, where PyYAML has it."""
_MAPPINGS = ("exact_mappings", "close_mappings")
_COLUMN = {
    *("description", "range", "required", "identifier", "multivalued", "inlined_as_list", "designates_type"),
    *("in_subset", "pattern", "annotations", *_MAPPINGS),
}
_CLASS = {
    *("description", "is_a", "attributes", "slot_usage", "annotations", "any_of", "rules", "tree_root"),
    *_MAPPINGS,
}
_TYPE = {"description", "typeof", "pattern", "minimum_value", "maximum_value", "annotations"}
_ENUM = {"description", "permissible_values", *_MAPPINGS}
_VALUE = {"description", "meaning"}
_STORE_ONLY = "store_only"
_SUBSETS = {"imported", "tables_only", _STORE_ONLY}
_ANNOTATIONS = {"at_least", "index", "full_text", "vector_index", "node", "states", "symmetric", "arrow"}

Part = dict[str, Any]


def read_schema(path: Path) -> Schema:
    """Return the schema in a file; raises `SchemaError` for what cannot be understood."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, yaml.YAMLError) as error:
        raise SchemaError(path, str(error)) from error
    try:
        return _Reader(path, content).schema()
    except (KeyError, TypeError, AttributeError) as error:
        raise SchemaError(path, f"cannot be understood: {error!r}") from error


class _Reader:
    def __init__(self, path: Path, content: Part) -> None:
        self._path = path
        self._content = content
        self._enumerations = {
            name: self._enumeration(name, self._known(each, _ENUM, name))
            for name, each in content["enums"].items()
        }
        self._kinds = {name: Kind(name=name, arrow=arrow) for name, arrow in ARROW.items()}
        self._kinds |= {
            name: self._kind(name, self._known(each, _TYPE, name)) for name, each in content["types"].items()
        }

    def schema(self) -> Schema:
        classes = self._content["classes"]
        containers = {name: each for name, each in classes.items() if _is_container(each)}
        return Schema(
            id=self._content["id"],
            title=self._content["title"],
            description=self._content["description"],
            kinds=tuple(kind for name, kind in self._kinds.items() if name not in ARROW),
            enumerations=tuple(self._enumerations.values()),
            classes={
                name: self._class(name, self._known(each, _CLASS, name))
                for name, each in classes.items()
                if name not in containers
            },
            containers={
                name: {table: slot["range"] for table, slot in each["attributes"].items()}
                for name, each in containers.items()
            },
            container_descriptions={name: each["description"] for name, each in containers.items()},
        )

    def _enumeration(self, name: str, given: Part) -> Enumeration:
        values = (
            (value, self._known(each or {}, _VALUE, f"{name}.{value}"))
            for value, each in given["permissible_values"].items()
        )
        listed = tuple(
            Value(value, each.get("description", ""), each.get("meaning", "")) for value, each in values
        )
        return Enumeration(name, given["description"], listed, _mappings(given))

    def _class(self, name: str, given: Part) -> Class:
        annotations = self._annotations(name, given)
        columns = [
            (
                _STORE_ONLY in (each or {}).get("in_subset", ()),
                self._column(column, self._known(each or {}, _COLUMN, f"{name}.{column}")),
            )
            for column, each in given.get("attributes", {}).items()
        ]
        return Class(
            name=name,
            description=given.get("description", ""),
            parent=given.get("is_a", ""),
            columns=tuple(column for store_only, column in columns if not store_only),
            store_only=tuple(column for store_only, column in columns if store_only),
            mappings=_mappings(given),
            type=self._type(name, given.get("slot_usage", {})),
            node=annotations.get("node", ""),
            states=annotations.get("states", ""),
            symmetric=annotations.get("symmetric", False),
            signatures=tuple(self._signature(name, each) for each in given.get("any_of", ())),
            demands=tuple(_demand(each) for each in given.get("rules", ())),
        )

    def _type(self, name: str, usage: Part) -> str:
        if not usage:
            return ""
        if usage.keys() != {"type"} or usage["type"].keys() != {"equals_string"}:
            raise SchemaError(self._path, f"slot_usage of {name} can only say what its type equals")
        return str(usage["type"]["equals_string"])

    def _column(self, name: str, given: Part) -> Column:
        annotations = self._annotations(name, given)
        subsets = self._known(dict.fromkeys(given.get("in_subset", ())), _SUBSETS, f"in_subset of {name}")
        return Column(
            name=name,
            kind=self._range(name, given),
            description=given.get("description", ""),
            required=given.get("required", False),
            identifier=given.get("identifier", False),
            multivalued=given.get("multivalued", False),
            imported="imported" in subsets,
            tables_only="tables_only" in subsets,
            mappings=_mappings(given),
            at_least=annotations.get("at_least", ""),
            index=annotations.get("index", ""),
            full_text=annotations.get("full_text", ""),
            vector_index=annotations.get("vector_index", ""),
        )

    def _range(self, name: str, given: Part) -> Kind:
        range = str(given.get("range", self._content["default_range"]))
        if range in self._kinds:
            kind = self._kinds[range]
            if "pattern" not in given:
                return kind
            return Kind(name=kind.name, arrow=kind.arrow, pattern=given["pattern"])
        if range in self._enumerations:
            return Kind(name=range, arrow="string", enumeration=self._enumerations[range])
        if range not in self._content["classes"]:
            raise SchemaError(self._path, f"the range {range} of {name} is nowhere defined")
        if given.get("inlined_as_list"):
            return Kind(name=range, arrow="struct", part=range)
        return Kind(name=range, arrow="string", reference=range)

    def _kind(self, name: str, given: Part) -> Kind:
        base = self._kinds[given["typeof"]]
        return Kind(
            name=name,
            arrow=self._annotations(name, given).get("arrow", base.arrow),
            description=given.get("description", ""),
            pattern=given.get("pattern", ""),
            minimum=given.get("minimum_value"),
            maximum=given.get("maximum_value"),
        )

    def _signature(self, name: str, given: Part) -> Signature:
        conditions = dict(given["slot_conditions"])
        source = conditions.pop("source", None)
        if source not in (None, {"none_of": [{"equals_string": EXTRACTED}]}):
            raise SchemaError(self._path, f"{name}: a condition on source can only say that it is imported")
        subjects, objects = (_ranges(conditions.pop(end)) for end in ("subject", "object"))
        if conditions:
            raise SchemaError(self._path, f"{name}: no condition on {min(conditions)} is possible")
        return Signature(subjects, objects, imported=source is not None)

    def _annotations(self, name: str, given: Part) -> Part:
        return self._known(given.get("annotations", {}), _ANNOTATIONS, f"annotations of {name}")

    def _known(self, given: Part, known: set[str], name: str) -> Part:
        if unknown := given.keys() - known:
            raise SchemaError(self._path, f"{name}: {min(unknown)} has no effect here; leave it out")
        return given


def _is_container(given: Mapping[str, Any]) -> bool:
    """Whether this stands for a set of tables: all it has are lists of records."""
    columns = given.get("attributes", {}).values()
    return bool(columns) and all(column and column.get("inlined_as_list") for column in columns)


def _mappings(given: Part) -> tuple[str, ...]:
    return tuple(mapping for kind in _MAPPINGS for mapping in given.get(kind, ()))


def _ranges(given: Part) -> tuple[str, ...]:
    return tuple(each["range"] for each in given.get("any_of", [given]))


def _demand(given: Part) -> Demand:
    ((column, before),) = given["preconditions"]["slot_conditions"].items()
    ((required, after),) = given["postconditions"]["slot_conditions"].items()
    if before.keys() != {"equals_string"} or after != {"required": True}:
        raise KeyError(f"rule {given['title']!r}: where a column equals a text, another is required")
    return Demand(given["title"], column, before["equals_string"], required)
