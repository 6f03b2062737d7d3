"""Look up all known tails of a query, fast."""

import numpy as np
from numpy.typing import NDArray

from kgbuild.links.sampling import spans
from kgbuild.links.triples import Directions, Triples

Ints = NDArray[np.int64]


class KnownTails:
    """The tails of every (entity, relation) of some triples, both directions, each once and sorted.

    >>> known = KnownTails(np.array([[0, 0, 1], [0, 0, 2]]), Directions(1))
    >>> known.of(0, 0).tolist(), known.of(2, 1).tolist(), known.of(1, 0).tolist()
    ([1, 2], [0], [])
    """

    def __init__(self, triples: Triples, directions: Directions) -> None:
        self._relations = 2 * directions.count
        rows = np.unique(directions.both(triples), axis=0)
        keys = rows[:, 0] * self._relations + rows[:, 1]
        self._keys, starts = np.unique(keys, return_index=True)
        self._starts = np.append(starts, len(rows))
        self._tails: Ints = np.ascontiguousarray(rows[:, 2])

    def of(self, head: int, relation: int) -> Ints:
        """Return the known tails of one query."""
        key = head * self._relations + relation
        at = int(np.searchsorted(self._keys, key))
        if at == len(self._keys) or self._keys[at] != key:
            return self._tails[:0]
        return self._tails[self._starts[at] : self._starts[at + 1]]

    def of_each(self, heads: Ints, relations: Ints) -> tuple[Ints, Ints]:
        """Return of several queries (b,) the place (n,) and each known tail (n,), in order.

        >>> known = KnownTails(np.array([[0, 0, 1], [0, 0, 2]]), Directions(1))
        >>> places, tails = known.of_each(np.array([2, 1, 0]), np.array([1, 0, 0]))
        >>> places.tolist(), tails.tolist()
        ([0, 2, 2], [0, 1, 2])
        """
        keys = heads * self._relations + relations
        at = np.searchsorted(self._keys, keys)
        at[at == len(self._keys)] = 0
        there = np.flatnonzero(self._keys[at] == keys) if len(self._keys) else at[:0]
        begin = self._starts[at[there]]
        count = self._starts[at[there] + 1] - begin
        return np.repeat(there, count), self._tails[spans(begin, count)]

    @property
    def queries(self) -> Ints:
        """All (entity, relation) (q, 2) that have known tails, in order."""
        return np.stack([self._keys // self._relations, self._keys % self._relations], axis=1)
