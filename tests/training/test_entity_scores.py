"""Exact entity scores."""

import pytest

from kgbuild.domain.document import Document
from kgbuild.domain.mention import EntityType
from kgbuild.domain.span import Span
from kgbuild.training.corpora import ALL_TYPES, AnnotatedDocument, Gold
from kgbuild.training.entity_scores import Score, pooled_f1, score_mentions

DISEASE, SYMPTOM, DRUG = EntityType
EITHER = frozenset({DISEASE, SYMPTOM})


def _annotated(
    *gold: tuple[int, int, frozenset[EntityType]], annotated: frozenset[EntityType] = ALL_TYPES
) -> AnnotatedDocument:
    document = Document(id="PMID:1", text="x" * 50, title="", sections=())
    found = tuple(Gold(Span(start, end), types) for start, end, types in gold)
    return AnnotatedDocument("some", document, found, annotated)


def _only(type: EntityType) -> frozenset[EntityType]:
    return frozenset({type})


def test_a_mention_counts_where_both_ends_and_type_are_right() -> None:
    gold = _annotated((0, 5, _only(DRUG)), (6, 9, _only(DRUG)), (10, 12, _only(DISEASE)))
    mentions = [(Span(0, 5), DRUG), (Span(6, 8), DRUG), (Span(10, 12), SYMPTOM)]
    scores = score_mentions([(gold, mentions)], merged=False)
    assert scores == {
        "Disease": Score(0, 0, 1),
        "Drug": Score(1, 2, 2),
        "Symptom": Score(0, 1, 0),
        "overall": Score(1, 3, 3),
    }


def test_merged_symptoms_count_as_diseases() -> None:
    gold = _annotated((10, 12, _only(DISEASE)), (20, 22, _only(SYMPTOM)))
    mentions = [(Span(10, 12), SYMPTOM), (Span(20, 22), SYMPTOM)]
    assert score_mentions([(gold, mentions)], merged=True) == {
        "Disease": Score(2, 2, 2),
        "overall": Score(2, 2, 2),
    }


def test_an_open_type_takes_either_answer() -> None:
    gold = _annotated((10, 12, EITHER))
    for type in EITHER:
        assert score_mentions([(gold, [(Span(10, 12), type)])], merged=False)[type] == Score(1, 1, 1)
    assert score_mentions([(gold, [(Span(10, 12), DRUG)])], merged=False)["overall"] == Score(0, 1, 1)


def test_types_that_were_not_annotated_are_left_out() -> None:
    gold = _annotated((0, 5, _only(DISEASE)), annotated=EITHER)
    scores = score_mentions([(gold, [(Span(0, 5), DISEASE), (Span(7, 9), DRUG)])], merged=False)
    assert scores["overall"] == Score(1, 1, 1)


def test_counts_are_summed_over_documents() -> None:
    gold = _annotated((0, 5, _only(DRUG)))
    scores = score_mentions([(gold, [(Span(0, 5), DRUG)]), (gold, [])], merged=False)
    assert scores["Drug"] == Score(1, 1, 2)


def test_shares() -> None:
    score = Score(right=6, predicted=8, gold=12)
    assert (score.precision, score.recall, score.f1) == (0.75, 0.5, 0.6)
    assert score.as_row() == {
        "precision": 75.0,
        "recall": 50.0,
        "f1": 60.0,
        "right": 6,
        "predicted": 8,
        "gold": 12,
    }
    nothing = Score(0, 0, 0)
    assert (nothing.precision, nothing.recall, nothing.f1) == (0.0, 0.0, 0.0)


def test_pooled_f1_sums_counts() -> None:
    assert pooled_f1([Score(1, 1, 1), Score(0, 1, 3)]) == pytest.approx(2 / 6)
