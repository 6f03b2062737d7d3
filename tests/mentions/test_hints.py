"""Words are told of names and of the kind of section that they are in."""

import numpy as np

from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import EntityType, Sentence
from kgbuild.domain.span import Span
from kgbuild.mentions.hints import HINTS, hint_words
from kgbuild.mentions.known_names import KnownNames, Name
from kgbuild.mentions.labels import LABELS, begin

DISEASE = EntityType.DISEASE


def test_sections_that_overlap_count_once() -> None:
    text = "gout gout gout"
    sections = (Section("case report", 5, 14), Section("cases", 5, 9), Section("case", 0, 4))
    document = Document(id="PMID:1", text=text, title="", sections=sections)
    spans = np.array([(0, 4), (5, 9), (10, 14)], dtype=np.int32)
    sentences = [Sentence("PMID:1", i, Span(*span)) for i, span in enumerate(spans.tolist())]
    hints = hint_words(KnownNames.of([]), document, sentences, spans, np.arange(3))
    assert hints.tolist() == [len(LABELS)] * 3


def test_case_reports_have_hints_of_their_own() -> None:
    names = KnownNames.of([Name("gout", DISEASE)])
    text = "Old gout.\nNew gout."
    sections = (Section("background", 0, 9), Section("case report", 10, 19))
    document = Document(id="PMID:1", text=text, title="", sections=sections)
    sentences = [Sentence("PMID:1", 0, Span(0, 9)), Sentence("PMID:1", 1, Span(10, 19))]
    spans = np.array([(0, 3), (4, 8), (8, 9), (10, 13), (14, 18), (18, 19)], dtype=np.int32)
    hints = hint_words(names, document, sentences, spans, np.array([0, 0, 0, 1, 1, 1]))
    first = len(LABELS)
    assert hints.tolist() == [0, begin(DISEASE), 0, first, first + begin(DISEASE), first]
    assert hints.max() < HINTS
