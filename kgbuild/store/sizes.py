"""Tell how much of memory, or of a line, a query's answer takes."""

from collections.abc import Mapping
from typing import Any

from neo4j.graph import Entity, Path

FIXED_BYTES = 8
"""What a number takes, and a place in a list."""


def size_in_bytes(value: Any) -> int:
    """Return about how many bytes a value takes: of texts their own, eight for a number or place in a list.

    >>> size_in_bytes(["flu", "flü", 1])
    47
    """
    size = FIXED_BYTES
    match value:
        case str():
            size = len(value.encode("utf-8", "surrogatepass"))
        case bytes() | bytearray():
            size = len(value)
        case Path():
            size += sum(map(size_in_bytes, (*value.nodes, *value.relationships)))
        case Entity() | Mapping():
            size += sum(size_in_bytes(key) + size_in_bytes(item) for key, item in value.items())
        case list() | tuple() | set() | frozenset():
            size += sum(map(size_in_bytes, value)) + FIXED_BYTES * len(value)
        case _:
            pass
    return size
