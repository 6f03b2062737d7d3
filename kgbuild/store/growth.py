"""Refuse what may grow a text or a list without end: doubled forty times, a letter fills every memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kgbuild.errors import QueryError
from kgbuild.store.cypher_tokens import Kind, Token
from kgbuild.store.sources import closing
from kgbuild.store.variables import NAMES, names_no_value, plain

MOST_REDUCED = 300
"""Elements that a `reduce` may add to one another: texts are copied at each."""
MOST_GROWTH = 10_000
"""Times that what a query made may come to be contained in what it makes of that."""
MOST_TEXT = 500
"""Characters that a regular expression may be asked of, unless they are a property's."""

_PROJECTING = frozenset({"WITH", "RETURN", "UNWIND"})
_BEFORE_VALUE = frozenset({"WHERE", "AND", "OR", "XOR", "NOT", "WHEN", "RETURN", "WITH", "(", ","})
_GROWING = frozenset({"+", "|", "[", "{"})


def refuse_growing_reduce(inner: Sequence[Token], taken: int | None) -> None:
    """Raise `QueryError` where a `reduce` over `taken` elements may grow its result; None for unknown."""
    bar = next((index for index, token in enumerate(inner) if token.text == "|"), len(inner))
    name, body = plain(inner[0].text), inner[bar + 1 :]
    grows = any(token.kind is Kind.SYMBOL and token.text in _GROWING for token in body)
    used = sum(token.kind in NAMES and plain(token.text) == name for token in body)
    if (grows and used > 1) or _replaced(body) > 1:
        raise QueryError(
            f"reduce may double {inner[0].text} at each step: name it once where something is added to it, "
            "and replace by one character at most"
        )
    if grows and (taken is None or taken > MOST_REDUCED):
        raise QueryError(
            f"reduce adds at most {MOST_REDUCED:,} elements to one another, of a property, a parameter, "
            "nodes(p) or a list written down; otherwise use UNWIND and sum() or collect()"
        )


def refuse_growing(tokens: Sequence[Token], own: frozenset[str]) -> None:
    """Raise `QueryError` where what is made may be made of itself too many times over."""
    growth = _replaced(tokens)
    seen: Counter[str] = Counter()
    for index, token in enumerate(tokens):
        before = tokens[index - 1].text.upper() if index else ""
        if token.kind is Kind.WORD and token.text.upper() in _PROJECTING and before not in {"STARTS", "ENDS"}:
            growth *= max(seen.values(), default=0) + 1
            seen.clear()
        elif token.kind in NAMES and plain(token.text) in own and not names_no_value(tokens, index):
            seen[plain(token.text)] += 1
    growth *= max(seen.values(), default=0) + 1
    if growth > MOST_GROWTH:
        raise QueryError(
            "texts or lists may grow without end: use what WITH and UNWIND name less often, in fewer steps, "
            "and replace by short texts"
        )


def refuse_long_text(
    tokens: Sequence[Token], tilde: int, own: frozenset[str], parameters: Mapping[str, Any] | None
) -> None:
    """Raise `QueryError` unless what stands left of `=~` is a property, or cannot be long."""
    begin, *left = tokens[max(0, tilde - 5) : tilde - 1]
    alone = begin.text.upper() in _BEFORE_VALUE and len(left) == 3 and left[1].text == "."
    if alone and left[0].kind in NAMES and plain(left[0].text) not in own:
        return
    long = max((len(token.text) for token in tokens if token.kind is Kind.TEXT), default=0)
    given = _longest(parameters or {})
    grown = any(
        (token.kind is Kind.SYMBOL and token.text == "+")
        or (token.kind is Kind.WORD and token.text.upper() in {"REDUCE", "REPLACE"})
        or (token.text == "|" and tokens[index - 1].text == "|")
        for index, token in enumerate(tokens)
    )
    if grown or max(long, given) > MOST_TEXT:
        raise QueryError(
            f"a regular expression is asked of a property of a node, or of what has at most {MOST_TEXT:,} "
            "characters and was not put together: write n.name =~ '…', or use CONTAINS"
        )


def _longest(value: Any) -> int:
    """Return how many characters the longest text has that a parameter holds, however deep."""
    if isinstance(value, str):
        return len(value)
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return max(map(_longest, inner), default=0)


def _replaced(tokens: Sequence[Token]) -> int:
    """Return how many times longer `replace` may make a text, all of them together."""
    times = 1
    for index, token in enumerate(tokens):
        called = tokens[index + 1 : index + 2]
        if token.text.upper() == "REPLACE" and called and called[0].text == "(":
            last = tokens[closing(tokens, index + 1) - 1]
            times *= max(1, len(last.text) - 2) if last.kind is Kind.TEXT else MOST_TEXT
    return times
