"""The relation heads: from word piece states to the probability of each answer, in numpy.

For a pair, each piece of its sentence becomes the sum of six vectors, of which what is negative is cut off:
its state projected, its word's, its bigram's, its kind's, and those of its distances to subject and object.
Some learned attentions and the maximum pool the pieces; with the mean states of both arguments and some facts
they go through one hidden layer. Of a model with several heads the mean of their logits counts.
Everything is in float64: sums in another order, as another BLAS takes them, then differ by 1e-15 of their
size, far below the 4 decimals that are kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from kgbuild.relations.pair_blocks import PairBlock, pair_blocks
from kgbuild.relations.reading import PairReading

Weights = NDArray[np.float64]

PIECES = 4_096
"""Word pieces that are projected at once: the states of a long document take much memory in float64."""


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
        return _mean_logits((self,), reading)

    def answers(self, pieces: NDArray[np.float64], block: PairBlock) -> NDArray[np.float64]:
        """Return (pairs, answers) of a block, for `pieces` (n, width): vectors without their distances."""
        u = pieces[block.rows]
        u += self.from_subject[block.from_subject]
        u += self.from_object[block.from_object]
        np.maximum(u, 0, out=u)
        scores = u @ self.attention
        scores -= np.repeat(np.maximum.reduceat(scores, block.starts), block.lengths, axis=0)
        np.exp(scores, out=scores)
        shares = scores / np.repeat(np.add.reduceat(scores, block.starts), block.lengths, axis=0)
        pooled = [np.add.reduceat(u * shares[:, [i]], block.starts) for i in range(shares.shape[1])]
        highest = np.maximum.reduceat(u, block.starts)
        arguments = (block.subjects @ self.subject, block.objects @ self.object)
        seen = np.concatenate((*pooled, highest, *arguments, block.facts), axis=1)
        units = np.maximum(seen @ self.hidden + self.hidden_bias, 0)
        return np.asarray(units @ self.answer + self.answer_bias)


@dataclass(frozen=True, slots=True)
class RelationHeads:
    """Heads of one size, at least one, whose answer is the mean of their logits."""

    heads: tuple[RelationHead, ...]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.floating]]) -> "RelationHeads":
        """Return the heads with these weights by name, each array with an axis of heads before its own.

        Arrays without it make one head. KeyError where one is missing, ValueError where they make no heads.
        """
        weights = {field.name: arrays[field.name] for field in fields(RelationHead)}
        if weights["answer_bias"].ndim == 1:
            return cls((RelationHead.of(weights),))
        (count,) = {len(array) for array in weights.values()}
        if not count:
            raise ValueError("it holds no head")
        return cls(tuple(RelationHead.of({name: a[i] for name, a in weights.items()}) for i in range(count)))

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Return the weights by name, as `of` takes them."""
        names = [field.name for field in fields(RelationHead)]
        return {name: np.stack([getattr(head, name) for head in self.heads]) for name in names}

    def logits(self, reading: PairReading) -> NDArray[np.float64]:
        """Return (pairs, answers)."""
        return _mean_logits(self.heads, reading)


def _mean_logits(heads: Sequence[RelationHead], reading: PairReading) -> NDArray[np.float64]:
    pieces = _pieces(heads, reading)
    blocks = [np.empty((0, len(heads[0].answer_bias)))]
    for block in pair_blocks(reading):
        said = [head.answers(vectors, block) for head, vectors in zip(heads, pieces, strict=True)]
        blocks.append(np.mean(said, axis=0))
    return np.concatenate(blocks)


def _pieces(heads: Sequence[RelationHead], reading: PairReading) -> list[NDArray[np.float64]]:
    """Return for each head (n, width) what it makes of each word piece, wherever a pair's arguments are."""
    count = len(reading.states)
    pieces = [np.empty((count, head.project.shape[1])) for head in heads]
    for begin in range(0, count, PIECES):
        rows = slice(begin, begin + PIECES)
        states = reading.states[rows].astype(np.float64)
        for number, head in enumerate(heads):
            pieces[number][rows] = states @ head.project
    for number, head in enumerate(heads):
        pieces[number] += head.words[reading.words]
        pieces[number] += head.bigrams[reading.bigrams]
        pieces[number] += head.kinds[reading.kinds]
    return pieces


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
