"""Refuse Cypher that writes, for stores that cannot refuse it themselves."""

import re

from kgbuild.errors import QueryError

WRITING = {
    "CREATE",
    "MERGE",
    "SET",
    "DELETE",
    "DETACH",
    "REMOVE",
    "DROP",
    "FOREACH",
    "LOAD",
    "ALTER",
    "GRANT",
    "CALL",
}
"""Words that begin a clause that writes; CALL is among them since a procedure may do anything."""

_SKIPPED = r"""//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:``|[^`])*`"""
# Properties, labels, parameters; but in `1. SET` the dot belongs to the number.
_NAMES = r"(?<!\d)\.\s*\w+|[:$]\s*\w+"
_TOKENS = re.compile(rf"({_SKIPPED})|({_NAMES})|(\w+)", re.DOTALL)


def refuse_writes(statement: str) -> None:
    """Raise `QueryError` if a clause of `statement` may write.

    >>> refuse_writes("MATCH (n:Set) WHERE n.create = 'DELETE' RETURN n // SET")
    >>> refuse_writes("MATCH (n) SET n.x = 1")
    Traceback (most recent call last):
    kgbuild.errors.QueryError: queries may only read, and SET may write; it was not sent
    """
    if re.search(r"\\u", statement):
        raise QueryError("this store takes no queries with \\u in them: write the character itself")
    for match in _TOKENS.finditer(statement):
        word = match.group(3)
        if word and word.upper() in WRITING:
            raise QueryError(f"queries may only read, and {word.upper()} may write; it was not sent")
