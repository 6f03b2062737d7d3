"""Which candidates compete with a right answer while a blend is fitted: a sample that stands for all."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kgbuild.links.model import Ints, Scores

BEST = 250
RANDOM = 500
"""Wrong answers of a question that compete: each member's best ones, and random others."""


class Competing(NamedTuple):
    """Candidates (n,) of a question, and the log of how many (n,) each stands for, itself included."""

    candidates: Ints
    log_counts: NDArray[np.float64]


def competing(answer: int, known: Ints, scores: Sequence[Scores], random: np.random.Generator) -> Competing:
    """Return the right answer, then the wrong ones that compete with it; others of `known` (k,) do not.

    `scores` are each member's (entities,). A sum over all wrong answers, of whatever function, is on average
    the sum over these, each counted as often as it says.
    """
    wrong = np.ones(len(scores[0]), dtype=bool)
    wrong[known] = False
    wrong[answer] = False
    best = min(BEST, len(wrong))
    tops = [np.argpartition(np.where(wrong, -s, np.inf), best - 1)[:best] for s in scores]
    top = np.unique(np.concatenate(tops))
    top = top[wrong[top]]
    wrong[top] = False
    others = np.flatnonzero(wrong)
    some = random.choice(others, min(RANDOM, len(others)), replace=False)
    log_counts = np.zeros(1 + len(top) + len(some))
    if len(some):
        log_counts[1 + len(top) :] = np.log(len(others) / len(some))
    return Competing(np.concatenate([[answer], top, some]), log_counts)
