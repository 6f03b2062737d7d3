"""Fit what turns logits into answers: a temperature for each task, a threshold for each predicate."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.relation import Predicate
from kgbuild.relations.candidates import PREDICATES
from kgbuild.relations.head import RelationHead, probabilities
from kgbuild.relations.reading import NO_PHRASE, TASKS
from kgbuild.training.entity_scores import Score
from kgbuild.training.relation_examples import PairExamples

Weights = NDArray[np.float64]

_TEMPERATURES = np.geomspace(0.5, 4.0, 43)
_THRESHOLDS = np.arange(40, 91, 2) / 100
"""Below 0.4 a sentence would be taken to state what it more likely does not."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted: temperatures by task, thresholds by predicate."""

    temperatures: Mapping[str, float]
    thresholds: Mapping[str, float]


def fit(head: RelationHead, examples: PairExamples, weights: Weights, *, precision: float) -> Fit:
    """Return the temperatures that make the examples likeliest, and the lowest thresholds that are precise.

    `weights` (pairs,) says how much each example counts, `precision` which share of what reaches a threshold
    must be right. Where a phrase states a relation, the head need not find it: such pairs have no say there.
    """
    reading = examples.reading()
    logits = head.logits(reading)
    temperatures = {}
    for number, task in enumerate(TASKS):
        rows = reading.tasks == number
        temperatures[task] = _temperature(
            logits[rows], examples.possible[rows], examples.allowed[rows], weights[rows]
        )
    by_pair = np.array(list(temperatures.values()))[reading.tasks]
    answers = probabilities(logits, examples.possible, by_pair)[:, 1:]
    open_ = reading.phrases == NO_PHRASE
    thresholds: dict[str, float] = {
        predicate: _threshold(
            answers[open_], examples.allowed[open_], weights[open_], predicate, precision=precision
        )
        for predicate in PREDICATES
    }
    return Fit(temperatures, thresholds)


def loss(head: RelationHead, examples: PairExamples, weights: Weights) -> float:
    """Return the mean over tasks of the weighted -log of the probability of the allowed answers."""
    reading = examples.reading()
    logits = head.logits(reading)
    means = [
        _negative_log_likelihood(
            logits[rows], examples.possible[rows], examples.allowed[rows], weights[rows], 1.0
        )
        for rows in (reading.tasks == number for number in range(len(TASKS)))
        if rows.any()
    ]
    return float(np.mean(means))


def score_answers(chosen: NDArray[np.int64], allowed: NDArray[np.bool_], predicate: Predicate) -> Score:
    """Score one predicate over pairs (p,) of chosen predicates (-1 none) and allowed answers (p, 4).

    A pair for which the annotation leaves open whether the predicate holds does not count.
    """
    said, true = _said_and_true(chosen, allowed, predicate)
    return Score(int((said & true).sum()), int(said.sum()), int(true.sum()))


def _said_and_true(
    chosen: NDArray[np.int64], allowed: NDArray[np.bool_], predicate: Predicate
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    column = PREDICATES.index(predicate)
    holds = allowed[:, column + 1]
    alone = allowed.sum(axis=1) == 1
    return (chosen == column) & (~holds | alone), holds & alone


def _temperature(
    logits: NDArray[np.float64], possible: NDArray[np.bool_], allowed: NDArray[np.bool_], weights: Weights
) -> float:
    if not len(logits):
        return 1.0
    temperatures = _TEMPERATURES.tolist()
    losses = [_negative_log_likelihood(logits, possible, allowed, weights, t) for t in temperatures]
    return round(float(_TEMPERATURES[int(np.argmin(losses))]), 4)


def _negative_log_likelihood(
    logits: NDArray[np.float64],
    possible: NDArray[np.bool_],
    allowed: NDArray[np.bool_],
    weights: Weights,
    temperature: float,
) -> float:
    answers = probabilities(logits, possible, np.full(len(logits), temperature))
    together = (answers * (possible & allowed)).sum(axis=1)
    return float(np.average(-np.log(np.maximum(together, 1e-12)), weights=weights))


def _threshold(
    answers: NDArray[np.float64],
    allowed: NDArray[np.bool_],
    weights: Weights,
    predicate: Predicate,
    *,
    precision: float,
) -> float:
    best = answers.argmax(axis=1)
    top = answers.max(axis=1)
    thresholds: list[float] = _THRESHOLDS.round(2).tolist()
    for threshold in thresholds:
        said, true = _said_and_true(np.where(top >= threshold, best, -1), allowed, predicate)
        if weights[said & true].sum() >= precision * weights[said].sum():
            return threshold
    return thresholds[-1]
