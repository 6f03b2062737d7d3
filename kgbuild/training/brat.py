"""Parse brat stand-off annotation: lines `T1<tab>Type 8 19;25 30<tab>text`; all others are passed over."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kgbuild.domain.span import Span

_TEXT_BOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t.*")


@dataclass(frozen=True, slots=True)
class BratSpan:
    """One text-bound annotation; a discontinuous one has several fragments, in order."""

    id: str
    type: str
    fragments: tuple[Span, ...]


def parse_brat(lines: Iterable[str]) -> Iterator[BratSpan]:
    r"""Yield the text-bound annotations of an `.ann` file.

    >>> next(parse_brat(["T1\tSign_symptom 3 8;10 12\tfever up"])).fragments
    (Span(start=3, end=8), Span(start=10, end=12))
    """
    for line in lines:
        match = _TEXT_BOUND.fullmatch(line.rstrip("\r\n"))
        if match:
            pairs = (pair.split() for pair in match[3].split(";"))
            yield BratSpan(match[1], match[2], tuple(Span(int(start), int(end)) for start, end in pairs))
