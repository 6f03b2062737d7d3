"""Mend where mentions begin and end, which a classifier of words leaves a little frayed.

Sentence marks that hang on a name are no part of it ("DFU;"), and two drugs that "and" or "or" joins are two.
"""

import re
from collections.abc import Iterator

from kgbuild.domain.mention import EntityType
from kgbuild.domain.span import Span

_MARKS = ";:,.-/"
_JOINED = re.compile(r"\s+(?:and/or|and|or)\s+")
_NOT_A_LIST = re.compile(r"[()\[\]{}]|\b(?:of|to|for|with|by|in)\b")
"""Drugs that share words in front ("inhibitors of A and B") or brackets are left whole."""


def mend(text: str, span: Span, type: EntityType) -> Iterator[Span]:
    """Yield what the mention at `span` should have been: never nothing, in order, all inside `span`.

    >>> text = "We gave DFU; CaCl2 and 4-aminopyridine; inhibitors of A and B."
    >>> [text[s.start : s.end] for s in mend(text, Span(8, 12), EntityType.DRUG)]
    ['DFU']
    >>> [text[s.start : s.end] for s in mend(text, Span(13, 38), EntityType.DRUG)]
    ['CaCl2', '4-aminopyridine']
    >>> [text[s.start : s.end] for s in mend(text, Span(40, 61), EntityType.DRUG)]
    ['inhibitors of A and B']
    """
    start, end = _trimmed(text, span)
    if type is not EntityType.DRUG or _NOT_A_LIST.search(text, start, end):
        yield Span(start, end)
        return
    for joint in _JOINED.finditer(text, start, end):
        yield Span(*_trimmed(text, Span(start, joint.start())))
        start = joint.end()
    yield Span(*_trimmed(text, Span(start, end)))


def _trimmed(text: str, span: Span) -> tuple[int, int]:
    """Return the borders without sentence marks at either end; a span of such marks alone keeps one."""
    start, end = span
    while end > start + 1 and text[end - 1] in _MARKS:
        end -= 1
    while start < end - 1 and text[start] in _MARKS:
        start += 1
    return start, end
