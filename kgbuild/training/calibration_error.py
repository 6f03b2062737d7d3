"""How far scores are from the share of mentions that are right: the expected calibration error (ECE).

Mentions are put into bins by score, and the gaps between a bin's mean score and its share of right mentions
are averaged, weighted by the bins' sizes (Naeini 2015, *Obtaining Well Calibrated Probabilities Using
Bayesian Binning*; Guo 2017, *On Calibration of Modern Neural Networks*). Bins are of equal width, or
adaptive: of equal mass (Nguyen & O'Connor 2015), which no crowded bin dominates.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

BINS = 10
_DRAWS = 200


@dataclass(frozen=True, slots=True)
class Bin:
    """Mentions of like score: how many, their mean score, and the share that is right."""

    mentions: int
    score: float
    right: float


def reliability(scores: ArrayLike, right: ArrayLike, *, adaptive: bool = False) -> list[Bin]:
    """Return the bins that are not empty, by score; `scores` (n,) in 0..1, `right` (n,) true or false."""
    scores, right = np.asarray(scores, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if adaptive:
        groups = np.array_split(np.argsort(scores, kind="stable"), BINS)
    else:
        places = np.minimum((scores * BINS).astype(np.int64), BINS - 1)
        groups = [np.flatnonzero(places == place) for place in range(BINS)]
    return [
        Bin(len(group), float(scores[group].mean()), float(right[group].mean()))
        for group in groups
        if len(group)
    ]


def calibration_error(scores: ArrayLike, right: ArrayLike, *, adaptive: bool = False) -> float:
    """Return the expected calibration error in 0..1, 0 where there are no mentions.

    >>> round(calibration_error([0.9, 0.9, 0.9, 0.9], [True, True, False, False]), 4)
    0.4
    """
    bins = reliability(scores, right, adaptive=adaptive)
    total = sum(bin.mentions for bin in bins)
    return sum(bin.mentions * abs(bin.score - bin.right) for bin in bins) / total if total else 0.0


def error_by_chance(scores: Sequence[float]) -> float:
    """Return the error that these scores have on average if each is exactly the chance to be right.

    What so few mentions make by chance alone: an error near it is no sign of scores that are off.
    """
    if not scores:
        return 0.0
    chances: NDArray[np.float64] = np.asarray(scores, dtype=np.float64)
    random = np.random.default_rng(0)
    drawn = (random.random(len(chances)) < chances for _ in range(_DRAWS))
    return float(np.mean([calibration_error(chances, right) for right in drawn]))
