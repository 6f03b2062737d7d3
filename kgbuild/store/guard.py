"""Let only Cypher through that reads the graph: by a list of what is allowed, not of what is not.

Nothing can stand where a clause may begin but the clauses allowed: a word that is no keyword is a variable,
and a variable neither begins a query nor follows a value. So a clause that nobody thought of, or that a later
version brings, is refused as well. Only functions and procedures on the list may be called.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import normalize

from kgbuild.errors import QueryError
from kgbuild.store.cypher_tokens import Kind, Token, tokens, without_comments
from kgbuild.store.cypher_words import CLAUSES, FUNCTIONS, KEYWORDS, OPERANDS, PROCEDURES, WRITING
from kgbuild.store.iterations import refuse_endless

MOST_CHARACTERS = 20_000
"""Of a statement: people write hundreds."""
MOST_NESTED = 40
"""Brackets within brackets: a parser goes down as deep, on a stack that ends somewhere."""

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_AFTER_STAR = frozenset({"RETURN", "WITH", "DISTINCT", "YIELD"})


def only_reading(statement: str, parameters: Mapping[str, Any] | None = None) -> str:
    """Return the statement as it may be sent, its comments blank; raises `QueryError` if it may do more.

    `parameters` are to have a value for each that the statement names; None leaves that to the store.

    >>> only_reading("MATCH (n:Set) WHERE n.create = 'DELETE' RETURN n // SET")
    "MATCH (n:Set) WHERE n.create = 'DELETE' RETURN n       "
    >>> only_reading("MATCH (n) SET n.x = 1")
    Traceback (most recent call last):
    kgbuild.errors.QueryError: queries may only read, and SET may do more: write `SET` if it is a name
    """
    if len(statement) > MOST_CHARACTERS:
        raise QueryError(
            f"a query has at most {MOST_CHARACTERS:,} characters, and this one {len(statement):,}; "
            "give lists as parameters"
        )
    found = tokens(statement)
    while found and found[-1].text == ";":
        found.pop()
    _Reader(found, parameters).read()
    refuse_endless(found, parameters)
    return without_comments(statement).rstrip("; \n\t") if ";" in statement else without_comments(statement)


class _Reader:
    """Goes over the tokens once.

    `value` says whether what was read last is a value or ends one, `begins` whether a clause is to follow.
    Brackets that are open, and the last that was closed, are kept with the word before them.
    """

    def __init__(self, found: Sequence[Token], parameters: Mapping[str, Any] | None) -> None:
        self._tokens = found
        self._parameters = parameters
        self._open: list[tuple[str, str]] = []
        self._closed: tuple[str, str] = ("", "")
        self._value = False
        self._begins = True

    def read(self) -> None:
        if not self._tokens:
            raise QueryError("there is no query: it is empty, or a comment")
        index = 0
        while index < len(self._tokens):
            index = self._step(index)
        if self._open:
            raise QueryError(f"a {self._open[-1][0]!r} is never closed")

    def _step(self, index: int) -> int:
        token = self._tokens[index]
        if self._begins and not (token.kind is Kind.WORD and token.text.upper() in CLAUSES):
            # After UNION stands ALL or DISTINCT perhaps.
            if self._before(index) != "UNION" or token.text.upper() not in {"ALL", "DISTINCT"}:
                raise QueryError(
                    f"a query begins with one of {', '.join(sorted(CLAUSES))}, not {token.text!r}: "
                    "queries may only read"
                )
            return index + 1
        self._begins = False
        if token.kind in {Kind.WORD, Kind.QUOTED}:
            return self._name(index)
        if token.kind is Kind.SYMBOL:
            return self._symbol(index)
        if self._value:
            raise QueryError(f"{token.text} follows a value: something is missing between them")
        self._value = True
        return index + 1

    def _symbol(self, index: int) -> int:
        text = self._tokens[index].text
        if text == ";":
            raise QueryError("queries are sent one by one: remove what stands after the ';', and it")
        if text == "$":
            return self._parameter(index)
        if text in _CLOSING:
            before = self._before(index)
            self._begins = text == "{" and "CALL" in {before, self._closed[1] if before == ")" else ""}
            self._open.append((text, before))
            if len(self._open) > MOST_NESTED:
                raise QueryError(f"brackets are nested deeper than {MOST_NESTED}")
        elif text in _CLOSING.values():
            self._closed = self._open.pop() if self._open else ("", "")
            if _CLOSING.get(self._closed[0]) != text:
                raise QueryError(f"a {text!r} closes nothing")
        self._value = text in _CLOSING.values() or (text == "*" and self._stands_for_all(index))
        return index + 1

    def _stands_for_all(self, index: int) -> bool:
        return self._before(index) in _AFTER_STAR or (
            self._before(index) == "(" and self._after(index) == ")"
        )

    def _parameter(self, index: int) -> int:
        name = self._tokens[index + 1] if index + 1 < len(self._tokens) else None
        if name is None or name.kind not in {Kind.WORD, Kind.QUOTED, Kind.NUMBER} or self._value:
            raise QueryError("after '$' stands the name of a parameter, and nothing else")
        key = name.text.strip("`")
        if self._parameters is not None and key not in self._parameters:
            raise QueryError(f"the query names ${key}, which has no value: give one with -p {key}=…")
        self._value = True
        return index + 2

    def _name(self, index: int) -> int:
        token = self._tokens[index]
        before, after = self._before(index), self._after(index)
        if before == ".":
            return self._property(index)
        end = self._chain(index)
        called = end < len(self._tokens) and self._tokens[end].text == "("
        word = _plain(token.text) if token.kind is Kind.WORD else ""
        named = before == ":" or (after == ":" and before in {"{", ","})
        if before == "CALL":
            self._allow(index, end, PROCEDURES, "procedure")
        elif word in KEYWORDS and end == index + 1 and before != "AS" and after != ".":
            self._value = word in OPERANDS
            self._begins = word == "UNION"
            return end
        elif word in WRITING and not named:
            raise QueryError(
                f"queries may only read, and {word} may do more: write `{token.text}` if it is a name"
            )
        elif called:
            self._allow(index, end, FUNCTIONS, "function")
        if self._value:
            raise QueryError(
                f"{token.text!r} stands where a clause begins, and is none of those that only read"
            )
        self._value = True
        return end

    def _property(self, index: int) -> int:
        if not self._tokens[index].touches or self._after(index) == "(":
            raise QueryError(
                f"{self._tokens[index].text!r} after a dot is to be a property, written right there"
            )
        self._value = True
        return index + 1

    def _chain(self, index: int) -> int:
        """Return the end of `name.name.name`."""
        end = index + 1
        while (
            end + 1 < len(self._tokens)
            and self._tokens[end].text == "."
            and self._tokens[end + 1].kind in {Kind.WORD, Kind.QUOTED}
            and self._tokens[end].touches
            and self._tokens[end + 1].touches
        ):
            end += 2
        return end

    def _allow(self, index: int, end: int, allowed: frozenset[str], kind: str) -> None:
        name = "".join(token.text for token in self._tokens[index:end])
        if name.lower() not in allowed:
            raise QueryError(f"queries may only read, and the {kind} {name} is none of those known to do so")

    def _before(self, index: int) -> str:
        return self._tokens[index - 1].text.upper() if index else ""

    def _after(self, index: int) -> str:
        return self._tokens[index + 1].text.upper() if index + 1 < len(self._tokens) else ""


def _plain(word: str) -> str:
    """Return a word as the most lenient of parsers could read it: `ſet` as SET."""
    return normalize("NFKC", word).casefold().upper()
