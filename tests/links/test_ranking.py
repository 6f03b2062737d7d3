"""Ranks, worked out by hand."""

import numpy as np
import pytest

from kgbuild.errors import ScoresError
from kgbuild.links.ranking import realistic_ranks, summary

SCORES = np.array([0.9, 0.7, 0.7, 0.7, 0.1], np.float32)


def ranks(targets: list[int], known: list[int], allowed: list[bool] | None = None) -> list[float]:
    mask = None if allowed is None else np.array(allowed)
    return realistic_ranks(SCORES, np.array(targets), np.array(known, dtype=np.int64), mask).tolist()


def test_the_best_is_first_and_the_worst_is_last() -> None:
    assert ranks([0], [0]) == [1.0]
    assert ranks([4], [4]) == [5.0]


def test_equals_share_the_mean_of_their_places() -> None:
    # Places 2, 3 and 4 are taken by three equals.
    assert ranks([2], [2]) == [3.0]


def test_other_right_answers_do_not_compete() -> None:
    assert ranks([1, 4], [0, 1, 4]) == [2.0, 4.0 - 1.0]


def test_only_what_fits_competes() -> None:
    assert ranks([4], [4], [False, True, False, False, True]) == [2.0]


def test_equal_scores_for_all_gain_nothing() -> None:
    scores = np.zeros(101, np.float32)
    assert realistic_ranks(scores, np.array([7]), np.array([7]), None).tolist() == [51.0]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_scores_that_are_no_numbers_are_refused(bad: float) -> None:
    with pytest.raises(ScoresError, match="not finite"):
        realistic_ranks(np.array([0.1, bad], np.float32), np.array([0]), np.array([0]), None)


def test_summary_of_no_ranks_is_zero() -> None:
    assert summary(np.zeros(0))["mrr"] == 0.0
