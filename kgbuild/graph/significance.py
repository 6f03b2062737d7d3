"""How surprising it is that two entities meet in so many documents.

One-sided Fisher's exact test: of N documents, a name A and b name B; were they independent, the number that
names both would be hypergeometric, and p is the chance of at least the k observed (Rivals 2007,
doi:10.1093/bioinformatics/btl633, section 2). Terms are summed from k away from the mode, where each is a
shrinking fraction of the one before, so the sum is exact to the last digits without visiting all terms.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

SIGNIFICANCE_DECIMALS = 4
NEGLIGIBLE = 1e-17
"""Of a sum: below what a float of 53 bits can show."""

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]
Ratio = Callable[[Numbers], Numbers]
"""Of the next term to the one at a position."""


def significance(both: Counts, a: Counts, b: Counts, total: Counts) -> Numbers:
    """Return −log10 p for arrays of counts of documents: with both, with A, with B, in all; 4 decimals.

    Needs 1 ≤ both ≤ min(a, b) and a + b − both ≤ total.

    >>> significance(*(np.array([n]) for n in (2, 2, 2, 5))).tolist()  # p = 1/10: one of C(5, 2) choices
    [1.0]
    """
    counts = tuple(np.asarray(n, dtype=np.float64) for n in (both, a, b, total))
    upper = counts[0] * counts[3] >= counts[1] * counts[2]
    result: Numbers = np.empty(len(upper))
    for side, negative_log in ((upper, _upper), (~upper, _lower)):
        if side.any():
            result[side] = negative_log(*(n[side] for n in counts))
    rounded = np.round(np.maximum(result, 0.0), SIGNIFICANCE_DECIMALS).astype(np.float64)
    return rounded + 0.0  # no negative zero


def _upper(k: Numbers, a: Numbers, b: Numbers, total: Numbers) -> Numbers:
    """−log10 of the terms from k upward."""
    sums = _series(lambda i: (a - i) * (b - i) / ((i + 1) * (total - a - b + i + 1)), k, step=1)
    logarithms: Numbers = _log_term(k, a, b, total) + np.log(sums)
    return -logarithms / math.log(10)


def _lower(k: Numbers, a: Numbers, b: Numbers, total: Numbers) -> Numbers:
    """−log10 of 1 less the terms below k: where k is below the mean these are the fewer."""
    below = k - 1
    rest = total - a - b
    possible = below >= np.maximum(0, -rest)
    below = np.where(possible, below, k)
    sums = _series(lambda i: i * (rest + i) / ((a - i + 1) * (b - i + 1)), below, step=-1)
    chance = np.where(possible, np.exp(_log_term(below, a, b, total)) * sums, 0.0)
    logarithms: Numbers = np.log10(np.maximum(1 - chance, np.finfo(np.float64).tiny))
    return -logarithms


def _series(ratio: Ratio, start: Numbers, *, step: int) -> Numbers:
    """Return 1 + r(i) + r(i) r(i + step) + …, from i = start until nothing is added any more."""
    position, term, sums = start.copy(), np.ones(len(start)), np.ones(len(start))
    while np.any(term > NEGLIGIBLE * sums):
        term = term * ratio(position)
        sums += term
        position += step
    return sums


def _log_term(k: Numbers, a: Numbers, b: Numbers, total: Numbers) -> Numbers:
    return _log_choose(a, k) + _log_choose(total - a, b - k) - _log_choose(total, b)


def _log_choose(n: Numbers, k: Numbers) -> Numbers:
    return _log_gamma(n + 1) - _log_gamma(k + 1) - _log_gamma(n - k + 1)


def _log_gamma(values: Numbers) -> Numbers:
    return np.fromiter(map(math.lgamma, values.tolist()), np.float64, len(values))
