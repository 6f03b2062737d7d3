"""From gold mentions to the labels that words may have."""

import pytest
from tokenizers import Tokenizer

from kgbuild.domain.document import Document
from kgbuild.domain.mention import EntityType, Sentence
from kgbuild.domain.span import Span
from kgbuild.mentions.labels import LABELS
from kgbuild.mentions.windows import cut_pieces, load_tokenizer
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.training.corpora import ALL_TYPES, AnnotatedDocument, Gold
from kgbuild.training.labelling import allowed_labels

DISEASE, SYMPTOM, DRUG = EntityType
TEXT = "Naproxen relieved chest pain"


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer(DEFAULT_TAGGER / "tokenizer.json")


def _allowed(
    tokenizer: Tokenizer, *gold: Gold, annotated: frozenset[EntityType] = ALL_TYPES
) -> list[set[str]]:
    document = Document(id="PMID:1", text=TEXT, title="", sections=())
    pieces = cut_pieces(document, [Sentence("PMID:1", 0, Span(0, len(TEXT)))], tokenizer)
    rows = allowed_labels(AnnotatedDocument("some", document, gold, annotated), pieces)
    return [{label for label, yes in zip(LABELS, row, strict=True) if yes} for row in rows]


def test_words_of_a_mention_begin_and_go_on(tokenizer: Tokenizer) -> None:
    gold = Gold(Span(0, 8), frozenset({DRUG})), Gold(Span(18, 28), frozenset({SYMPTOM}))
    assert _allowed(tokenizer, *gold) == [{"B-Drug"}, {"O"}, {"B-Symptom"}, {"I-Symptom"}]


def test_an_open_type_allows_both(tokenizer: Tokenizer) -> None:
    found = _allowed(tokenizer, Gold(Span(18, 28), frozenset({DISEASE, SYMPTOM})))
    assert found[2:] == [{"B-Disease", "B-Symptom"}, {"I-Disease", "I-Symptom"}]


def test_part_of_a_word_takes_the_word(tokenizer: Tokenizer) -> None:
    assert _allowed(tokenizer, Gold(Span(3, 8), frozenset({DRUG})))[:2] == [{"B-Drug"}, {"O"}]


def test_types_nobody_looked_for_stay_open(tokenizer: Tokenizer) -> None:
    annotated = frozenset({DISEASE, SYMPTOM})
    found = _allowed(tokenizer, Gold(Span(18, 28), frozenset({SYMPTOM})), annotated=annotated)
    assert found == [{"O", "B-Drug", "I-Drug"}] * 2 + [{"B-Symptom"}, {"I-Symptom"}]
