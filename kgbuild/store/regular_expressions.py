"""Tell what matching a regular expression may cost: no store stops one at its time limit.

Only what can be counted is let through: no repeated groups, no flags that change how the rest reads, no
quoting, no references. Whatever may match in several ways multiplies the steps.
"""

import re
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from kgbuild.errors import QueryError
from kgbuild.store.cypher_tokens import Kind, Token

CHARACTERS = 300
"""Of a sentence: how many ways one `*` has to match in it."""
MOST_REPEATS = 3
"""`*`, `+` and `{n,}` in an expression."""
MOST_CHOICES = 10_000
"""Ways that `?`, `|` and `{m,n}` leave, multiplied."""

_FLAGS = re.compile(r"\(\?[ims]+\)")
_ESCAPED = re.compile(r"\\[dDwWsSbBtnrf]|\\[^\w\s]|\[(?:\\[dDwWsStnrf]|\\[^\w\s]|[^\]\[\\])*\]")
_UNCOUNTABLE = re.compile(r"\\|\[|\]|\(\?|\)(?:[*+]|\{)")
_REPEAT = re.compile(r"[*+]|\{\d+,\}")
_BETWEEN = re.compile(r"\{(\d+),(\d+)\}")


def steps(tokens: Sequence[Token], tilde: int, parameters: Mapping[str, Any] | None) -> int:
    """Return how many steps matching takes at most; raises `QueryError` for what cannot be counted.

    On the right side of `=~` stands a text or a parameter.
    """
    after = [token.text for token in tokens[tilde + 1 : tilde + 5]]
    if not tokens[tilde].touches or tokens[tilde - 1].text != "=" or not after:
        raise QueryError("'~' is only known in '=~'")
    right = tokens[tilde + 1]
    if right.kind is Kind.TEXT and not _computes(after[1:]):
        pattern = right.text[1:-1].replace("\\\\", "\\")
    elif right.text == "$" and not _computes(after[2:]):
        pattern = str((parameters or {}).get("".join(after[1:2]).strip("`"), ""))
    else:
        raise QueryError("after '=~' stands a text or a parameter, not something to be computed")
    return _ways(pattern)


def _computes(after: Sequence[str]) -> bool:
    return list(after[:1]) in (["+"], ["."], ["["]) or list(after[:2]) == ["|", "|"]


def _ways(pattern: str) -> int:
    flags = _FLAGS.match(pattern)
    bare = _ESCAPED.sub("x", pattern[flags.end() :] if flags else pattern).replace("(?:", "(")
    repeats = len(_REPEAT.findall(bare))
    if _UNCOUNTABLE.search(bare) or repeats > MOST_REPEATS:
        raise QueryError(
            f"the regular expression {pattern!r} may take forever: repeat no group, at most {MOST_REPEATS} "
            r"times, and use none of (?x), (?=…), \Q, \1 and the like; CONTAINS, STARTS WITH and ENDS WITH "
            "need none"
        )
    between = [abs(int(last) - int(first)) + 1 for first, last in _BETWEEN.findall(bare)]
    choices = [pipes + 1 for pipes in _pipes(bare)]
    ways = 2 ** bare.count("?") * prod(between) * prod(choices)
    if ways > MOST_CHOICES:
        raise QueryError(
            f"the regular expression {pattern!r} may take forever: '?', '|' and {{m,n}} leave more than "
            f"{MOST_CHOICES:,} ways to match; ask for parts of it, joined by AND or OR"
        )
    return int(CHARACTERS**repeats * ways)


def _pipes(bare: str) -> list[int]:
    """Return how many `|` each group has, and what is in none."""
    opened, counted = [0], []
    for character in bare:
        if character == "(":
            opened.append(0)
        elif character == ")" and len(opened) > 1:
            counted.append(opened.pop())
        elif character == "|":
            opened[-1] += 1
    return counted + opened
