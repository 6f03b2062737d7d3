"""Boosted trees, small enough to follow by hand."""

import numpy as np
import pytest

from kgbuild.relations.trees import BoostedTrees

ARRAYS = {
    "features": np.array([[0, 1, 1], [1, 0, 0]]),
    "thresholds": np.array([[0.5, 10.0, 20.0], [np.inf, np.inf, np.inf]]),
    "leaves": np.array([[1.0, 2.0, 3.0, 4.0], [0.5, 0.0, 0.0, 0.0]]),
    "start": np.array([-1.0]),
}


@pytest.mark.parametrize(
    ("facts", "leaf"), [((0.5, 10.0), 1.0), ((0.5, 10.1), 2.0), ((0.6, 20.0), 3.0), ((0.6, 21.0), 4.0)]
)
def test_a_fact_above_its_threshold_leads_to_the_second_child(
    facts: tuple[float, float], leaf: float
) -> None:
    (probability,) = BoostedTrees.of(ARRAYS).probabilities(np.array([facts]))
    assert probability == pytest.approx(1 / (1 + np.exp(-(leaf + 0.5 - 1.0))))


def test_many_rows_are_many_answers_and_no_rows_none() -> None:
    trees = BoostedTrees.of(ARRAYS)
    rows = np.array([(0.5, 10.0), (0.6, 21.0)])
    assert trees.probabilities(rows).tolist() == [float(trees.probabilities(row[None])[0]) for row in rows]
    assert trees.probabilities(np.empty((0, 2))).shape == (0,)


@pytest.mark.parametrize("name", ["features", "thresholds", "leaves"])
def test_trees_that_are_not_complete_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not complete"):
        BoostedTrees.of({**ARRAYS, name: ARRAYS[name][:, 1:]})


def test_what_is_kept_is_read() -> None:
    again = BoostedTrees.of(BoostedTrees.of(ARRAYS).arrays())
    assert all(np.array_equal(again.arrays()[name], array) for name, array in ARRAYS.items())
