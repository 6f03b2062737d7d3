"""Evaluation of a model whose every rank is worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from kgbuild.errors import ScoresError
from kgbuild.links.evaluation import rank, rank_together
from tests.links.graphs import Fixed, array, clinic

# aspirin 0.5, ibuprofen 0.4, migraine 0.3, fever 0.2, nausea 0.9
MODEL = Fixed(0.5, 0.4, 0.3, 0.2, 0.9)


def test_both_directions_filtered_and_typed() -> None:
    dataset = clinic()
    ranked = rank(MODEL, dataset, dataset.test)
    # ibuprofen TREATS ?: migraine is right as well (valid), so fever has aspirin, ibuprofen and nausea before
    # it; of diseases, none. ? TREATS fever: aspirin is right as well, so ibuprofen has nausea before it.
    assert ranked.everything.tolist() == [4.0, 2.0]
    assert ranked.constrained is not None
    assert ranked.constrained.tolist() == [1.0, 1.0]
    figures = ranked.figures()
    assert figures["questions"] == 2
    assert figures["mrr"] == pytest.approx((1 / 4 + 1 / 2) / 2)
    assert figures["hits@1"] == 0.0
    assert figures["hits@3"] == 0.5
    assert figures["typed_mrr"] == 1.0


def test_per_relation_and_direction() -> None:
    dataset = clinic()
    rows = rank(MODEL, dataset, dataset.test).by_relation(dataset.vocabulary.relations)
    assert list(rows) == ["TREATS", "TREATS ->?", "?-> TREATS"]
    assert rows["TREATS ->?"]["mrr"] == 0.25
    assert rows["?-> TREATS"]["mrr"] == 0.5


def test_without_direction_both_ends_are_asked_the_same() -> None:
    dataset = clinic()
    vocabulary = replace(
        dataset.vocabulary, relations=("INTERACTS_WITH", "CAUSES"), symmetric=("INTERACTS_WITH",), kinds=()
    )
    # nausea is the likeliest answer to ibuprofen, where it is known although the other way round.
    turned = replace(
        dataset, vocabulary=vocabulary, train=array((4, 0, 1), (0, 0, 3)), valid=array((1, 0, 2))
    )
    ranked = rank(MODEL, turned, turned.test)
    # ibuprofen ?: before fever are aspirin and ibuprofen itself. fever ?: aspirin is known, nausea is not.
    assert ranked.everything.tolist() == [3.0, 2.0]
    rows = ranked.by_relation(vocabulary.relations)
    assert list(rows) == ["INTERACTS_WITH"]
    assert rows["INTERACTS_WITH"]["questions"] == 2


def test_buckets_go_by_the_less_known_end() -> None:
    dataset = clinic()
    # ibuprofen is in one training triple, fever in one.
    rows = rank(MODEL, dataset, dataset.test).by_degree()
    assert {name: row["questions"] for name, row in rows.items()} == {"1-2": 2.0}


def test_a_query_with_several_answers_is_scored_once_and_each_answer_ranked() -> None:
    dataset = clinic()
    asked: list[int] = []

    class Counting(Fixed):
        def score(self, heads: np.ndarray, relations: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
            asked.append(len(heads))
            return super().score(heads, relations)

    ranked = rank(Counting(0.5, 0.4, 0.3, 0.2, 0.9), dataset, dataset.train[:2])
    # aspirin TREATS ? has two answers, each without the other in its way; ? TREATS migraine; ? TREATS fever.
    assert asked == [3]
    assert ranked.everything.tolist() == [4.0, 4.0, 2.0, 2.0]


def test_models_are_asked_the_same() -> None:
    dataset = clinic()
    even = Fixed(0, 0, 0, 0, 0)
    first, second = rank_together(
        lambda *asked: [MODEL.score(*asked), even.score(*asked)], 2, dataset, dataset.test
    )
    assert first.triples.tolist() == second.triples.tolist()
    assert first.everything.tolist() == rank(MODEL, dataset, dataset.test).everything.tolist()
    # Four candidates are left for either question: a tie of all is at rank 2.5.
    assert second.everything.tolist() == [2.5, 2.5]


def test_scores_that_are_no_numbers_are_refused() -> None:
    dataset = clinic()
    with pytest.raises(ScoresError):
        rank(Fixed(0, 0, np.nan, 0, 0), dataset, dataset.test)


def test_nothing_to_rank_gives_zeros() -> None:
    dataset = clinic()
    assert rank(MODEL, dataset, dataset.test[:0]).figures()["mrr"] == 0.0
