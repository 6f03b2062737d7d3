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
    whole = _trimmed(text, span)
    if type is not EntityType.DRUG or _NOT_A_LIST.search(text, whole.start, whole.end):
        yield whole
        return
    joints = list(_JOINED.finditer(text, span.start, span.end))
    starts = [span.start, *(joint.end() for joint in joints)]
    ends = [*(joint.start() for joint in joints), span.end]
    parts = [_trimmed(text, Span(*borders)) for borders in zip(starts, ends, strict=True)]
    # "BODIPY-anthracene and -pyrene", of which the classifier saw "BODIPY-anthracene and -".
    named = [part for part in parts if any(map(str.isalnum, text[part.start : part.end]))]
    yield from named or [whole]


def _trimmed(text: str, span: Span) -> Span:
    """Return the span without sentence marks and spaces at either end; one of such alone keeps one."""
    start, end = span
    while end > start + 1 and _hangs(text[end - 1]):
        end -= 1
    while start < end - 1 and _hangs(text[start]):
        start += 1
    return Span(start, end)


def _hangs(character: str) -> bool:
    return character in _MARKS or character.isspace()
