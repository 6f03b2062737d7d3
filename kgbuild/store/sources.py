"""Tell how many elements the list has at most that a loop goes over, as far as the statement shows it."""

from collections.abc import Mapping, Sequence
from typing import Any

from kgbuild.store.cypher_tokens import Kind, Token
from kgbuild.store.variables import NAMES, plain

LONGEST = 10_000
"""Numbers in a `range` that is not unwound."""
UNKNOWN = 100_000
"""What a list counts that the query made: one that takes longer to go over took long to make, row by row."""
LONG_LOOP = 1_000
"""Steps beyond which a loop is not to use a whole list at each."""
PROPERTY = 100
"""Elements of a node's property, as of its synonyms; vectors have a few hundred."""
_CALLS = {"LABELS": 10, "KEYS": 30, "NODES": 100, "RELATIONSHIPS": 100}
_NO_ELEMENTS = frozenset({"IN", "WHERE"})
_BETWEEN_ELEMENTS = frozenset({",", "-", ".", "$"})


def size(source: Sequence[Token], own: frozenset[str], parameters: Mapping[str, Any] | None) -> int | None:
    """Return the number of elements, or None where the statement alone does not show it.

    `own` are the names of what the statement made itself, of whatever size.
    """
    texts = [token.text.upper() for token in source]
    if not texts:
        return None
    if texts[0] == "$" and (len(texts) == 2 or (texts[2:3] == ["."] and len(texts) == 4)):
        return extent((parameters or {}).get(source[1].text.strip("`"), ""))
    if len(texts) == 3 and texts[1] == "." and source[0].kind in NAMES:
        return None if plain(source[0].text) in own else PROPERTY
    if len(texts) == 4 and texts[1] == "(" and texts[3] == ")" and source[2].kind in NAMES:
        return _CALLS.get(texts[0]) if texts[0] == "LABELS" or plain(source[2].text) not in own else None
    if texts[0] == "[" and closing(source, 0) == len(source) - 1:
        return _written(source[1:-1])
    return None


def extent(value: Any) -> int:
    """Return how many values a parameter holds, in lists and maps however deep."""
    if isinstance(value, Mapping):
        return sum(map(extent, value.values())) + 1
    if isinstance(value, list | tuple):
        return sum(map(extent, value))
    return 1


def range_size(tokens: Sequence[Token], parameters: Mapping[str, Any] | None) -> int | None:
    """Return how far apart the bounds are, 0 for those of a list: `range(0, size(list) - 1)`."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.text == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    if len(parts) not in {2, 3}:
        return None
    bounds = [_number(part, parameters) for part in parts]
    if None not in bounds:
        return abs(int(bounds[1] or 0) - int(bounds[0] or 0))
    texts = [token.text.upper() for token in parts[1]]
    if texts[:1] in (["SIZE"], ["LENGTH"]) and bounds[0] in {0, 1} and len(parts) == 2:
        end = closing(parts[1], 1) if texts[1:2] == ["("] else 0
        inner = [token for token in parts[1][2:end] if token.kind not in NAMES and token.text not in "$."]
        less = texts[end + 1 :]
        if end and not inner and (not less or (less[0] == "-" and len(less) == 2 and less[1].isdecimal())):
            return 0
    return None


def closing(tokens: Sequence[Token], opened: int) -> int:
    """Return where the bracket is closed that is opened there."""
    depth = 0
    for index in range(opened, len(tokens)):
        if tokens[index].kind is Kind.SYMBOL:
            depth += (tokens[index].text in "([{") - (tokens[index].text in ")]}")
        if depth == 0:
            return index
    return len(tokens)


def _number(part: Sequence[Token], parameters: Mapping[str, Any] | None) -> int | None:
    texts = [token.text for token in part]
    if len(texts) == 1 and texts[0].isdecimal():
        return int(texts[0])
    if len(texts) == 2 and texts[0] == "-" and texts[1].isdecimal():
        return -int(texts[1])
    if len(texts) == 2 and texts[0] == "$":
        value = (parameters or {}).get(texts[1].strip("`"), 0)
        return value if isinstance(value, int) else None
    return None


def _written(inner: Sequence[Token]) -> int | None:
    """Return how many values are written down, where nothing else is."""
    for token in inner:
        if token.kind is Kind.SYMBOL and token.text not in _BETWEEN_ELEMENTS:
            return None
        if token.kind is Kind.WORD and token.text.upper() in _NO_ELEMENTS:
            return None
    return sum(token.text == "," for token in inner) + 1 if inner else 0
