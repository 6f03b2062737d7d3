"""Refuse regular expressions that may take forever: no store stops one at its time limit."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from kgbuild.errors import QueryError
from kgbuild.store.cypher_tokens import Kind, Token

MOST_REPEATS = 4
"""`*`, `+` and `{n,}` in an expression: over a sentence of 300 characters, each multiplies the time by it."""

_ESCAPED = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]", re.DOTALL)
_REPEAT = re.compile(r"[*+]|\{\d+,\d*\}")
_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{)")


def refuse_costly(tokens: Sequence[Token], tilde: int, parameters: Mapping[str, Any] | None) -> None:
    """Raise `QueryError` unless the right side of `=~` is a text or a parameter that is cheap to match."""
    after = [token.text for token in tokens[tilde + 1 : tilde + 4]]
    if not tokens[tilde].touches or tokens[tilde - 1].text != "=" or not after:
        raise QueryError("'~' is only known in '=~'")
    right = tokens[tilde + 1]
    if right.kind is Kind.TEXT and after[1:2] != ["+"]:
        pattern = right.text[1:-1].replace("\\\\", "\\")
    elif right.text == "$" and after[2:3] != ["+"]:
        pattern = str((parameters or {}).get("".join(after[1:2]).strip("`"), ""))
    else:
        raise QueryError("after '=~' stands a text or a parameter, not something to be computed")
    bare = _ESCAPED.sub("x", pattern)
    if _REPEATED_GROUP.search(bare) or len(_REPEAT.findall(bare)) > MOST_REPEATS:
        raise QueryError(
            f"the regular expression {pattern!r} may take forever: repeat no group, and at most "
            f"{MOST_REPEATS} times; CONTAINS, STARTS WITH and ENDS WITH need none"
        )
