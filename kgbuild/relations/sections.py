"""Tell the section that a sentence stands in."""

from kgbuild.domain.document import Document
from kgbuild.domain.mention import Sentence


def section_label(document: Document, sentence: Sentence) -> str:
    """Return the label of the section that holds the sentence, empty where none does."""
    for section in document.sections:
        if section.start <= sentence.span.start < section.end:
            return section.label
    return ""
