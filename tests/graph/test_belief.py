"""Belief: documents are independent, sentences of one are not; doubt weighs less, denial nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.domain.evidence import Certainty, Evidence, Polarity
from kgbuild.domain.relation import Predicate
from kgbuild.graph.belief import DEFAULT_RELIABILITY, UNCERTAIN_WEIGHT, belief, reliability_of
from tests.graph.papers import paper, treats

SURE = {"re-v1": 1.0}


def sentence(score: float, document: str = "PMID:1", **other: object) -> Evidence:
    (found,) = paper(document, treats(score=score)).evidence
    return replace(found, **other)  # type: ignore[arg-type]


def test_without_support_nothing_is_believed() -> None:
    assert belief([], SURE) == belief([sentence(0.9, polarity=Polarity.CONTRADICTS)], SURE) == 0


def test_only_the_best_sentence_of_a_document_counts() -> None:
    assert belief([sentence(0.9), sentence(0.8)], SURE) == 0.9


def test_documents_add_up() -> None:
    assert belief([sentence(0.9), sentence(0.8, "PMID:2")], SURE) == 0.98


def test_what_contradicts_lowers_nothing() -> None:
    denied = sentence(0.9, "PMID:2", polarity=Polarity.CONTRADICTS)
    assert belief([sentence(0.6), denied], SURE) == 0.6


def test_what_is_uncertain_weighs_less() -> None:
    assert belief([sentence(0.6, certainty=Certainty.UNCERTAIN)], SURE) == 0.6 * UNCERTAIN_WEIGHT


def test_an_extractor_s_reliability_weighs_too() -> None:
    assert belief([sentence(0.5)], {"re-v1": 0.2, "re-v1/TREATS": 0.8}) == 0.4
    assert belief([sentence(0.5)], {}) == 0.5 * DEFAULT_RELIABILITY


def test_co_occurrence_says_little_by_itself() -> None:
    assert reliability_of("co-occurrence", Predicate.CO_OCCURS_WITH, SURE) < DEFAULT_RELIABILITY


def test_certainty_has_an_end() -> None:
    assert belief([sentence(1.0)], SURE) == 1.0


scores = st.lists(st.tuples(st.integers(1, 5), st.floats(0, 1)), max_size=20)


@given(scores, st.randoms(use_true_random=False))
def test_the_order_of_evidence_cannot_show(found: list[tuple[int, float]], random: object) -> None:
    evidence = [sentence(score, f"PMID:{number}") for number, score in found]
    shuffled = random.sample(evidence, len(evidence))  # type: ignore[attr-defined]
    assert belief(evidence, SURE) == belief(shuffled, SURE)


@given(scores, st.floats(0, 1))
def test_more_support_never_lowers_it(found: list[tuple[int, float]], score: float) -> None:
    evidence = [sentence(score, f"PMID:{number}") for number, score in found]
    assert 0 <= belief(evidence, SURE) <= belief([*evidence, sentence(score, "PMID:9")], SURE) <= 1


def test_it_is_the_formula() -> None:
    evidence = [sentence(0.3, "PMID:1"), sentence(0.4, "PMID:2"), sentence(0.1, "PMID:3")]
    assert belief(evidence, {"re-v1": 0.5}) == pytest.approx(1 - 0.85 * 0.8 * 0.95)
