"""Entities that are called alike: for each, the nearest of its kind that have triples to learn from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

CHUNK = 1024

Alike = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]]
"""Returns how alike (a, b) entities (a,) are to entities (b,): 1 is equal, 0 and less nothing alike."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each entity (n, k): the nearest others, nearest first, and how alike they are, 0 to 1.

    Where there are fewer than k, the rest is the entity itself at a similarity of 0.
    """

    nearest: NDArray[np.int64]
    similarity: NDArray[np.float32]

    def edges(self, count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return pairs (m, 2), both directions, of each entity and its `count` nearest, and similarities."""
        near, alike = self.nearest[:, :count], self.similarity[:, :count]
        own = np.repeat(np.arange(len(near)), near.shape[1])
        pairs = np.stack([own, near.ravel()], axis=1)
        real = alike.ravel() > 0
        both = np.concatenate([pairs[real], pairs[real][:, ::-1]])
        weights = np.concatenate([alike.ravel()[real]] * 2)
        unique, first = np.unique(both, axis=0, return_index=True)
        return unique, weights[first]


@dataclass(frozen=True, slots=True)
class AlikeEdges:
    """Edges `pairs` (m, 2) between entities that are called alike, both directions named.

    `senses` (m,) number in which sense, of `count` there are, and `weights` (m,) are how alike they are.
    """

    pairs: NDArray[np.int64]
    senses: NDArray[np.int64]
    weights: NDArray[np.float32]
    count: int

    @classmethod
    def of(cls, *senses: tuple[NDArray[np.int64], NDArray[np.float32]]) -> Self:
        """Return the edges of some senses, each as `Neighbours.edges` gives them."""
        none = np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.float32)
        return cls(
            np.concatenate([none[0], *(pairs for pairs, _ in senses)]),
            np.repeat(np.arange(len(senses)), [len(pairs) for pairs, _ in senses]),
            np.concatenate([none[1], *(weights for _, weights in senses)]),
            len(senses),
        )

    def taken(self, rows: NDArray[np.int64]) -> Self:
        """Return the edges of these rows."""
        return type(self)(self.pairs[rows], self.senses[rows], self.weights[rows], self.count)


def by_meaning(vectors: NDArray[np.float32]) -> Alike:
    """Return the cosine of vectors (n, d), which have length 1."""
    return lambda some, others: vectors[some] @ vectors[others].T


def find_neighbours(
    alike: Alike, kinds: Sequence[str], connected: NDArray[np.bool_], *, count: int
) -> Neighbours:
    """Return the `count` nearest of each entity, among connected entities (n,) of the same kind.

    `kinds` may be empty, then all are of one kind.
    """
    entities = len(connected)
    nearest = np.repeat(np.arange(entities)[:, None], count, axis=1)
    similarity = np.zeros((entities, count), dtype=np.float32)
    groups = (
        np.unique(np.array(kinds), return_inverse=True)[1] if kinds else np.zeros(entities, dtype=np.int64)
    )
    for group in range(int(groups.max(initial=0)) + 1):
        members = np.flatnonzero(groups == group)
        others = members[connected[members]]
        if not len(others):
            continue
        for start in range(0, len(members), CHUNK):
            rows = members[start : start + CHUNK]
            near = alike(rows, others)
            near[rows[:, None] == others[None, :]] = -1
            width = min(count, len(others))
            best = np.argpartition(-near, width - 1, axis=1)[:, :width]
            best = np.take_along_axis(best, np.argsort(-np.take_along_axis(near, best, 1), axis=1), 1)
            found = np.take_along_axis(near, best, axis=1)
            nearest[rows, :width] = np.where(found > 0, others[best], rows[:, None])
            similarity[rows, :width] = np.maximum(found, 0)
    return Neighbours(nearest, similarity)
