"""Hide words of text for an encoder to guess (Devlin 2019), whole words at a time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kgbuild.training.encoder_text import Blocks

HIDDEN, REPLACED = 0.8, 0.1
"""Of the chosen words so many are hidden, and so many replaced by any; the others stay as they are."""
ASKED = 0.9
"""Of the share that is hidden, borders included, so much is guessed at: one number for all batches of a size,
since torch on processors keeps what it has compiled for each number that it meets."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Ids of the tokens around a block and in place of a word; `vocabulary` is how many ids there are."""

    first: int
    last: int
    hidden: int
    vocabulary: int


@dataclass(frozen=True, slots=True)
class Masked:
    """`ids` (blocks, length + 2); `places` (n,) to guess at, in the flattened ids; `answers` (n,)."""

    ids: NDArray[np.int64]
    places: NDArray[np.int64]
    answers: NDArray[np.int64]


def mask(blocks: Blocks, marks: Marks, random: np.random.Generator, *, share: float) -> Masked:
    """Return the blocks between specials, with a share of their words hidden."""
    rows, length = blocks.ids.shape
    words = np.cumsum(~blocks.continues, axis=1, dtype=np.int64)
    chosen_words = random.random((rows, length + 1)) < share
    chosen = np.take_along_axis(chosen_words, words, axis=1) & (blocks.ids != marks.last)
    kind = np.take_along_axis(random.random((rows, length + 1)), words, axis=1)
    ids = np.empty((rows, length + 2), dtype=np.int64)
    ids[:, 0], ids[:, -1] = marks.first, marks.last
    inner = ids[:, 1:-1]
    inner[:] = blocks.ids
    inner[chosen & (kind < HIDDEN)] = marks.hidden
    replaced = chosen & (kind >= HIDDEN) & (kind < HIDDEN + REPLACED)
    inner[replaced] = random.integers(0, marks.vocabulary, int(replaced.sum()))
    row, column = np.nonzero(chosen)
    asked = np.sort(random.permutation(len(row))[: int(ASKED * share * rows * length)])
    row, column = row[asked], column[asked]
    return Masked(ids, row * (length + 2) + column + 1, blocks.ids[row, column].astype(np.int64))
