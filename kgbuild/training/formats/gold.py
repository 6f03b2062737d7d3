"""Check markings against the text, and make gold mentions of them.

Wrong offsets are problems. What our tagger cannot learn as it stands is taken as in the built-in corpora, and
noted: a discontinuous mention from its first to its last character, of overlapping ones the longest, then
the first. Of one stretch with labels of several types either is right.
"""

from collections.abc import Iterator
from itertools import pairwise

from kgbuild.domain.span import Span
from kgbuild.training.corpora import Gold, without_overlaps
from kgbuild.training.formats.findings import Findings
from kgbuild.training.formats.labels import Types
from kgbuild.training.formats.marked import Marking

NEAR = 64
"""Characters around wrong offsets in which their text is looked for, to tell where it is."""


def gold_of(text: str, marked: list[tuple[Marking, Types]], findings: Findings) -> tuple[Gold, ...]:
    """Return the mentions in the order of the text."""
    by_span: dict[Span, tuple[Types, str]] = {}
    for marking, types in marked:
        span = span_of(text, marking, findings)
        if span is None:
            continue
        known, place = by_span.setdefault(span, (types, marking.place))
        if place != marking.place:
            several = "mentions of several types, either of which is right"
            findings.note("mentions marked twice" if known == types else several, marking.place)
        by_span[span] = (known | types, place)
    places = {Gold(span, types): place for span, (types, place) in by_span.items()}
    kept = without_overlaps(list(places))
    for lost in sorted(places.keys() - set(kept), key=lambda gold: gold.span):
        findings.note("nested or overlapping mentions left out, the longest being kept", places[lost])
    return kept


def span_of(text: str, marking: Marking, findings: Findings) -> Span | None:
    """Return where a mention is, or None where its offsets are wrong."""
    problem = next(_problems(text, marking), "")
    if problem:
        findings.problem(marking.place, problem)
        return None
    fragments = sorted(marking.fragments)
    start, end = fragments[0].start, max(fragment.end for fragment in fragments)
    if any(text[a.end : b.start].strip() for a, b in pairwise(fragments)):
        findings.note("discontinuous mentions taken from their first to their last character", marking.place)
    inner = text[start:end]
    if inner != inner.strip():
        findings.note("mentions with white space at an end, which is left out", marking.place)
    start += len(inner) - len(inner.lstrip())
    return Span(start, start + len(inner.strip()))


def _problems(text: str, marking: Marking) -> Iterator[str]:
    """Yield what is wrong with the offsets, in the numbers of the file."""
    for fragment in marking.fragments:
        at = _shown(fragment, marking)
        if fragment.start < 0 or fragment.start >= fragment.end:
            yield f"the offsets {at} hold no character; the end is the one behind the last"
        elif fragment.end > len(text):
            yield f"the offsets {at} lie beyond the text, which ends at {len(text) - marking.shift}"
    found = " ".join(text[start:end] for start, end in marking.fragments)
    if marking.text is not None and found.split() != marking.text.split():
        at = ", ".join(_shown(fragment, marking) for fragment in marking.fragments)
        yield f"{marking.text[:80]!r} is not at {at}, where {found[:80]!r} stands{_nearest(text, marking)}"
    if not found.strip():
        yield f"there is only white space at {_shown(marking.fragments[0], marking)}"


def _nearest(text: str, marking: Marking) -> str:
    """Say where the stated text stands nearby, if it does."""
    stated, wanted = marking.text or "", marking.fragments[0].start
    low = max(0, wanted - NEAR)
    high = wanted + len(stated) + NEAR
    starts, at = list[int](), text.find(stated, low, high)
    while stated and at >= 0:
        starts.append(at)
        at = text.find(stated, at + 1, high)
    if not starts:
        return "; mend the offsets or the text"
    start = min(starts, key=lambda start: abs(start - wanted))
    return f"; it is at {_shown(Span(start, start + len(stated)), marking)}: mend the offsets"


def _shown(span: Span, marking: Marking) -> str:
    return f"{span.start - marking.shift}-{span.end - marking.shift}"
