"""Tell the section that a sentence stands in."""

from bisect import bisect_right

from kgbuild.domain.document import Document
from kgbuild.domain.mention import Sentence


def section_label(document: Document, sentence: Sentence) -> str:
    """Return the label of the section that holds the sentence's start, empty where none does.

    Sections follow one another without overlap, as every reader makes them.
    """
    sections, start = document.sections, sentence.span.start
    before = bisect_right(sections, start, key=lambda section: section.start)
    if before and start < sections[before - 1].end:
        return sections[before - 1].label
    return ""
