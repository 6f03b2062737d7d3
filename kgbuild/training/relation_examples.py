"""Labelled pairs of many documents as arrays, as the head is trained and scored on them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.document import Document
from kgbuild.domain.mention import Sentence
from kgbuild.mentions.tagger import Tagged
from kgbuild.relations.candidates import Pair
from kgbuild.relations.reading import FACTS, PairReading, read_pairs
from kgbuild.training.relation_documents import ANSWERS, Answer, RelationDocument

Tag = Callable[[Document, Sequence[Sentence]], Tagged]


@dataclass(frozen=True, slots=True)
class PairExamples:
    """Pairs (p) over word pieces (n), as in `PairReading`; states are kept as float16.

    `allowed` (p, 4) says which answers the annotation allows, `documents` (p,) which document a pair is of,
    and `origins` names each document's corpus and id.
    """

    states: NDArray[np.float16]
    words: NDArray[np.int32]
    bigrams: NDArray[np.int32]
    kinds: NDArray[np.int8]
    pairs: NDArray[np.int32]
    facts: NDArray[np.float64]
    possible: NDArray[np.bool_]
    phrases: NDArray[np.int8]
    allowed: NDArray[np.bool_]
    documents: NDArray[np.int32]
    origins: tuple[tuple[str, str], ...]
    candidates: tuple[Pair, ...]

    def reading(self) -> PairReading:
        """Return what the head reads of all documents at once."""
        states = self.states.astype(np.float32)
        return PairReading(
            list(self.candidates), states, self.words, self.bigrams, self.kinds,
            self.pairs, self.facts, self.possible, self.phrases,
        )  # fmt: skip

    def select(self, rows: NDArray[np.bool_]) -> "PairExamples":
        """Return some of the pairs, and of the pieces those of their sentences."""
        pairs = self.pairs[rows]
        borders = np.zeros(len(self.words) + 1, dtype=np.int64)
        np.add.at(borders, pairs[:, 0], 1)
        np.add.at(borders, pairs[:, 1], -1)
        kept = np.cumsum(borders)[:-1] > 0
        numbers = np.concatenate(([0], np.cumsum(kept)))
        return replace(
            self,
            states=self.states[kept],
            words=self.words[kept],
            bigrams=self.bigrams[kept],
            kinds=self.kinds[kept],
            pairs=numbers[pairs].astype(np.int32),
            facts=self.facts[rows],
            possible=self.possible[rows],
            phrases=self.phrases[rows],
            allowed=self.allowed[rows],
            documents=self.documents[rows],
            candidates=tuple(compress(self.candidates, rows.tolist())),
        )

    @property
    def corpora(self) -> NDArray[np.str_]:
        """(p,): the corpus of each pair."""
        return np.array([corpus for corpus, _ in self.origins])[self.documents]


def make_examples(documents: Iterable[RelationDocument], tag: Tag) -> PairExamples:
    """Return the labelled pairs of the documents; a document without any is passed over."""
    rows: list[tuple[PairReading, NDArray[np.bool_], list[int]]] = []
    origins = []
    for document in documents:
        if not document.labels:
            continue
        tokens = tag(document.document, document.sentences).tokens
        reading = read_pairs(document.document, document.sentences, document.mentions, document.types, tokens)
        kept = [i for i, pair in enumerate(reading.candidates) if pair in document.labels]
        if kept:
            allowed = np.array([_mask(document.labels[reading.candidates[i]]) for i in kept])
            rows.append((reading, allowed, kept))
            origins.append((document.corpus, document.document.id))
    return _joined(rows, tuple(origins))


def _mask(allowed: frozenset[Answer]) -> list[bool]:
    return [answer in allowed for answer in ANSWERS]


def _joined(
    rows: list[tuple[PairReading, NDArray[np.bool_], list[int]]], origins: tuple[tuple[str, str], ...]
) -> PairExamples:
    """Return the readings one after the other, the numbers of pieces moved accordingly."""
    sizes = [len(reading.states) for reading, _, _ in rows]
    moves = np.cumsum([0, *sizes])[:-1]
    hidden = rows[0][0].states.shape[1] if rows else 0
    empty_pairs = np.empty((0, 6), dtype=np.int32)
    return PairExamples(
        states=np.concatenate(
            [np.empty((0, hidden), np.float16), *(r.states.astype(np.float16) for r, _, _ in rows)]
        ),
        words=np.concatenate([np.empty(0, np.int32), *(r.words for r, _, _ in rows)]),
        bigrams=np.concatenate([np.empty(0, np.int32), *(r.bigrams for r, _, _ in rows)]),
        kinds=np.concatenate([np.empty(0, np.int8), *(r.kinds for r, _, _ in rows)]),
        pairs=np.concatenate(
            [empty_pairs, *(r.pairs[k] + int(m) for (r, _, k), m in zip(rows, moves, strict=True))]
        ).astype(np.int32),
        facts=np.concatenate([np.empty((0, FACTS)), *(r.facts[k] for r, _, k in rows)]),
        possible=np.concatenate([np.empty((0, 4), np.bool_), *(r.possible[k] for r, _, k in rows)]),
        phrases=np.concatenate([np.empty(0, np.int8), *(r.phrases[k] for r, _, k in rows)]),
        allowed=np.concatenate([np.empty((0, 4), np.bool_), *(a for _, a, _ in rows)]),
        documents=np.repeat(np.arange(len(rows), dtype=np.int32), [len(k) for _, _, k in rows]),
        origins=origins,
        candidates=tuple(r.candidates[i] for r, _, k in rows for i in k),
    )
