"""The rule for thresholds, on scores made by hand."""

import numpy as np
import pytest

from kgbuild.domain.relation import Predicate
from kgbuild.training.relation_thresholds import THRESHOLDS, best_threshold

SCORES = np.arange(30, 98) / 100
"""What is said to treat, one pair at each score."""


def sought(right: np.ndarray, scores: np.ndarray = SCORES, *, precision: float = 0.6) -> float | None:
    """Return the threshold of TREATS, if any, where pairs with these scores are right or state nothing."""
    answers = np.zeros((len(scores), 3))
    answers[:, 0] = scores
    allowed = np.zeros((len(scores), 4), dtype=np.bool_)
    allowed[:, 0], allowed[:, 1] = ~right, right
    return best_threshold(answers, allowed, np.ones(len(scores)), Predicate.TREATS, precision=precision)


def threshold(right: np.ndarray, scores: np.ndarray = SCORES, *, precision: float = 0.6) -> float:
    found = sought(right, scores, precision=precision)
    assert found is not None
    return found


def rising() -> np.ndarray:
    """Return which are right: one in five of the least likely ones, four in five of the likeliest."""
    shares = np.linspace(0.2, 0.8, len(SCORES))
    return np.diff(np.floor(np.cumsum(shares)), prepend=0) > 0


def test_answers_are_as_precise_as_asked() -> None:
    right = rising()
    chosen = [threshold(right, precision=precision) for precision in (0.0, 0.6, 0.7)]
    assert chosen == sorted(chosen)
    assert chosen[0] < chosen[2]
    for least, precision in zip(chosen[1:], (0.6, 0.7), strict=True):
        assert right[least <= SCORES].mean() >= precision - 0.02


def test_more_precision_never_asks_for_less() -> None:
    chosen = [sought(rising(), precision=precision / 20) for precision in range(21)]
    reached = [one for one in chosen if one is not None]
    assert reached == sorted(reached)
    assert chosen[: len(reached)] == reached
    assert chosen[-1] is None


def test_the_best_f1_decides_among_precise_thresholds() -> None:
    """All are precise; yet the wrong ones below 0.6 cost more than the few right ones there are worth."""
    right = (SCORES >= 0.6) | (np.arange(len(SCORES)) % 10 == 0)
    assert right.mean() > 0.55
    assert threshold(right, precision=0.5) == pytest.approx(0.6, abs=0.04)


@pytest.mark.parametrize("wrong", [True, False])
def test_one_unlucky_pair_does_not_move_it_far(wrong: bool) -> None:
    right = rising()
    before = threshold(right)
    for place in np.flatnonzero(right == wrong).tolist():
        unlucky = right.copy()
        unlucky[place] = not wrong
        assert abs(threshold(unlucky) - before) < 0.13


def test_a_lone_sure_answer_does_not_lift_it() -> None:
    """The likeliest of all is wrong: at 0.88 and above not even half would be right, below it nearly all."""
    scores = np.array([*np.arange(40, 80) / 100, 0.95])
    right = np.array([True] * 40 + [False])
    assert threshold(right, scores) < 0.5


def test_few_answers_have_no_precision() -> None:
    right = np.ones(4, dtype=np.bool_)
    assert sought(right, np.array([0.95, 0.96, 0.97, 0.98])) is None
    assert sought(np.zeros(0, dtype=np.bool_), np.zeros(0)) is None
    assert sought(np.zeros(len(SCORES), dtype=np.bool_)) is None
    assert sought(np.ones(6, dtype=np.bool_), np.full(6, 0.95)) == THRESHOLDS[0]


@pytest.mark.parametrize("weight", [0.5, 1.0, 3.0])
def test_a_share_that_is_just_as_high_as_asked_suffices(weight: float) -> None:
    answers = np.tile([0.95, 0.0, 0.0], (20, 1))
    allowed = np.zeros((20, 4), dtype=np.bool_)
    allowed[:11, 1] = allowed[11:, 0] = True
    found = best_threshold(answers, allowed, np.full(20, weight), Predicate.TREATS, precision=0.55)
    assert found == THRESHOLDS[0]


def test_thresholds_go_in_equal_steps() -> None:
    assert THRESHOLDS[0] == pytest.approx(0.3)
    assert THRESHOLDS[-1] == pytest.approx(0.9)
    assert np.allclose(np.diff(THRESHOLDS), 0.02)
