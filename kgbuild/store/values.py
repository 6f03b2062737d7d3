"""Show the values that a query returns: nodes, relationships, paths, times, and what JSON knows anyway."""

import math
from collections.abc import Mapping
from typing import Any

from neo4j.graph import Node, Path, Relationship

from kgbuild.store.vector_index import EMBEDDING

GENERAL = frozenset({"Entity"})
"""Labels that tell nothing where there is another."""
LEGIBLE = ("name", "title", "sentence", "id")
"""Properties of which the first that is there stands for a node in text."""
DIGITS = 4


def as_json(value: Any, *, vectors: bool = False) -> Any:
    """Return what JSON can hold of it: labels, types and properties of the graph, times in ISO 8601.

    Of whole nodes their `embedding`, some hundred numbers, is left out unless `vectors` are asked for; of
    maps, and where a query names it, it stays.
    """
    shown: Any
    match value:
        case Node():
            kept = {name: item for name, item in value.items() if vectors or name != EMBEDDING}
            shown = {"labels": sorted(value.labels), "properties": as_json(kept)}
        case Relationship():
            start, end = (node and node.get("id") for node in (value.start_node, value.end_node))
            shown = {"type": value.type, "start": start, "end": end, "properties": as_json(dict(value))}
        case Path():
            nodes, between = list(value.nodes), list(value.relationships)
            shown = {"nodes": as_json(nodes, vectors=vectors), "relationships": as_json(between)}
        case Mapping():
            shown = {str(key): as_json(item, vectors=vectors) for key, item in value.items()}
        case _ if hasattr(value, "iso_format"):  # times; a duration is a tuple besides
            shown = value.iso_format()
        case list() | tuple() | set() | frozenset():
            shown = [as_json(item, vectors=vectors) for item in value]
        case float():
            shown = value if math.isfinite(value) else str(value)  # JSON has neither NaN nor infinity
        case bytes() | bytearray():
            shown = value.hex()
        case None | bool() | int() | str():
            shown = value
        case _:
            shown = str(value)
    return shown


def as_text(value: Any, *, digits: int | None = DIGITS) -> str:
    """Return a value in one line for people; `digits` are those of floats that count, None for all of them.

    >>> as_text(0.123456), as_text(None), as_text(["a", 1]), as_text({"a": True})
    ('0.1235', '', '[a, 1]', '{a: true}')
    """
    match value:
        case None:
            text = ""
        case bool():
            text = str(value).lower()
        case float():
            text = str(value) if digits is None else f"{value:.{digits}g}"
        case Node():
            text = _node(value)
        case Relationship():
            text = f"[:{value.type}{_belief(value)}]"
        case Path():
            text = _path(value)
        case Mapping():
            text = f"{{{', '.join(f'{key}: {as_text(item, digits=digits)}' for key, item in value.items())}}}"
        case list() | tuple() | set() | frozenset() if not hasattr(value, "iso_format"):
            text = f"[{', '.join(as_text(item, digits=digits) for item in value)}]"
        case _:
            text = str(as_json(value))
    return " ".join(text.split())


def _node(node: Node | None) -> str:
    if node is None:
        return "()"
    labels = sorted(node.labels - GENERAL) or sorted(node.labels)
    name = next((str(node[key]) for key in LEGIBLE if node.get(key)), "")
    return f"({':'.join(labels)} {name})"


def _belief(relationship: Relationship) -> str:
    belief = relationship.get("belief")
    return "" if belief is None else f" {as_text(belief)}"


def _path(path: Path) -> str:
    text = _node(path.start_node)
    for step, (relationship, node) in enumerate(zip(path.relationships, path.nodes[1:], strict=True)):
        forward = relationship.start_node == path.nodes[step]
        text += f"-{as_text(relationship)}->" if forward else f"<-{as_text(relationship)}-"
        text += _node(node)
    return text
