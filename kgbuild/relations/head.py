"""The relation head: from word piece states to the probability of each answer, in numpy.

For a pair, each piece of its sentence becomes the sum of six vectors, of which what is negative is cut off:
its state projected, its word's, its bigram's, its kind's, and those of its distances to subject and object.
Some learned attentions and the maximum pool the pieces; with the mean states of both arguments and some facts
they go through one hidden layer. Everything is in float64: sums in another order, as another BLAS takes them,
then differ by 1e-15 of their size, far below the 4 decimals that are kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from kgbuild.relations.reading import PairReading, distances

Weights = NDArray[np.float64]

BLOCK = 4_096
"""Rows, a piece of a pair's sentence each, that are computed at once: some 3 MB each array."""


@dataclass(frozen=True, slots=True)
class RelationHead:
    """The head's weights; `width` is the size of u, `heads` the number of attentions."""

    project: Weights
    """(hidden, width)"""
    words: Weights
    """(buckets, width)"""
    bigrams: Weights
    """(buckets, width)"""
    kinds: Weights
    """(3, width)"""
    from_subject: Weights
    """(distances, width)"""
    from_object: Weights
    """(distances, width)"""
    attention: Weights
    """(width, heads)"""
    subject: Weights
    """(hidden, argument width)"""
    object: Weights
    """(hidden, argument width)"""
    hidden: Weights
    """(inputs, hidden units)"""
    hidden_bias: Weights
    answer: Weights
    """(hidden units, answers)"""
    answer_bias: Weights

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.floating]]) -> "RelationHead":
        """Return the head with these weights by name; KeyError where one is missing."""
        return cls(**{field.name: arrays[field.name].astype(np.float64) for field in fields(cls)})

    def logits(self, reading: PairReading) -> NDArray[np.float64]:
        """Return (pairs, answers)."""
        states = reading.states
        pieces = np.empty((len(states), self.project.shape[1]))
        for begin in range(0, len(states), BLOCK):
            # In blocks, for the states of a long document take much memory in float64.
            rows = slice(begin, begin + BLOCK)
            pieces[rows] = states[rows].astype(np.float64) @ self.project
        pieces += self.words[reading.words]
        pieces += self.bigrams[reading.bigrams]
        pieces += self.kinds[reading.kinds]
        blocks = [np.empty((0, len(self.answer_bias)))]
        for block in _blocks(reading.pairs):
            seen = self._seen(states, pieces, reading.pairs[block], reading.facts[block])
            units = np.maximum(seen @ self.hidden + self.hidden_bias, 0)
            blocks.append(units @ self.answer + self.answer_bias)
        return np.concatenate(blocks)

    def _seen(
        self,
        states: NDArray[np.float32],
        pieces: NDArray[np.float64],
        pairs: NDArray[np.int32],
        facts: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Return (pairs, inputs of the hidden layer)."""
        rows, starts, lengths = _ranges(pairs[:, 0], pairs[:, 1])
        u = pieces[rows]
        u += self.from_subject[_distances(rows, pairs[:, 2:4], lengths)]
        u += self.from_object[_distances(rows, pairs[:, 4:6], lengths)]
        np.maximum(u, 0, out=u)
        scores = u @ self.attention
        scores -= np.repeat(np.maximum.reduceat(scores, starts), lengths, axis=0)
        np.exp(scores, out=scores)
        shares = scores / np.repeat(np.add.reduceat(scores, starts), lengths, axis=0)
        pooled = [np.add.reduceat(u * shares[:, [i]], starts) for i in range(shares.shape[1])]
        highest = np.maximum.reduceat(u, starts)
        subjects = _means(states, pairs[:, 2], pairs[:, 3]) @ self.subject
        objects = _means(states, pairs[:, 4], pairs[:, 5]) @ self.object
        return np.concatenate((*pooled, highest, subjects, objects, facts), axis=1)


def probabilities(
    logits: NDArray[np.float64], possible: NDArray[np.bool_], temperature: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (pairs, answers), the softmax over the possible answers at each pair's temperature (pairs,).

    >>> probabilities(np.zeros((1, 4)), np.array([[True, True, False, False]]), np.ones(1)).tolist()
    [[0.5, 0.5, 0.0, 0.0]]
    """
    scaled = np.where(possible, logits / temperature[:, None], -np.inf)
    scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(scaled / scaled.sum(axis=1, keepdims=True))


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


def _blocks(pairs: NDArray[np.int32]) -> Iterator[slice]:
    """Yield pairs that together have about `BLOCK` rows: memory is bounded whatever a document holds."""
    ends = np.cumsum((pairs[:, 1] - pairs[:, 0]).astype(np.int64))
    begin = 0
    while begin < len(pairs):
        done = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, done + BLOCK, side="right")))
        yield slice(begin, end)
        begin = end
