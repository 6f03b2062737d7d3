"""Fitting: temperatures that make held-out answers likeliest, and which pairs choose thresholds."""

from dataclasses import fields, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from kgbuild.domain.relation import Predicate
from kgbuild.relations.candidates import Pair
from kgbuild.relations.reading import FACTS, NO_PHRASE, TASKS, PairReading
from kgbuild.training.relation_examples import PairExamples
from kgbuild.training.relation_fitting import ENOUGH, UNKNOWN, HeldOut, fit, loss, score_answers
from kgbuild.training.relation_thresholds import THRESHOLDS

NONE, TREATS, CAUSES = 0, 1, 2


class Given:
    """A head whose logits are given."""

    def __init__(self, logits: NDArray[np.float64]) -> None:
        self._logits = logits

    def logits(self, reading: PairReading) -> NDArray[np.float64]:
        return self._logits


def examples(allowed: list[set[int]]) -> PairExamples:
    """Return pairs of a drug and a condition, of which nothing but what they may be is ever read."""
    count = len(allowed)
    facts = np.zeros((count, FACTS))
    facts[:, -len(TASKS)] = 1
    return PairExamples(
        states=np.zeros((1, 1), np.float16),
        words=np.zeros(1, np.int32),
        bigrams=np.zeros(1, np.int32),
        kinds=np.zeros(1, np.int8),
        pairs=np.tile(np.array([0, 1, 0, 1, 0, 1], dtype=np.int32), (count, 1)),
        facts=facts,
        possible=np.tile(np.array([True, True, True, False]), (count, 1)),
        phrases=np.full(count, NO_PHRASE, dtype=np.int8),
        allowed=np.array([[answer in some for answer in range(4)] for some in allowed]),
        documents=np.zeros(count, dtype=np.int32),
        origins=(("made-up", "d"),),
        candidates=tuple(Pair(0, 1) for _ in range(count)),
    )


def logits(*answers: tuple[int, float]) -> NDArray[np.float64]:
    """Return rows in which one answer stands out by so much."""
    rows = np.zeros((len(answers), 4))
    for row, (answer, height) in zip(rows, answers, strict=True):
        row[answer] = height
    return rows


def held_out(rows: NDArray[np.float64], allowed: list[set[int]], judged: list[bool] | None = None) -> HeldOut:
    """Return pairs of which heads have said this; of their corpora it is only known which are judged."""
    some = examples(allowed)
    return HeldOut(
        rows,
        some.possible,
        some.allowed,
        some.reading().tasks,
        some.phrases,
        np.ones(len(allowed)),
        np.array(judged or [False] * len(allowed)),
    )


def test_a_head_that_is_too_sure_is_cooled() -> None:
    # Right in 3 of 4: the best temperature says about 3/4.
    rows = logits((TREATS, 8.0), (TREATS, 8.0), (TREATS, 8.0), (TREATS, 8.0))
    sure = fit(held_out(rows, [{TREATS}, {TREATS}, {TREATS}, {NONE}]), precision=0.7)
    assert sure.temperatures["drug-condition"] == pytest.approx(4.0)
    assert sure.temperatures["disease-symptom"] == 1.0


def test_the_threshold_leaves_out_what_is_mostly_wrong() -> None:
    rows = logits(*[(TREATS, 6.0)] * 6, *[(TREATS, 1.2)] * 6)
    found = fit(held_out(rows, [{TREATS}] * 6 + [{NONE}] * 6), precision=0.7)
    assert found.thresholds[Predicate.TREATS] > UNKNOWN
    assert found.thresholds[Predicate.CAUSES] == UNKNOWN


def test_what_is_often_said_and_never_right_needs_the_highest_threshold() -> None:
    found = fit(held_out(logits(*[(TREATS, 6.0)] * 9), [{NONE}] * 9), precision=0.7)
    assert found.thresholds[Predicate.TREATS] == THRESHOLDS[-1]


def test_answers_of_which_nothing_is_known_leave_the_threshold_unknown() -> None:
    found = fit(held_out(logits(*[(TREATS, 6.0)] * 9), [{NONE, TREATS}] * 9), precision=0.7)
    assert found.thresholds[Predicate.TREATS] == UNKNOWN


def test_judged_pairs_that_are_not_precise_enough_leave_the_choice_to_all() -> None:
    rows = logits(*[(TREATS, 1.0)] * (2 * ENOUGH), *[(TREATS, 1.0)] * 100, *[(TREATS, 6.0)] * 9)
    allowed = [{TREATS}] * ENOUGH + [{NONE}] * ENOUGH + [{TREATS}] * 100 + [{NONE}] * 9
    judged = [True] * (2 * ENOUGH) + [False] * 109
    found = fit(held_out(rows, allowed, judged), precision=0.6).thresholds[Predicate.TREATS]
    assert found == fit(held_out(rows, allowed), precision=0.6).thresholds[Predicate.TREATS]
    assert found != THRESHOLDS[-1]


def test_weights_move_the_threshold() -> None:
    rows = logits(*[(TREATS, 6.0)] * 6, (TREATS, 1.2), (TREATS, 1.2))
    some = held_out(rows, [*[{TREATS}] * 6, {NONE}, {TREATS}])
    strict = fit(replace(some, weights=np.array([*[1.0] * 6, 9.0, 1.0])), precision=0.7)
    lax = fit(replace(some, weights=np.array([*[1.0] * 6, 0.1, 9.0])), precision=0.7)
    assert strict.thresholds[Predicate.TREATS] > lax.thresholds[Predicate.TREATS]


@pytest.mark.parametrize(("count", "alone"), [(ENOUGH, True), (ENOUGH - 1, False)])
def test_enough_judged_pairs_decide_alone(count: int, alone: bool) -> None:
    """Among judged pairs all that is said is right, in other corpora only what is sure."""
    judged, sure, unsure = [(TREATS, 1.0)] * count, [(TREATS, 6.0)] * 100, [(TREATS, 1.0)] * 100
    allowed = [{TREATS}] * (count + 100) + [{NONE}] * 100
    some = held_out(
        logits(*judged, *sure, *unsure), allowed, [True] * count + [False] * (len(allowed) - count)
    )
    both = fit(some, precision=0.9).thresholds[Predicate.TREATS]
    others = fit(replace(some, judged=np.zeros(len(allowed), np.bool_)), precision=0.9)
    assert (both < others.thresholds[Predicate.TREATS]) is alone


def test_what_phrases_state_has_no_say_in_thresholds() -> None:
    rows = logits(*[(TREATS, 6.0)] * 6, *[(TREATS, 1.2)] * 6)
    some = held_out(rows, [{TREATS}] * 6 + [{NONE}] * 6)
    phrases = np.array([NO_PHRASE] * 6 + [0] * 6, dtype=np.int8)
    with_phrases = fit(replace(some, phrases=phrases), precision=0.7).thresholds[Predicate.TREATS]
    assert with_phrases < fit(some, precision=0.7).thresholds[Predicate.TREATS]


def test_parts_are_joined_in_order() -> None:
    rows = logits((TREATS, 6.0), (CAUSES, 1.2))
    whole = held_out(rows, [{TREATS}, {NONE}], [True, False])
    first, second = held_out(rows[:1], [{TREATS}], [True]), held_out(rows[1:], [{NONE}])
    joined = HeldOut.joined([first, second])
    assert all(np.array_equal(getattr(joined, f.name), getattr(whole, f.name)) for f in fields(HeldOut))


def test_open_pairs_do_not_count() -> None:
    allowed = examples([{TREATS}, {NONE, TREATS}, {CAUSES}, {NONE, TREATS}]).allowed
    treats = score_answers(np.array([0, 0, 0, -1]), allowed, Predicate.TREATS)
    assert (treats.right, treats.predicted, treats.gold) == (1, 2, 1)
    causes = score_answers(np.array([0, 1, 1, -1]), allowed, Predicate.CAUSES)
    assert (causes.right, causes.predicted, causes.gold) == (1, 2, 1)


def test_what_is_allowed_counts_together_in_the_loss() -> None:
    even = Given(np.zeros((1, 4)))
    assert loss(even, examples([{NONE, TREATS}]), np.ones(1)) == pytest.approx(-np.log(2 / 3))  # type: ignore[arg-type]
    assert loss(even, examples([{CAUSES}]), np.ones(1)) == pytest.approx(np.log(3))  # type: ignore[arg-type]
