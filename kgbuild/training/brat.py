"""Parse brat stand-off annotation: lines `T1<tab>Type 8 19;25 30<tab>text`; all others are passed over."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kgbuild.domain.span import Span

_TEXT_BOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")


@dataclass(frozen=True, slots=True)
class BratSpan:
    """One text-bound annotation; a discontinuous one has several fragments, in order.

    `text` is what the file says stands there, and `line` the number of its line.
    """

    id: str
    type: str
    fragments: tuple[Span, ...]
    text: str
    line: int


def parse_brat(lines: Iterable[str]) -> Iterator[BratSpan]:
    r"""Yield the text-bound annotations of an `.ann` file.

    >>> next(parse_brat(["T1\tSign_symptom 3 8;10 12\tfever up"])).fragments
    (Span(start=3, end=8), Span(start=10, end=12))
    """
    for number, line in enumerate(lines, start=1):
        match = _TEXT_BOUND.fullmatch(line.rstrip("\r\n"))
        if match:
            pairs = (pair.split() for pair in match[3].split(";"))
            fragments = tuple(Span(int(start), int(end)) for start, end in pairs)
            yield BratSpan(match[1], match[2], fragments, match[4], number)
