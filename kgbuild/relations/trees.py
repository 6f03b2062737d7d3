"""Boosted trees in numpy: sums of small decision trees, each a few comparisons of facts with thresholds."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class BoostedTrees:
    """`t` complete binary trees of depth `d`; node `n` has the children `2n + 1` and `2n + 2`.

    Where a fact is greater than the threshold of a node, its second child is next.
    """

    features: NDArray[np.int64]
    """(t, 2^d - 1): which fact each inner node looks at"""
    thresholds: NDArray[np.float64]
    """(t, 2^d - 1)"""
    leaves: NDArray[np.float64]
    """(t, 2^d): what each leaf adds"""
    start: NDArray[np.float64]
    """(1,): what the sum begins with"""

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "BoostedTrees":
        """Return the trees with these arrays by name; KeyError or ValueError where they make none."""
        trees = cls(
            arrays["features"].astype(np.int64),
            arrays["thresholds"].astype(np.float64),
            arrays["leaves"].astype(np.float64),
            arrays["start"].astype(np.float64),
        )
        count, inner = trees.features.shape
        shapes = (trees.thresholds.shape, trees.leaves.shape, trees.start.shape)
        if inner & (inner + 1) or shapes != ((count, inner), (count, inner + 1), (1,)):
            raise ValueError("its trees are not complete")
        return trees

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the arrays by name, as `of` takes them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def probabilities(self, facts: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n,) the logistic of the sums, for facts (n, k)."""
        trees = np.arange(len(self.features))
        rows = np.arange(len(facts))[:, None]
        nodes = np.zeros((len(facts), len(trees)), dtype=np.int64)
        inner = self.features.shape[1]
        for _ in range(inner.bit_length()):
            greater = facts[rows, self.features[trees, nodes]] > self.thresholds[trees, nodes]
            nodes = 2 * nodes + 1 + greater
        sums = self.start[0] + self.leaves[trees, nodes - inner].sum(axis=1)
        return np.asarray(1 / (1 + np.exp(-sums)))
