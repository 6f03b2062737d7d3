"""Fit what turns logits into answers: a temperature for each task, a threshold for each predicate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.relation import Predicate
from kgbuild.relations.candidates import PREDICATES
from kgbuild.relations.head import RelationHead, RelationHeads, probabilities
from kgbuild.relations.reading import NO_PHRASE, TASKS
from kgbuild.training.entity_scores import Score
from kgbuild.training.relation_checked import CORPUS as CHECKED
from kgbuild.training.relation_examples import PairExamples
from kgbuild.training.relation_thresholds import FEWEST, THRESHOLDS, best_threshold, said_and_true, states

Weights = NDArray[np.float64]

ENOUGH = 30
"""Judged pairs that state a predicate: so many suffice to choose its threshold without the other corpora."""
UNKNOWN = 0.5
"""The threshold of a predicate that held-out pairs tell nothing of."""
_TEMPERATURES = np.geomspace(0.5, 4.0, 43)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Pairs (p) with what heads say of them that have not learnt from their documents.

    `logits`, `possible` and `allowed` are (p, 4), the others (p,): `tasks` and `phrases` as in `PairReading`,
    how much each pair counts, and whether it was `judged` among those that models found.
    """

    logits: NDArray[np.float64]
    possible: NDArray[np.bool_]
    allowed: NDArray[np.bool_]
    tasks: NDArray[np.int64]
    phrases: NDArray[np.int8]
    weights: Weights
    judged: NDArray[np.bool_]

    @classmethod
    def of(cls, heads: RelationHeads, examples: PairExamples, weights: Weights) -> "HeldOut":
        """Return what these heads say of the pairs; `weights` (p,) says how much each counts."""
        reading = examples.reading()
        return cls(
            heads.logits(reading),
            examples.possible,
            examples.allowed,
            reading.tasks,
            examples.phrases,
            weights,
            examples.corpora == CHECKED,
        )

    @classmethod
    def joined(cls, parts: Sequence["HeldOut"]) -> "HeldOut":
        """Return the pairs of all parts, of which there is at least one."""
        names = [field.name for field in fields(cls)]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted: temperatures by task, thresholds by predicate."""

    temperatures: Mapping[str, float]
    thresholds: Mapping[str, float]


def fit(held_out: HeldOut, *, precision: float) -> Fit:
    """Return the temperatures that make the pairs likeliest, and thresholds by `best_threshold`.

    Thresholds serve text as it is found, which the judged pairs are drawn from: where `ENOUGH` of them state
    a predicate, and are answered as precisely as asked, they decide alone, else all pairs by their weights.
    Where these are not either, it is the highest threshold there is, or `UNKNOWN` where answers are too few
    to tell. Where a phrase states a relation, heads need not find it: such pairs have no say in thresholds.
    """
    temperatures = {}
    for number, task in enumerate(TASKS):
        rows = held_out.tasks == number
        temperatures[task] = _temperature(
            held_out.logits[rows], held_out.possible[rows], held_out.allowed[rows], held_out.weights[rows]
        )
    by_pair = np.array(list(temperatures.values()))[held_out.tasks]
    answers = probabilities(held_out.logits, held_out.possible, by_pair)[:, 1:]
    open_ = held_out.phrases == NO_PHRASE
    thresholds: dict[str, float] = {}
    for predicate in PREDICATES:
        judged = open_ & held_out.judged
        enough = states(held_out.allowed[judged], predicate).sum() >= ENOUGH
        chosen = (
            best_threshold(
                answers[rows], held_out.allowed[rows], held_out.weights[rows], predicate, precision=precision
            )
            for rows in ([judged, open_] if enough else [open_])
        )
        likely = np.where(answers.max(axis=1) >= UNKNOWN, answers.argmax(axis=1), -1)
        said, _ = said_and_true(likely[open_], held_out.allowed[open_], predicate)
        otherwise = float(THRESHOLDS[-1]) if said.sum() >= FEWEST else UNKNOWN
        thresholds[predicate] = next((one for one in chosen if one is not None), otherwise)
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
    said, true = said_and_true(chosen, allowed, predicate)
    return Score(int((said & true).sum()), int(said.sum()), int(true.sum()))


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
