"""Cut a document's sentences into the windows that the encoder reads, for training and for tagging alike.

Whole sentences are packed into a window as long as they fit. One that alone is longer is read through several
overlapping windows, so that every word piece is read once with context on both sides and nothing is dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from kgbuild.domain.document import Document
from kgbuild.domain.mention import Sentence
from kgbuild.mentions.hints import hint_words
from kgbuild.mentions.known_names import KnownNames

SPECIALS = 2
"""[CLS] and [SEP]."""

SMALLEST_WINDOW = 8
"""Word pieces of the smallest window that makes sense."""

OVERLAP = 64
"""Word pieces that two windows over one long sentence share; each takes the half that is nearer to it."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a document's sentences, in order; text outside of sentences has none.

    `ids` (n,) int64; `spans` (n, 2) int32, document offsets; `words` (m,) index of each word's first piece;
    `word_spans` (m, 2) int32; `word_sentences` (m,) position of each word's sentence in the list given;
    `sentence_starts` (s + 1,) index of each sentence's first piece, with n at the end; `hints` (n,) int64,
    that of each piece's word (`hints.py`), zeros where no names are known.
    """

    ids: NDArray[np.int64]
    spans: NDArray[np.int32]
    words: NDArray[np.int64]
    word_spans: NDArray[np.int32]
    word_sentences: NDArray[np.int64]
    sentence_starts: NDArray[np.int64]
    hints: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces `start` to `end` are read together; the answers for `core_start` to `core_end` count."""

    start: int
    end: int
    core_start: int
    core_end: int


def load_tokenizer(path: Path) -> Tokenizer:
    """Return the tokenizer of a `tokenizer.json`, as `prepare` leaves it."""
    return prepare(Tokenizer.from_file(str(path)))


def prepare(tokenizer: Tokenizer) -> Tokenizer:
    """Return the tokenizer without truncation and padding, reading "[SEP]" in a text as text."""
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    return tokenizer


def cut_pieces(
    document: Document, sentences: Sequence[Sentence], tokenizer: Tokenizer, names: KnownNames | None = None
) -> Pieces:
    """Return the word pieces of a document's sentences, which must be in order and not overlap.

    Words are what the tokenizer's pre-tokeniser makes of the text (for BERT: split at white space and
    punctuation). A word belongs to the sentence that holds its first character.
    """
    encoding = tokenizer.encode(document.text, add_special_tokens=False)
    ids = np.array(encoding.ids, dtype=np.int64)
    spans = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)
    words = np.array(encoding.word_ids, dtype=np.int64)
    starts = np.array([s.span.start for s in sentences], dtype=np.int64)
    ends = np.array([s.span.end for s in sentences], dtype=np.int64)

    firsts = np.flatnonzero(np.diff(words, prepend=-1))
    homes = np.searchsorted(starts, spans[firsts, 0], side="right") - 1
    inside = homes >= 0
    inside[inside] = spans[firsts[inside], 0] < ends[homes[inside]]
    counts = np.diff(firsts, append=len(ids))
    kept = np.repeat(inside, counts)
    ids, spans = ids[kept], spans[kept]
    counts, homes = counts[inside], homes[inside]
    first = np.cumsum(counts) - counts
    word_spans = np.stack((spans[first, 0], spans[first + counts - 1, 1]), axis=1)
    sentence_starts = np.searchsorted(np.repeat(homes, counts), np.arange(len(sentences) + 1))
    hints = np.zeros(len(first), dtype=np.int64)
    if names is not None:
        hints = hint_words(names, document, sentences, word_spans, homes)
    return Pieces(
        ids, spans, first, word_spans, homes, sentence_starts.astype(np.int64), np.repeat(hints, counts)
    )


def cut_windows(sentence_starts: NDArray[np.int64], size: int, *, overlap: int = OVERLAP) -> list[Window]:
    """Return windows of at most `size` word pieces, specials included, whose cores tile all pieces in order.

    >>> cut_windows(np.array([0, 5, 9, 12]), 12)
    [Window(start=0, end=9, core_start=0, core_end=9), Window(start=9, end=12, core_start=9, core_end=12)]
    """
    room = size - SPECIALS
    overlap = min(overlap, room // 2)
    windows: list[Window] = []
    borders = [int(border) for border in sentence_starts]
    begin = borders[0] if borders else 0
    for start, end in pairwise(borders):
        if end - begin <= room:
            continue
        if start > begin:
            windows.append(Window(begin, start, begin, start))
            begin = start
        if end - begin > room:
            windows.extend(_through(start, end, room, overlap))
            begin = end
    if borders and borders[-1] > begin:
        windows.append(Window(begin, borders[-1], begin, borders[-1]))
    return windows


def _through(start: int, end: int, room: int, overlap: int) -> list[Window]:
    """Return overlapping windows through one long sentence; the last one is moved back to be full."""
    begins = list(range(start, end - room, room - overlap))
    begins.append(end - room)
    cores = [start, *((a + room + b) // 2 for a, b in pairwise(begins)), end]
    return [
        Window(begin, begin + room, core, core_end)
        for begin, core, core_end in zip(begins, cores[:-1], cores[1:], strict=True)
    ]
