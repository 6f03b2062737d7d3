"""Cut labelled documents into the batches of one epoch."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kgbuild.mentions.windows import SPECIALS, Pieces, Window, cut_windows
from kgbuild.training.tagger_recipe import TaggerRecipe


@dataclass(frozen=True, slots=True)
class Labelled:
    """The word pieces of a document and the labels that each word may have.

    `soft` (words, labels) are the probabilities that teachers give, a row of zeros where they give none.
    """

    pieces: Pieces
    allowed: NDArray[np.bool_]
    soft: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded windows (windows, longest), their hints, and the words among them that are learnt from.

    `words` (w,) index into the flattened windows; `allowed` and, with teachers, `soft` (w, labels).
    """

    ids: NDArray[np.int64]
    hints: NDArray[np.int64]
    mask: NDArray[np.int64]
    words: NDArray[np.int64]
    allowed: NDArray[np.bool_]
    soft: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Specials:
    """Ids of the tokens that are put around and behind a window."""

    first: int
    last: int
    padding: int

    @classmethod
    def of(cls, tokenizer: Any) -> "Specials":
        """Return the ids that this tokenizer puts around a text (BERT: [CLS] and [SEP])."""
        ids = tokenizer.encode("a").ids
        padding = next((i for t in ("[PAD]", "<pad>") if (i := tokenizer.token_to_id(t)) is not None), 0)
        return cls(ids[0], ids[-1], padding)


def epoch_batches(
    documents: Sequence[Labelled], recipe: TaggerRecipe, specials: Specials, *, epoch: int
) -> list[Batch]:
    """Return the batches of an epoch, which depend on the recipe's seed and the epoch alone.

    Every document is cut with a size drawn from `training_windows`, so that the model meets single sentences
    and full windows alike. Windows of like length share a batch, and batches come in random order.
    """
    random = np.random.default_rng((recipe.seed, epoch))
    windows: list[tuple[int, Window]] = []
    for index, document in enumerate(documents):
        size = int(random.choice(recipe.training_windows))
        windows.extend((index, window) for window in _cut(document.pieces, size, recipe.window))
    # A little noise in the order by length, so that batches differ from epoch to epoch.
    lengths = np.array([window.end - window.start for _, window in windows]) * random.uniform(
        0.9, 1.1, len(windows)
    )
    groups: list[list[tuple[int, Window]]] = []
    longest = 0
    for position in np.argsort(lengths, kind="stable"):
        index, window = windows[position]
        longest = max(longest, window.end - window.start + SPECIALS)
        if not groups or (len(groups[-1]) + 1) * longest > recipe.pieces_per_step:
            groups.append([])
            longest = window.end - window.start + SPECIALS
        groups[-1].append((index, window))
    return [_batch(documents, groups[i], specials) for i in random.permutation(len(groups))]


def _cut(pieces: Pieces, size: int, longest: int) -> list[Window]:
    if size:
        return cut_windows(pieces.sentence_starts, size)
    borders = pieces.sentence_starts
    return [window for a, b in pairwise(borders) for window in cut_windows(np.array([a, b]), longest)]


def _batch(documents: Sequence[Labelled], windows: Sequence[tuple[int, Window]], specials: Specials) -> Batch:
    width = max(window.end - window.start for _, window in windows) + SPECIALS
    ids = np.full((len(windows), width), specials.padding, dtype=np.int64)
    hints, mask = np.zeros_like(ids), np.zeros_like(ids)
    words, allowed, soft = [], [], []
    for row, (index, window) in enumerate(windows):
        document = documents[index]
        end = window.end - window.start + 1
        ids[row, 0], ids[row, end] = specials.first, specials.last
        ids[row, 1:end] = document.pieces.ids[window.start : window.end]
        hints[row, 1:end] = document.pieces.hints[window.start : window.end]
        mask[row, : end + 1] = 1
        low, high = np.searchsorted(document.pieces.words, (window.core_start, window.core_end))
        words.append(document.pieces.words[low:high] - window.start + 1 + row * width)
        allowed.append(document.allowed[low:high])
        if document.soft is not None:
            soft.append(document.soft[low:high])
    taught = np.concatenate(soft) if soft else None
    return Batch(ids, hints, mask, np.concatenate(words), np.concatenate(allowed), taught)
