"""The encoder remembers the last answer, and gives it to the same question alone."""

from dataclasses import replace

import numpy as np
import pytest

from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import Sentence
from kgbuild.domain.span import Span
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.mentions.tagger import Tagged, Tagger
from kgbuild.resources import DEFAULT_LEXICON, DEFAULT_TAGGER
from kgbuild.training.relation_encoding import Encoder

TEXT = "She took aspirin. He took naproxen."
DOCUMENT = Document("PMID:1", TEXT, "", (Section("abstract", 0, len(TEXT)),))
FIRST, SECOND = Sentence("PMID:1", 0, Span(0, 17)), Sentence("PMID:1", 1, Span(18, len(TEXT)))


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(Tagger.load(DEFAULT_TAGGER), Linker(Lexicon.load(DEFAULT_LEXICON)))


def texts(tagged: Tagged) -> list[str]:
    return [mention.text for mention in tagged.mentions]


def test_the_same_question_is_answered_once(encoder: Encoder) -> None:
    assert encoder.tag(DOCUMENT, [FIRST, SECOND]) is encoder.tag(DOCUMENT, (FIRST, SECOND))


def test_other_sentences_of_the_document_are_another_question(encoder: Encoder) -> None:
    assert texts(encoder.tag(DOCUMENT, [FIRST, SECOND])) == ["aspirin", "naproxen"]
    some = encoder.tag(DOCUMENT, [SECOND])
    assert texts(some) == ["naproxen"]
    assert np.array_equal(some.tokens.spans[0], (18, 20))
    assert texts(encoder.tag(DOCUMENT, [FIRST])) == ["aspirin"]


def test_another_text_under_the_same_id_is_another_question(encoder: Encoder) -> None:
    encoder.tag(DOCUMENT, [FIRST, SECOND])
    other = replace(DOCUMENT, text=TEXT.replace("aspirin", "codeine"))
    assert texts(encoder.tag(other, [FIRST, SECOND])) == ["codeine", "naproxen"]
