"""Refuse loops within one expression that may take forever: amid an expression no store looks at a clock.

So `range` is short or only unwound, row by row, and a loop within a loop goes over what is short: a property,
a parameter, a list written down, the labels of a node or the parts of a path.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kgbuild.errors import QueryError
from kgbuild.store.cypher_tokens import Kind, Token

LONGEST = 10_000
"""Numbers in a `range` that is not unwound: a loop over a loop over it takes seconds."""

_OPENING, _CLOSING = "([{", ")]}"
_SHORT = frozenset({"LABELS", "KEYS", "NODES", "RELATIONSHIPS"})


def refuse_endless(tokens: Sequence[Token], parameters: Mapping[str, Any] | None) -> None:
    """Raise `QueryError` where a loop may be long; brackets in `tokens` are known to match."""
    loops: list[bool] = []
    for index, token in enumerate(tokens):
        word = token.text.upper() if token.kind is Kind.WORD else ""
        if token.kind is Kind.SYMBOL and token.text in _OPENING:
            loops.append(False)
        elif token.kind is Kind.SYMBOL and token.text in _CLOSING:
            loops.pop()
        elif word == "IN" and index > 1 and loops and tokens[index - 2].text in {"[", "(", ","}:
            loops[-1] = True
            if sum(loops) > 1 and not _short(tokens[index + 1 : index + 4]):
                raise QueryError(
                    "a loop within a loop may take forever: let the inner one go over a property, a "
                    "parameter or a list written down, or use UNWIND"
                )
        elif word == "RANGE" and tokens[index + 1 : index + 2] and tokens[index + 1].text == "(":
            _refuse_long(tokens, index, parameters)


def _short(source: Sequence[Token]) -> bool:
    texts = [token.text.upper() for token in source]
    return bool(texts) and (texts[0] in {"$", "["} or texts[0] in _SHORT or texts[1:2] == ["."])


def _refuse_long(tokens: Sequence[Token], index: int, parameters: Mapping[str, Any] | None) -> None:
    if index and tokens[index - 1].text.upper() == "UNWIND":
        return
    bounds = _bounds(tokens, index + 2, parameters)
    if bounds is None or abs(bounds[1] - bounds[0]) > LONGEST:
        raise QueryError(
            f"range may take forever where it is not unwound: write its bounds as numbers or parameters, at "
            f"most {LONGEST:,} apart, or begin with UNWIND range(…) AS i"
        )


def _bounds(
    tokens: Sequence[Token], start: int, parameters: Mapping[str, Any] | None
) -> tuple[int, int] | None:
    """Return both, where they are numbers or parameters, or where the second is the size of a list."""
    found: list[int] = []
    index = start
    while index < len(tokens) and len(found) < 2:
        text = tokens[index].text
        if tokens[index].kind is Kind.NUMBER and text.isdecimal():
            found.append(int(text))
            index += 1
        elif text == "$" and index + 1 < len(tokens):
            value = (parameters or {}).get(tokens[index + 1].text.strip("`"), 0)
            if not isinstance(value, int):
                return None
            found.append(value)
            index += 2
        elif found and text.upper() in {"SIZE", "LENGTH"}:
            return found[0], found[0]
        else:
            return None
        if index < len(tokens) and tokens[index].text not in {",", ")"}:
            return None
        index += 1
    return (found[0], found[1]) if len(found) == 2 else None
