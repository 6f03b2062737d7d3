"""Fit rising maps from a tagger's scores to the share of mentions that are right.

Three kinds: isotonic regression by pooling adjacent violators (Ayer 1955, Zadrozny & Elkan 2002), Platt's
logistic map of the score's log odds (Platt 1999), and the beta map, logistic in log(s) and -log(1 - s)
(Kull 2017). Each comes as a few knots, which is all that a tagger needs at run time.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kgbuild.mentions.score_maps import Knots

Array = NDArray[np.float64]
Fit = Callable[[Array, Array], Knots]
"""Given scores (n,) and which are right (n,), 0 or 1, returns a map."""

MOST_BLOCKS = 8
GRID = np.array([0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.88, 0.94, 0.97, 0.985, 0.995, 0.999, 1.0])
"""Scores at which the curved maps are taken: denser where most mentions are."""

LEAST = 0.01
"""Calibrated scores keep this far from 0 and 1: no number of mentions makes a tagger certain."""
_EDGE = 1e-4
_RIDGE = 0.01
_STEPS = 50


def isotonic(scores: Array, right: Array) -> Knots:
    """Return a knot at the mean score of each of at most 8 pooled blocks.

    A block's value is (right + 1) / (size + 2), Laplace's rule, so that a block of three wrong ones is not 0.

    >>> isotonic(np.array([0.5, 0.6, 0.7, 0.8]), np.array([0.0, 1.0, 0.0, 1.0]))
    ((0.5, 0.3333), (0.65, 0.5), (0.8, 0.6667))
    """
    values, places = np.unique(scores, return_inverse=True)
    sizes = np.bincount(places).astype(np.float64)
    blocks: list[Array] = []
    for block in np.stack([sizes, sizes * values, np.bincount(places, weights=right)], axis=1):
        blocks.append(block)
        while len(blocks) > 1 and _share(blocks[-2]) >= _share(blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    while len(blocks) > MOST_BLOCKS:
        # The pair whose pooling adds least to the squared error (Ward 1963).
        costs = [a[0] * b[0] / (a[0] + b[0]) * (_share(a) - _share(b)) ** 2 for a, b in pairwise(blocks)]
        at = int(np.argmin(costs))
        blocks[at : at + 2] = [blocks[at] + blocks[at + 1]]
    sizes, scores, right = np.array(blocks).T
    return _knots(scores / sizes, (right + 1) / (sizes + 2))


def _share(block: Array) -> float:
    """Return the share of right mentions of (size, sum of scores, sum of right)."""
    return float(block[2] / block[0])


def platt(scores: Array, right: Array) -> Knots:
    """Return a logistic map of the log odds, taken at the grid."""
    return _logistic(lambda s: np.stack([np.log(s) - np.log1p(-s)], axis=1), scores, right)


def beta(scores: Array, right: Array) -> Knots:
    """Return a beta map, taken at the grid."""
    return _logistic(lambda s: np.stack([np.log(s), -np.log1p(-s)], axis=1), scores, right)


FITS: dict[str, Fit] = {"isotonic": isotonic, "platt": platt, "beta": beta}


def _logistic(features: Callable[[Array], Array], scores: Array, right: Array) -> Knots:
    """Fit by Newton's steps; a feature that would make the map fall is left out, as Kull does."""
    inputs = _with_constant(features(_clipped(scores)))
    used = np.ones(inputs.shape[1], dtype=np.bool_)
    while True:
        weights = np.zeros(len(used))
        weights[used] = _newton(inputs[:, used], right)
        falling = weights < 0
        falling[-1] = False
        if not falling.any():
            break
        used &= ~falling
    return _knots(GRID, _sigmoid(_with_constant(features(_clipped(GRID))) @ weights))


def _newton(inputs: Array, right: Array) -> Array:
    """Return the weights of a logistic regression, with a slight ridge for data that separate."""
    weights = np.zeros(inputs.shape[1])
    ridge = _RIDGE * np.eye(len(weights))
    for _ in range(_STEPS):
        chances = _sigmoid(inputs @ weights)
        slope = inputs.T @ (chances - right) + ridge @ weights
        step = np.linalg.solve((inputs * (chances * (1 - chances))[:, None]).T @ inputs + ridge, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def _sigmoid(values: Array) -> Array:
    result: Array = 1 / (1 + np.exp(-np.clip(values, -30, 30)))
    return result


def _clipped(scores: Array) -> Array:
    return np.clip(scores, _EDGE, 1 - _EDGE)


def _with_constant(features: Array) -> Array:
    return np.column_stack([features, np.ones(len(features))])


def _knots(scores: Array, values: Array) -> Knots:
    """Return rounded knots that rise in both."""
    kept: dict[float, float] = {}
    for score, value in zip(scores.round(4), np.maximum.accumulate(values), strict=True):
        kept[float(score)] = round(float(np.clip(value, LEAST, 1 - LEAST)), 4)
    return tuple(kept.items())
