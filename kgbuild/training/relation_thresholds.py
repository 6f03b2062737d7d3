"""Choose from which score on a sentence is taken to state a predicate.

Of the thresholds from 0.30 to 0.90 it is the one with the best F1 among those at which the wanted share of
at least `FEWEST` answers is right; the lowest of equals. Both are taken from counts that are pooled over the
threshold and its two neighbours on either side, 0.02 apart: on some hundred pairs the curves jump with every
single one, and a lone answer, judged unluckily, should not decide where a predicate begins.
"""

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.relation import Predicate
from kgbuild.relations.candidates import PREDICATES

FEWEST = 5
"""Answers on which a precision rests at least; fewer are right by luck."""
NEIGHBOURS = 2
"""On either side; a window of five thresholds spans 0.08 of the score."""
_GRID = np.arange(26, 95, 2) / 100
THRESHOLDS = _GRID[NEIGHBOURS:-NEIGHBOURS]


def best_threshold(
    answers: NDArray[np.float64],
    allowed: NDArray[np.bool_],
    weights: NDArray[np.float64],
    predicate: Predicate,
    *,
    precision: float,
) -> float | None:
    """Return the threshold of a predicate, from held-out pairs (p); None where no threshold is so precise.

    `answers` (p, predicates) are probabilities, `allowed` (p, 4) the answers that the annotation allows,
    `weights` (p,) how much each pair counts, `precision` the share of the answers that should be right.
    """
    best, top = answers.argmax(axis=1), answers.max(axis=1)
    right, said, count = np.zeros((3, len(_GRID)))
    gold = float(weights[states(allowed, predicate)].sum())
    for place, threshold in enumerate(_GRID.tolist()):
        stated, true = said_and_true(np.where(top >= threshold, best, -1), allowed, predicate)
        right[place], said[place] = weights[stated & true].sum(), weights[stated].sum()
        count[place] = stated.sum()
    window = np.ones(2 * NEIGHBOURS + 1)
    right, said, count = (np.convolve(one, window, "valid") for one in (right, said, count))
    shares = right / np.maximum(said, np.finfo(float).tiny)
    # A share that is just so high must not fail by the last bit.
    precise = (count >= FEWEST * len(window)) & (shares >= precision - 1e-9)
    if not precise.any():
        return None
    f1 = 2 * right / np.maximum(said + len(window) * gold, np.finfo(float).tiny)
    return float(THRESHOLDS[int(np.argmax(np.where(precise, f1, -1.0)))].round(2))


def states(allowed: NDArray[np.bool_], predicate: Predicate) -> NDArray[np.bool_]:
    """Return (p,): whether the annotation says that the predicate holds."""
    return np.asarray(allowed[:, PREDICATES.index(predicate) + 1] & (allowed.sum(axis=1) == 1))


def said_and_true(
    chosen: NDArray[np.int64], allowed: NDArray[np.bool_], predicate: Predicate
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return (p,) whether a predicate is said, and whether it holds; neither where that is left open."""
    column = PREDICATES.index(predicate)
    true = states(allowed, predicate)
    return (chosen == column) & (~allowed[:, column + 1] | true), true
