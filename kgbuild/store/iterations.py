"""Refuse what may take forever within one expression: amid an expression no store looks at a clock.

So `range` is short or only unwound, row by row; loops within loops go over what is known to be short, and
all of them take so many steps together; regular expressions count as so many more.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kgbuild.errors import QueryError
from kgbuild.store.cypher_tokens import Kind, Token
from kgbuild.store.growth import refuse_growing, refuse_growing_reduce, refuse_long_text
from kgbuild.store.regular_expressions import steps
from kgbuild.store.repeated import refuse_repeated
from kgbuild.store.sources import LONG_LOOP, LONGEST, UNKNOWN, closing, range_size, size
from kgbuild.store.variables import made, of_loops, plain

MOST_STEPS = 1_000_000
"""Of all loops within loops of a statement: a store takes about a second for them."""
MOST_MATCHING = 100_000_000
"""Of regular expressions, loops around them included; most take far fewer than could be."""

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_LISTING = frozenset({"COLLECT", "RANGE"})
_LOOPING = frozenset({"ANY", "ALL", "NONE", "SINGLE", "REDUCE"})
_ENDS = frozenset({"WHERE", "AND", "OR", "XOR", "THEN", "ELSE", "END", "WHEN", ",", "|"})


def refuse_endless(tokens: Sequence[Token], parameters: Mapping[str, Any] | None) -> None:
    """Raise `QueryError` where an expression may take long; brackets in `tokens` are known to match."""
    own = made(tokens)
    lists = any(token.text.upper() in _LISTING for token in tokens)
    whole = own - of_loops(tokens) if lists else frozenset()
    loops: list[int] = []
    opened: list[int] = []
    total = matching = body = 0
    for index, token in enumerate(tokens):
        word = token.text.upper() if token.kind is Kind.WORD else ""
        if token.kind is Kind.SYMBOL and token.text in _OPENING:
            loops.append(1)
            opened.append(index)
        elif token.kind is Kind.SYMBOL and token.text in _CLOSING:
            loops.pop()
            opened.pop()
        elif plain(token.text) in whole and index >= body and _product(loops) > LONG_LOOP:
            _refuse_whole(tokens, index)
        elif token.text == "~":
            matching += _product(loops) * steps(tokens, index, parameters)
            _refuse_many(matching)
            refuse_long_text(tokens, index, own, parameters)
        elif word == "IN" and opened:
            source = _source(tokens, index + 1)
            taken = size(source, own, parameters)
            if any(each > 1 for each in loops):
                total += _nested(loops, taken)
            if _begins_loop(tokens, index, opened[-1]):
                body = index + 1 + len(source)
                if taken is None and source and source[0].text.upper() == "RANGE":
                    _refuse_long(tokens, index + 1, parameters)
                    taken = _numbers(source, parameters)
                loops[-1] = max(2, UNKNOWN if taken is None else taken)
                if tokens[opened[-1] - 1].text.upper() == "REDUCE":
                    refuse_growing_reduce(tokens[opened[-1] + 1 : closing(tokens, opened[-1])], taken)
        elif word == "RANGE" and tokens[index + 1 : index + 2] and tokens[index + 1].text == "(":
            _refuse_long(tokens, index, parameters)
    if total > MOST_STEPS:
        raise _too_nested(f"{total:,} steps")
    refuse_growing(tokens, own)
    refuse_repeated(tokens, own, parameters)


def _refuse_many(matching: int) -> None:
    if matching > MOST_MATCHING:
        raise QueryError(
            "the regular expressions may take forever: fewer of '*', '+', '?' and '|', and none in a long "
            "loop; CONTAINS, STARTS WITH and ENDS WITH need none"
        )


def _refuse_whole(tokens: Sequence[Token], index: int) -> None:
    """Refuse a list of the query's own, perhaps, where each step of a long loop could go over it."""
    before = [token.text.upper() for token in tokens[max(0, index - 2) : index]]
    after = tokens[index + 1].text if index + 1 < len(tokens) else ""
    if before[-1:] == ["."] or after in {"[", ".", ":"} or before in (["SIZE", "("], ["LENGTH", "("]):
        return
    raise QueryError(
        f"a loop that uses {tokens[index].text} as a whole at each step may take forever, as it may be long: "
        f"use {tokens[index].text}[i] or its size, or compare row by row, after UNWIND"
    )


def _product(loops: Sequence[int]) -> int:
    result = 1
    for each in loops:
        result *= each
    return result


def _nested(loops: Sequence[int], taken: int | None) -> int:
    if taken is None:
        raise _too_nested("over a list of unknown length")
    return _product(loops) * max(1, taken)


def _too_nested(what: str) -> QueryError:
    return QueryError(
        f"a loop within a loop may take forever ({what}): let the inner one, and IN within a loop, go "
        "over a property of a node, a parameter, labels(n) or a list written down and nothing more, "
        f"{MOST_STEPS:,} steps in all, where a list that the query made counts {UNKNOWN:,}; or use UNWIND"
    )


def _begins_loop(tokens: Sequence[Token], index: int, bracket: int) -> bool:
    if tokens[bracket].text == "[":
        return bracket == index - 2
    caller = tokens[bracket - 1].text.upper() if bracket else ""
    if tokens[bracket].text != "(" or caller not in _LOOPING:
        return False
    return bracket == index - 2 or (caller == "REDUCE" and tokens[index - 2].text == ",")


def _source(tokens: Sequence[Token], start: int) -> Sequence[Token]:
    """Return what stands after IN, all of it."""
    index = start
    while index < len(tokens):
        token = tokens[index]
        ends = token.kind in {Kind.WORD, Kind.SYMBOL} and token.text.upper() in _ENDS
        if ends or (token.kind is Kind.SYMBOL and token.text in _CLOSING):
            break
        if token.kind is Kind.SYMBOL and token.text in _OPENING:
            index = closing(tokens, index)
        index += 1
    return tokens[start:index]


def _numbers(source: Sequence[Token], parameters: Mapping[str, Any] | None) -> int | None:
    whole = len(source) > 2 and closing(source, 1) == len(source) - 1
    return (range_size(source[2:-1], parameters) or None) if whole else None


def _refuse_long(tokens: Sequence[Token], index: int, parameters: Mapping[str, Any] | None) -> None:
    end = closing(tokens, index + 1)
    after = tokens[end + 1].text.upper() if end + 1 < len(tokens) else ""
    if index and tokens[index - 1].text.upper() == "UNWIND" and after == "AS":
        return
    found = range_size(tokens[index + 2 : end], parameters)
    if found is None or found > LONGEST:
        raise QueryError(
            f"range may take forever where it is not unwound: write its bounds as numbers or parameters, at "
            f"most {LONGEST:,} apart, or range(0, size(list) - 1), or begin with UNWIND range(…) AS i"
        )
