"""Weights of members."""

from dataclasses import replace

import numpy as np
import pytest

pytestmark = pytest.mark.learn
pytest.importorskip("torch")

from kgbuild.links.blending import Blend, Weights, bucket_of, fit_weights, log_shares  # noqa: E402
from kgbuild.links.evaluation import rank  # noqa: E402
from kgbuild.links.model import Ints, Scores  # noqa: E402
from kgbuild.links.models.degree import DegreeModel  # noqa: E402
from kgbuild.links.triples import Dataset, Directions  # noqa: E402
from tests.links.graphs import Fixed, mirrored  # noqa: E402


class Oracle:
    """Knows all answers."""

    name = "oracle"

    def __init__(self, dataset: Dataset) -> None:
        self._right = np.zeros((6, 28, 28), dtype=np.float32)
        for h, r, t in dataset.known.tolist():
            self._right[r, h, t] = self._right[r + 3, t, h] = 5

    def score(self, heads: Ints, relations: Ints) -> Scores:
        return self._right[relations, heads]


def test_buckets() -> None:
    assert bucket_of(np.array([0, 1, 2, 3, 9, 10, 99, 100, 5000])).tolist() == [0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_a_blend_is_the_weighted_sum_of_log_shares() -> None:
    weights = Weights(np.array([1.0, 0.5]), np.zeros((5, 2)), np.zeros((2, 2)), np.array([0.0, 2.0]))
    weights.by_degree[0] = (0, 1)
    one, two = Fixed(0, 1, 2), Fixed(3, 0, 0)
    blend = Blend({"one": one, "two": two}, weights, np.array([0, 1, 1]))
    asked = np.array([0, 1]), np.array([0, 1])
    a, b = log_shares(one.score(*asked)), log_shares(two.score(*asked))
    given = blend.score(*asked)
    assert given[0].tolist() == pytest.approx((a[0] + 1.5 * b[0]).tolist(), rel=1e-5)
    # The second question lifts candidates without any triple.
    assert given[1].tolist() == pytest.approx((a[1] + 0.5 * b[1] + [2, 0, 0]).tolist(), rel=1e-5)


def test_the_better_member_weighs_more_and_the_blend_is_no_worse() -> None:
    dataset = mirrored()
    members = {"oracle": Oracle(dataset), "degree": DegreeModel(dataset.train, Directions(3), entities=28)}
    weights = fit_weights(members, dataset, seed=0)
    assert weights.common[0] > weights.common[1]
    figures = [
        rank(m, dataset, dataset.test).figures()["mrr"]
        for m in (Blend(members, weights, dataset.degrees), members["degree"])
    ]
    assert figures[0] == pytest.approx(1.0)
    assert figures[0] > figures[1]


def test_candidates_without_triple_weigh_nothing_where_all_are_even() -> None:
    dataset = mirrored()
    # Drug 0 has no triple to learn from.
    train = dataset.train[(dataset.train[:, [0, 2]] != 0).all(axis=1)]
    dataset = replace(dataset, train=train)
    members = {"oracle": Oracle(dataset)}
    assert fit_weights(members, dataset, seed=0).unconnected.any()
    assert not fit_weights(members, dataset, seed=0, even=True).unconnected.any()
