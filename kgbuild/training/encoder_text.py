"""Gather text without annotation, and cut it into the blocks that an encoder is adapted on.

Documents that any labelled corpus holds are left out, so that nothing which is scored was read before.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from kgbuild.documents.reading import read
from kgbuild.documents.sources import Source, iter_sources
from kgbuild.domain.document import ENGLISH, Document
from kgbuild.mentions.windows import SPECIALS
from kgbuild.training.labelled_text import LabelledText
from kgbuild.training.medical_abstracts import read_medical_abstracts
from kgbuild.training.splits import bucket

HELD_OUT_BUCKETS = range(1)
"""Of the hash of a document's id, in percent: text that the guessing is measured on, and never trained."""
FOLDERS = ("pubmed", "pmc_open")
MEDICAL_ABSTRACTS = Path("medical_abstracts") / "medical_tc_test.csv"

Progress = Callable[[int], None]
"""Told the number of documents read."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Stretches of text of equal length: `ids` (blocks, length) of word pieces, without specials.

    `continues` (blocks, length) says which pieces go on with the word of the piece before.
    """

    ids: NDArray[np.int32]
    continues: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Text:
    """What is trained on, and what the guessing is measured on."""

    train: Blocks
    held_out: Blocks


def unlabelled_documents(data: Path, labelled: LabelledText) -> Iterator[Document]:
    """Yield the articles and abstracts below `data` that are not `labelled`."""
    paths = [data / folder for folder in FOLDERS if (data / folder).is_dir()]
    articles = (
        record
        for source in iter_sources(paths)
        if isinstance(source, Source)
        for record in read(source)
        if isinstance(record, Document)
    )
    abstracts = (
        read_medical_abstracts(data / MEDICAL_ABSTRACTS) if (data / MEDICAL_ABSTRACTS).is_file() else ()
    )
    return (document for document in chain(articles, abstracts) if document not in labelled)


def cut_text(documents: Iterable[Document], tokenizer: Tokenizer, *, block: int, progress: Progress) -> Text:
    """Return the English text of the documents in blocks; a rest that fills no block is left out."""
    separator = tokenizer.encode("a").ids[-1]
    parts = {held_out: _Cutter(block - SPECIALS, separator) for held_out in (False, True)}
    for count, document in enumerate(documents, 1):
        text = [document.text[s.start : s.end] for s in document.sections if s.language == ENGLISH]
        part = parts[bucket(document.id) in HELD_OUT_BUCKETS]
        part.add(tokenizer.encode_batch(text, add_special_tokens=False))
        progress(count)
    return Text(parts[False].blocks(), parts[True].blocks())


class _Cutter:
    """Strings word pieces together and cuts them."""

    def __init__(self, length: int, separator: int) -> None:
        self._length = length
        self._separator = separator
        self._ids: list[NDArray[np.int32]] = []
        self._continues: list[NDArray[np.bool_]] = []

    def add(self, encodings: Iterable[Any]) -> None:
        for encoding in encodings:
            ids = np.array([*encoding.ids, self._separator], dtype=np.int32)
            words = np.array([*encoding.word_ids, -1])
            self._ids.append(ids)
            self._continues.append(np.diff(words, prepend=-2) == 0)

    def blocks(self) -> Blocks:
        return Blocks(*(self._cut(parts) for parts in (self._ids, self._continues)))

    def _cut(self, parts: list[NDArray[Any]]) -> NDArray[Any]:
        whole = np.concatenate(parts) if parts else np.empty(0)
        count = len(whole) // self._length
        return whole[: count * self._length].reshape(count, self._length)
