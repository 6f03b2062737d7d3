"""Where the answer stands among all candidates: filtered, and at the realistic rank.

The realistic rank is the mean of the best and the worst place among equals (Berrendorf 2020, *On the
Ambiguity of Rank-Based Evaluation of Entity Alignment or Link Prediction Methods*): a model that gives all
candidates one score gains nothing.
"""

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import ScoresError

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

HITS = (1, 3, 10)


def realistic_ranks(scores: NDArray[np.float32], targets: Ints, known: Ints, allowed: Bools | None) -> Floats:
    """Return the rank (t,), from 1, of each target of one query among the entities.

    `scores` (n,) are those of all entities, `known` the entities that are true answers and hence no
    competitors, `allowed` (n,) which entities may compete; None lets all.

    >>> scores = np.array([0.9, 0.5, 0.5, 0.1], np.float32)
    >>> realistic_ranks(scores, np.array([1]), np.array([0, 1]), None).tolist()
    [1.5]
    """
    if not np.isfinite(scores).all():
        raise ScoresError("a model gave scores that are not finite; train it anew, perhaps at a lower rate")
    competing = np.ones(len(scores), dtype=np.bool_) if allowed is None else allowed.copy()
    competing[known] = False
    others = np.sort(scores[competing])
    own = scores[targets]
    left, right = np.searchsorted(others, own, side="left"), np.searchsorted(others, own, side="right")
    ranks: Floats = 1 + (len(others) - right) + (right - left) / 2
    return ranks


def summary(ranks: Floats) -> dict[str, float]:
    """Return `mrr`, the mean of 1/rank, and `hits@k`, the share of ranks up to k; zeros for no ranks.

    >>> summary(np.array([1.0, 4.0]))
    {'mrr': 0.625, 'hits@1': 0.5, 'hits@3': 0.5, 'hits@10': 1.0}
    """
    if not len(ranks):
        return {"mrr": 0.0} | {f"hits@{k}": 0.0 for k in HITS}
    return {"mrr": float(np.mean(1 / ranks))} | {f"hits@{k}": float(np.mean(ranks <= k)) for k in HITS}
