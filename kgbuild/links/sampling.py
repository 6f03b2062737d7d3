"""Take a part of a large graph around some entities, for steps whose cost must not grow with the graph.

PyG's loaders would need compiled packages that are not published for all machines; this needs NumPy alone.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kgbuild.links.neighbours import AlikeEdges
from kgbuild.links.triples import Triples

Ints = NDArray[np.int64]

FANOUT = 16
"""Edges of an entity at most that are followed in one hop, drawn at random."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some entities (n,), sorted, and the edges between them, numbered among these entities.

    `triples` (m, 3) and `alike` are what `MessageGraph` takes.
    """

    entities: Ints
    triples: Triples
    alike: AlikeEdges

    def local(self, entities: Ints) -> Ints:
        """Return the numbers in this part of entities (k,), which must be in it."""
        places: Ints = np.searchsorted(self.entities, entities)
        return places


class Sampler:
    """Draws parts of a graph; its memory grows with the edges, the time of a part with that part alone."""

    def __init__(self, triples: Triples, *, entities: int, alike: AlikeEdges) -> None:
        self._triples, self._alike = triples, alike
        self._entities = entities
        heads = np.concatenate([triples[:, 0], triples[:, 2], alike.pairs[:, 0]])
        tails = np.concatenate([triples[:, 2], triples[:, 0], alike.pairs[:, 1]])
        order = np.argsort(heads, kind="stable")
        self._tails = tails[order]
        self._starts = np.searchsorted(heads[order], np.arange(entities + 1))
        # Each edge once, by the entity that it begins at.
        self._by_head = np.argsort(triples[:, 0], kind="stable")
        self._head_starts = np.searchsorted(triples[self._by_head, 0], np.arange(entities + 1))
        self._by_alike = np.argsort(alike.pairs[:, 0], kind="stable")
        self._alike_starts = np.searchsorted(alike.pairs[self._by_alike, 0], np.arange(entities + 1))
        self._inside = np.zeros(entities, dtype=np.bool_)

    def around(self, starts: Ints, random: np.random.Generator, *, most: int) -> Part:
        """Return the part of up to `most` entities near `starts`, which are in it however many they are.

        A quarter of the room is for entities drawn from the whole graph: wrong answers from far away.
        """
        chosen = np.unique(starts)
        far = random.integers(0, self._entities, max(0, most - len(chosen)) // 4)
        frontier, near = chosen, most - len(far)
        while len(chosen) < near and len(frontier):
            reached = np.setdiff1d(self._step(frontier, random), chosen)
            frontier = random.permutation(reached)[: near - len(chosen)]
            chosen = np.union1d(chosen, frontier)
        return self._inner(np.union1d(chosen, far))

    def _step(self, entities: Ints, random: np.random.Generator) -> Ints:
        """Return ends of up to `FANOUT` random edges of each entity."""
        begin, count = self._starts[entities], self._starts[entities + 1] - self._starts[entities]
        many = count > FANOUT
        drawn = begin[many, None] + (random.random((int(many.sum()), FANOUT)) * count[many, None]).astype(int)
        few = spans(begin[~many], count[~many])
        reached: Ints = self._tails[np.concatenate([drawn.ravel(), few])]
        return reached

    def _inner(self, chosen: Ints) -> Part:
        self._inside[chosen] = True
        rows = self._by_head[_between(self._head_starts, chosen)]
        triples = self._triples[rows]
        triples = triples[self._inside[triples[:, 2]]]
        rows = self._by_alike[_between(self._alike_starts, chosen)]
        alike = self._alike.taken(rows[self._inside[self._alike.pairs[rows, 1]]])
        self._inside[chosen] = False
        local = triples.copy()
        local[:, [0, 2]] = np.searchsorted(chosen, triples[:, [0, 2]])
        return Part(chosen, local, replace(alike, pairs=np.searchsorted(chosen, alike.pairs)))


def _between(starts: Ints, chosen: Ints) -> Ints:
    """Return the rows of entities, where entity e's are those from starts[e] to starts[e + 1]."""
    return spans(starts[chosen], starts[chosen + 1] - starts[chosen])


def spans(begin: Ints, count: Ints) -> Ints:
    """Return the numbers from each of `begin` on, so many as `count` says, one span after the other.

    >>> spans(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    ends = count.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    shifts: Ints = np.repeat(begin - (ends - count), count)
    return shifts + np.arange(total, dtype=np.int64)
