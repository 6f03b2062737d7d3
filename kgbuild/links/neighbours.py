"""Entities whose names are alike: for each, the nearest of its kind that have triples to learn from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CHUNK = 1024


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


def find_neighbours(
    vectors: NDArray[np.float32], kinds: tuple[str, ...], connected: NDArray[np.bool_], *, count: int
) -> Neighbours:
    """Return the `count` nearest of each entity by cosine, among connected entities of the same kind.

    `vectors` (n, d) have length 1; `kinds` may be empty, then all are of one kind.
    """
    entities = len(vectors)
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
            alike = vectors[rows] @ vectors[others].T
            alike[rows[:, None] == others[None, :]] = -1
            width = min(count, len(others))
            best = np.argpartition(-alike, width - 1, axis=1)[:, :width]
            best = np.take_along_axis(best, np.argsort(-np.take_along_axis(alike, best, 1), axis=1), 1)
            found = np.take_along_axis(alike, best, axis=1)
            nearest[rows, :width] = np.where(found > 0, others[best], rows[:, None])
            similarity[rows, :width] = np.maximum(found, 0)
    return Neighbours(nearest, similarity)
