"""Cut the pairs of a document into blocks, with all that a head needs to know of them besides its weights.

So memory is bounded whatever a document holds, and several heads share the work.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kgbuild.relations.reading import PairReading, distances

BLOCK = 4_096
"""Rows, a piece of a pair's sentence each, that are computed at once: some 3 MB each array of a head."""


@dataclass(frozen=True, slots=True)
class PairBlock:
    """Some pairs (p) with the pieces of their sentences one after the other (r): `rows` (r,) says which.

    `starts` (p,) says where each pair's begin, `lengths` (p,) how many they are; `from_subject` and
    `from_object` (r,) are distances, `subjects` and `objects` (p, hidden) the mean states of both arguments.
    """

    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    from_subject: NDArray[np.int64]
    from_object: NDArray[np.int64]
    subjects: NDArray[np.float64]
    objects: NDArray[np.float64]
    facts: NDArray[np.float64]


def pair_blocks(reading: PairReading) -> Iterator[PairBlock]:
    """Yield the pairs in order, about `BLOCK` rows at a time."""
    for block in _slices(reading.pairs):
        pairs = reading.pairs[block]
        rows, starts, lengths = _ranges(pairs[:, 0], pairs[:, 1])
        yield PairBlock(
            rows,
            starts,
            lengths,
            _distances(rows, pairs[:, 2:4], lengths),
            _distances(rows, pairs[:, 4:6], lengths),
            _means(reading.states, pairs[:, 2], pairs[:, 3]),
            _means(reading.states, pairs[:, 4], pairs[:, 5]),
            reading.facts[block],
        )


def _slices(pairs: NDArray[np.int32]) -> Iterator[slice]:
    ends = np.cumsum((pairs[:, 1] - pairs[:, 0]).astype(np.int64))
    begin = 0
    while begin < len(pairs):
        done = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, done + BLOCK, side="right")))
        yield slice(begin, end)
        begin = end


def _distances(
    rows: NDArray[np.int64], argument: NDArray[np.int32], lengths: NDArray[np.int64]
) -> NDArray[np.int64]:
    spread = np.repeat(argument, lengths, axis=0)
    return distances(rows, spread[:, 0], spread[:, 1])


def _means(
    states: NDArray[np.float32], first: NDArray[np.int32], end: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Return the mean state of each stretch of pieces."""
    rows, starts, lengths = _ranges(first, end)
    return np.asarray(np.add.reduceat(states[rows].astype(np.float64), starts) / lengths[:, None])


def _ranges(
    first: NDArray[np.int32], end: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the pieces of all stretches one after the other, where each begins in them, and lengths."""
    lengths = (end - first).astype(np.int64)
    starts = np.cumsum(lengths) - lengths
    rows = np.arange(int(lengths.sum())) + np.repeat(first - starts, lengths)
    return rows, starts, lengths
