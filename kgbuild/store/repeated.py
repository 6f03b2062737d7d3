"""Refuse what would hold one long list many times over: rows carry a list along without a copy of it.

Collected again, a list of as many references comes out, which takes no memory to speak of and forever to
compare, to copy or to send. What is refused here never comes to be, so every list of lists is about as long
as the rows that made it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kgbuild.errors import QueryError
from kgbuild.store.cypher_tokens import Kind, Token
from kgbuild.store.cypher_words import KEYWORDS
from kgbuild.store.sources import PROPERTY, closing, extent, range_size
from kgbuild.store.variables import NAMES, names_no_value, plain

MOST_NAMED = 30
"""Times that a statement with long lists may name one of its own values as a whole."""
MOST_COPIES = 100
"""Times that lists written down, all of them, may hold one long list."""

_MULTIPLYING = frozenset({"MATCH", "UNWIND", "CALL"})
_CLAUSES = frozenset({"WITH", "RETURN", "UNWIND"})
_SCALAR = frozenset(
    {"SIZE", "LENGTH", "COUNT", "SUM", "AVG", "ANY", "ALL", "NONE", "SINGLE", "EXISTS", "ISEMPTY"}
)
_ALWAYS = -1
"""Age of a list that no row holds: a parameter, a range, a long list written down."""


@dataclass(slots=True)
class _Held:
    """What an expression gives: whether a long list, as old as `since` clauses, or one of these."""

    long: bool = False
    since: int | None = None
    deep: bool = False

    def add(self, since: int, *, deep: bool = False) -> None:
        self.long = True
        self.since = since if self.since is None else min(self.since, since)
        self.deep = self.deep or deep


def refuse_repeated(
    tokens: Sequence[Token], own: frozenset[str], parameters: Mapping[str, Any] | None
) -> None:
    """Raise `QueryError` where a long list may come to be held many times; `own` as in `variables.made`."""
    _Walk(tokens, parameters or {}).run()
    if any(token.text.upper() in {"COLLECT", "RANGE"} for token in tokens):
        named = Counter(plain(tokens[i].text) for i in range(len(tokens)) if _whole(tokens, i))
        for name, times in named.items():
            if name in own and times > MOST_NAMED:
                raise QueryError(
                    f"the query names {name} {times} times, which may be a long list: at most {MOST_NAMED} "
                    "times beside collect() and range()"
                )


class _Walk:
    """Goes through a statement once and remembers which of its names are long lists."""

    def __init__(self, tokens: Sequence[Token], parameters: Mapping[str, Any]) -> None:
        self._tokens = tokens
        self._parameters = parameters
        self._since: dict[str, int] = {}
        self._deep: set[str] = set()
        self._multiplied = 0
        self._copies = 1

    def run(self) -> None:
        starts: list[int] = [0]
        opened: list[int] = []
        unwinding = False
        for index, token in enumerate(self._tokens):
            word = token.text.upper() if token.kind is Kind.WORD else ""
            before = self._tokens[index - 1].text.upper() if index else ""
            if token.kind is Kind.SYMBOL and token.text in "([{":
                opened.append(index)
                starts.append(index + 1)
            elif token.kind is Kind.SYMBOL and token.text in ")]}":
                opened.pop()
                starts.pop()
            elif token.text == ",":
                starts[-1] = index + 1
            elif token.text == "|" and opened:
                self._refuse_output(index, opened[-1])
            elif word == "COLLECT" and index + 1 < len(self._tokens):
                self._refuse_collected(index + 1)
            elif word in _CLAUSES and before not in {"STARTS", "ENDS"}:
                starts[-1] = index + 1
            elif word == "AS":
                self._bind(self._tokens[starts[-1] : index], index + 1, unwound=unwinding)
            if word in _MULTIPLYING:
                self._multiplied += 1
            if word in _MULTIPLYING | _CLAUSES:
                unwinding = word == "UNWIND"

    def _bind(self, expression: Sequence[Token], index: int, *, unwound: bool) -> None:
        if index >= len(self._tokens):
            return
        name = plain(self._tokens[index].text)
        held = self._held(expression)
        self._copies *= max(1, _most_copies(expression, self._since))
        if self._copies > MOST_COPIES:
            raise QueryError(f"a long list may be held more than {MOST_COPIES} times: {_ADVICE}")
        if unwound:
            # Its elements: rows of their own, each as old as the row.
            if held.deep:
                self._since[name] = self._multiplied
                self._deep.add(name)
        elif held.long:
            self._since[name] = self._multiplied if held.since is None else held.since
            if held.deep:
                self._deep.add(name)

    def _refuse_collected(self, bracket: int) -> None:
        inner = self._tokens[bracket + 1 : closing(self._tokens, bracket)]
        held = self._held(inner)
        # Within COLLECT { … } every name from outside is repeated by the rows inside.
        ours = self._multiplied if self._tokens[bracket].text == "(" else self._multiplied + 1
        if held.long and held.since is not None and held.since < ours:
            raise QueryError(f"collect() of a long list that each row has may take forever: {_ADVICE}")

    def _refuse_output(self, bar: int, bracket: int) -> None:
        """Refuse a loop that gives the same long list at each step; `|` is also in patterns and maps."""
        if self._tokens[bracket].text == "{" or _in_pattern(self._tokens, bracket):
            return
        output = self._tokens[bar + 1 : closing(self._tokens, bracket)]
        if self._held(output, steps=True).long:
            raise QueryError(f"a loop that gives a whole long list at each step may take forever: {_ADVICE}")

    def _held(self, expression: Sequence[Token], *, steps: bool = False) -> _Held:
        """Tell what an expression gives; with `steps`, only what it has from outside counts."""
        held = _Held()
        index = 0
        while index < len(expression):
            token = expression[index]
            after = expression[index + 1].text if index + 1 < len(expression) else ""
            word = token.text.upper() if token.kind is Kind.WORD else ""
            called = after == "("
            if called and (word in _SCALAR or (word == "REDUCE" and _adds_up(expression, index))):
                index = closing(expression, index + 1)
            elif word == "COLLECT" and after in {"(", "{"}:
                end = closing(expression, index + 1)
                held.add(self._multiplied, deep=self._held(expression[index + 2 : end]).long)
                index = end
            elif word == "RANGE" and called:
                end = closing(expression, index + 1)
                numbers = range_size(expression[index + 2 : end], self._parameters)
                if numbers is None or numbers > PROPERTY:
                    held.add(_ALWAYS)
                index = end
            elif token.text == "$":
                self._add_parameter(held, expression[index + 1 :])
                index += 1
            elif token.text == "[" and not _is_index(expression, index):
                index = self._add_list(held, expression, index, steps=steps)
            elif (
                token.kind in NAMES
                and plain(token.text) in self._since
                and not names_no_value(expression, index)
            ):
                self._add_name(held, expression, index)
            index += 1
        return held

    def _is_list(self, expression: Sequence[Token], index: int) -> bool:
        token = expression[index]
        known = token.kind in NAMES and plain(token.text) in self._since
        return known and not names_no_value(expression, index)

    def _add_name(self, held: _Held, expression: Sequence[Token], index: int) -> None:
        name = plain(expression[index].text)
        deep = name in self._deep
        after = expression[index + 1].text if index + 1 < len(expression) else ""
        if after == "[":
            inner = expression[index + 2 : closing(expression, index + 1)]
            slices = any(a.text == b.text == "." for a, b in pairwise(inner))
            if not slices and not deep:
                return
        held.add(self._since[name], deep=deep)

    def _add_parameter(self, held: _Held, rest: Sequence[Token]) -> None:
        value = self._parameters.get(rest[0].text.strip("`")) if rest else None
        if extent(value) > PROPERTY and not isinstance(value, str):
            elements = value.values() if isinstance(value, Mapping) else value
            held.add(_ALWAYS, deep=any(extent(each) > PROPERTY for each in elements or ()))

    def _add_list(self, held: _Held, expression: Sequence[Token], index: int, *, steps: bool) -> int:
        """Add what a list written down, or a loop, gives; return where it ends."""
        end = closing(expression, index)
        inner = expression[index + 1 : end]
        loop = len(inner) > 1 and inner[1].text.upper() == "IN"
        bars = [i for i, token in _outside_brackets(inner) if token.text == "|"]
        given = self._held(inner[bars[-1] + 1 :] if bars else inner, steps=steps)
        if loop:
            over = self._held(inner[2 : bars[-1] if bars else len(inner)])
            if over.long and not steps:
                held.add(self._multiplied, deep=over.deep or given.long)
        elif not bars:
            if given.long:
                held.add(given.since if given.since is not None else self._multiplied, deep=True)
            elif sum(token.text == "," for token in inner) > PROPERTY:
                held.add(_ALWAYS)
        if bars and given.long:
            held.add(self._multiplied, deep=True)
        return end


_ADVICE = "collect what rows have of their own, name the list beside it, or use its size or single elements"


def _most_copies(expression: Sequence[Token], lists: Mapping[str, int]) -> int:
    """Return how often a list written down holds one and the same long list."""
    found: Counter[str] = Counter()
    index = 0
    while index < len(expression):
        if expression[index].text in {"[", "{"} and not _is_index(expression, index):
            end = closing(expression, index)
            names = (plain(expression[i].text) for i in range(index, end) if _whole(expression, i))
            found.update(name for name in names if name in lists)
            index = end
        index += 1
    return max(found.values(), default=0)


def _adds_up(tokens: Sequence[Token], index: int) -> bool:
    """Whether a `reduce` begins with a number or a text: so it gives one."""
    begin = tokens[index + 2 : index + 6]
    return len(begin) == 4 and begin[2].kind in {Kind.NUMBER, Kind.TEXT} and begin[3].text == ","


def _outside_brackets(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    depth = 0
    for index, token in enumerate(tokens):
        if token.kind is Kind.SYMBOL:
            depth += (token.text in "([{") - (token.text in ")]}")
        if not depth:
            yield index, token


def _is_index(tokens: Sequence[Token], bracket: int) -> bool:
    """Whether this opens an index, as in `names[0]`, or a pattern, as in `-[r]-`."""
    if not bracket or tokens[bracket].text != "[":
        return False
    before = tokens[bracket - 1]
    name = before.kind is Kind.QUOTED or (before.kind is Kind.WORD and before.text.upper() not in KEYWORDS)
    return name or before.text in {")", "]", "}", "-"}


def _in_pattern(tokens: Sequence[Token], bracket: int) -> bool:
    if tokens[bracket].text == "[":
        return bracket > 0 and tokens[bracket - 1].text == "-"
    return any(token.text == ":" for token in tokens[bracket + 1 : bracket + 3])


def _whole(tokens: Sequence[Token], index: int) -> bool:
    """Whether a name stands there as a value, and whole: not its size, an element or a property."""
    if tokens[index].kind not in NAMES or names_no_value(tokens, index):
        return False
    after = tokens[index + 1].text if index + 1 < len(tokens) else ""
    before = [token.text.upper() for token in tokens[max(0, index - 2) : index]]
    return after not in {"[", ".", "(", ":"} and before not in (["SIZE", "("], ["LENGTH", "("])
