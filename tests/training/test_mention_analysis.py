"""What is told of a tagger's errors, on one made-up document."""

import json

import pytest

from kgbuild.domain.document import Document
from kgbuild.domain.mention import EntityType
from kgbuild.domain.span import Span
from kgbuild.training.corpora import ALL_TYPES, AnnotatedDocument, Gold
from kgbuild.training.entity_scores import Predicted, Score, score_mentions
from kgbuild.training.mention_analysis import BorderErrors, Frequent, MentionAnalysis, analyse

DISEASE, SYMPTOM, DRUG = EntityType
TEXT = "Severe chest pain, asthma and  Asthma; asthma after aspirin or codeine in a man"


def _gold(text: str, *types: EntityType, nth: int = 0) -> Gold:
    return Gold(_span(text, nth), frozenset(types))


def _span(text: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(text, start + 1)
    return Span(start, start + len(text))


def _document(*gold: Gold, annotated: frozenset[EntityType] = ALL_TYPES) -> AnnotatedDocument:
    return AnnotatedDocument("some", Document(id="PMID:1", text=TEXT, title="", sections=()), gold, annotated)


GOLD = (
    _gold("chest pain", SYMPTOM),
    _gold("asthma", DISEASE),
    _gold("Asthma", DISEASE),
    _gold("asthma", DISEASE, nth=1),
    _gold("aspirin", DRUG),
    _gold("codeine", DRUG),
)
PREDICTED: list[Predicted] = [
    (_span("Severe chest pain"), SYMPTOM),
    (_span("asthma"), DISEASE),
    (_span("asthma", 1), SYMPTOM),
    (_span("aspirin"), DRUG),
    (_span("man"), DRUG),
]


@pytest.fixture
def analysis() -> MentionAnalysis:
    return analyse([(_document(*GOLD), PREDICTED)], merged=False)


def test_exact_scores_are_those_of_the_evaluation(analysis: MentionAnalysis) -> None:
    assert analysis.exact == score_mentions([(_document(*GOLD), PREDICTED)], merged=False)
    assert analysis.exact["overall"] == Score(right=2, predicted=5, gold=6)


def test_averages_are_over_types(analysis: MentionAnalysis) -> None:
    # Recall: Disease 1 of 3, Drug 1 of 2, Symptom 0 of 1.
    recall = {kind: average.recall for kind, average in analysis.averages.items()}
    assert recall == pytest.approx(
        {"micro": 2 / 6, "macro": (1 / 3 + 1 / 2) / 3, "weighted": (3 / 3 + 2 / 2) / 6}
    )
    assert {average.support for average in analysis.averages.values()} == {6}


def test_types_are_confused_where_spans_are_equal(analysis: MentionAnalysis) -> None:
    assert analysis.confusion == {
        ("Disease", "Disease"): 1,
        ("Disease", "Symptom"): 1,
        ("Disease", "none"): 1,
        ("Drug", "Drug"): 1,
        ("Drug", "none"): 1,
        ("Symptom", "none"): 1,
        ("none", "Drug"): 1,
        ("none", "Symptom"): 1,
    }


def test_an_overlap_of_the_same_type_is_a_border_error_and_counts_as_relaxed(
    analysis: MentionAnalysis,
) -> None:
    assert analysis.borders["Symptom"] == BorderErrors(longer=1, shorter=0, shifted=0)
    assert analysis.borders["Disease"].total == analysis.borders["Drug"].total == 0
    assert analysis.relaxed["Symptom"] == Score(right=1, predicted=2, gold=1)
    assert analysis.relaxed["overall"] == Score(right=3, predicted=5, gold=6)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([(Span(0, 10), DRUG)], BorderErrors(longer=1, shorter=0, shifted=0)),
        ([(Span(3, 5), DRUG), (Span(6, 7), DRUG)], BorderErrors(longer=0, shorter=1, shifted=0)),
        ([(Span(1, 5), DRUG)], BorderErrors(longer=0, shorter=0, shifted=1)),
        ([(Span(3, 5), DISEASE)], BorderErrors(0, 0, 0)),
        ([(Span(8, 9), DRUG)], BorderErrors(0, 0, 0)),
    ],
)
def test_kinds_of_border_errors(found: list[Predicted], expected: BorderErrors) -> None:
    document = _document(Gold(Span(2, 8), frozenset({DRUG})))
    assert analyse([(document, found)], merged=False).borders["Drug"] == expected


def test_one_long_prediction_over_two_mentions_is_one_error() -> None:
    document = _document(Gold(Span(0, 5), frozenset({DRUG})), Gold(Span(6, 9), frozenset({DRUG})))
    analysis = analyse([(document, [(Span(0, 9), DRUG)])], merged=False)
    assert analysis.borders["Drug"].total == 1
    assert analysis.relaxed["Drug"] == Score(right=1, predicted=1, gold=2)


def test_frequent_errors_count_texts_in_small_letters(analysis: MentionAnalysis) -> None:
    assert analysis.missed == (
        Frequent("asthma", "Disease", wrong=2, total=3),
        Frequent("chest pain", "Symptom", 1, 1),
        Frequent("codeine", "Drug", 1, 1),
    )
    assert analysis.spurious == (
        Frequent("asthma", "Symptom", 1, 1),
        Frequent("man", "Drug", 1, 1),
        Frequent("severe chest pain", "Symptom", 1, 1),
    )


def test_merged_and_open_types_and_those_nobody_annotated() -> None:
    merged = analyse([(_document(*GOLD), PREDICTED)], merged=True)
    assert merged.exact["Disease"] == Score(right=2, predicted=3, gold=4)
    open = _document(_gold("chest pain", DISEASE, SYMPTOM), annotated=frozenset({DISEASE, SYMPTOM}))
    found = [(_span("chest pain"), SYMPTOM), (_span("aspirin"), DRUG)]
    analysis = analyse([(open, found)], merged=False)
    assert analysis.exact["overall"] == Score(1, 1, 1)
    assert analysis.spurious == ()


def test_nothing_is_something_to_report() -> None:
    analysis = analyse([], merged=False)
    assert analysis.averages["macro"].f1 == 0.0
    assert json.loads(json.dumps(analysis.as_row()))["missed"] == []
