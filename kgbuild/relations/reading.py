"""What the classifier sees of a document: its word pieces, and where each pair's sentence and arguments are.

Training and extraction read through these functions alone, so that a head sees in use what it was trained on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.document import Document
from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.mentions.tagger import TokenStates
from kgbuild.relations.candidates import PREDICATES, Pair, candidate_pairs, possible
from kgbuild.relations.phrases import sentence_forms, stated

WORD_BUCKETS = 4096
"""Hash buckets of word pieces, and as many again of pairs of neighbouring pieces."""

INSIDE_DRUG, INSIDE_CONDITION = 1, 2
"""Kinds of pieces inside of mentions; 0 is outside. Diseases and symptoms are one kind."""

NO_PHRASE = -1

REACH = 8
"""Bucket of the largest distance to an argument, in pieces; see `distances`."""

FACTS = 9
"""Numbers about a pair; the last ones tell its task."""

TASKS = ("drug-condition", "disease-symptom", "disease-disease")
"""What is asked about a pair follows from its types: each task is calibrated by itself."""


@dataclass(frozen=True, slots=True)
class PairReading:
    """The pairs of one document (p) over its word pieces (n).

    `states` (n, hidden) float32; `words`, `bigrams` (n,) hash buckets, pieces inside of mentions being known
    by their kind alone; `kinds` (n,). `pairs` (p, 6) has first piece and end of sentence, subject and object.
    `facts` (p, FACTS) float64; `possible` (p, 4) says which answers the types allow,
    `phrases` (p,) which predicate a phrase states, by its position in `PREDICATES`, or -1.
    """

    candidates: list[Pair]
    states: NDArray[np.float32]
    words: NDArray[np.int32]
    bigrams: NDArray[np.int32]
    kinds: NDArray[np.int8]
    pairs: NDArray[np.int32]
    facts: NDArray[np.float64]
    possible: NDArray[np.bool_]
    phrases: NDArray[np.int8]

    @property
    def tasks(self) -> NDArray[np.int64]:
        """(p,): position of each pair's task in `TASKS`."""
        return np.asarray(self.facts[:, -len(TASKS) :].argmax(axis=1))


def read_pairs(
    document: Document,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    types: Sequence[EntityType],
    tokens: TokenStates,
) -> PairReading:
    """Return what the classifier sees; pairs with an argument that holds no word piece are left out.

    `types` are those of the entities that the mentions name. Only pieces of sentences with pairs are kept.
    """
    candidates = candidate_pairs(mentions, types)
    kept, numbers = _needed_pieces(sentences, mentions, candidates, tokens)
    spans = tokens.spans[kept]
    places = _places(mentions, spans)
    candidates = [c for c in candidates if _has_pieces(places, c)]
    by_index = {sentence.index: position for position, sentence in enumerate(sentences)}
    pairs = np.empty((len(candidates), 6), dtype=np.int32)
    for row, pair in zip(pairs, candidates, strict=True):
        row[0:2] = numbers[by_index[mentions[pair.subject].sentence]]
        row[2:4] = places[pair.subject]
        row[4:6] = places[pair.object]
    kinds = _kinds(len(spans), places, types)
    words, bigrams = _words(document.text, spans, kinds)
    forms = sentence_forms(document.text, sentences, mentions, types) if candidates else {}
    phrases = [stated(forms[mentions[c.subject].sentence], mentions, types, c) for c in candidates]
    allowed = [possible(types[c.subject], types[c.object]) for c in candidates]
    return PairReading(
        candidates,
        tokens.states[kept],
        words,
        bigrams,
        kinds,
        pairs,
        _facts(candidates, pairs, places, types),
        np.array(allowed, dtype=np.bool_).reshape(-1, 4),
        np.array([PREDICATES.index(p) if p else NO_PHRASE for p in phrases], dtype=np.int8),
    )


def distances(
    tokens: NDArray[np.integer], first: NDArray[np.integer], end: NDArray[np.integer]
) -> NDArray[np.int64]:
    """Return the bucket of each piece's distance to an argument: `REACH` inside, less before, more after it.

    Distances of 1 to 4 have buckets of their own, then 5 to 7, 8 to 12, 13 to 20, and more.

    >>> distances(np.array([0, 4, 5, 9]), np.array(5), np.array(6)).tolist()
    [3, 7, 8, 12]
    """
    before = np.maximum(first - tokens, 0)
    after = np.maximum(tokens - end + 1, 0)
    buckets = np.searchsorted(_BORDERS, after, "right") - np.searchsorted(_BORDERS, before, "right")
    return np.asarray(buckets + REACH)


_BORDERS = np.array([1, 2, 3, 4, 5, 8, 13, 21])


def _needed_pieces(
    sentences: Sequence[Sentence], mentions: Sequence[Mention], candidates: list[Pair], tokens: TokenStates
) -> tuple[NDArray[np.int64], dict[int, tuple[int, int]]]:
    """Return the pieces of the sentences with pairs, and by sentence where among these they begin and end."""
    needed = {mentions[pair.subject].sentence for pair in candidates}
    starts = tokens.spans[:, 0]
    ranges, numbers, count = [np.empty(0, dtype=np.int64)], {}, 0
    for position, sentence in enumerate(sentences):
        if sentence.index in needed:
            first, end = np.searchsorted(starts, sentence.span).tolist()
            ranges.append(np.arange(first, end))
            numbers[position] = (count, count + end - first)
            count += end - first
    return np.concatenate(ranges), numbers


def _places(mentions: Sequence[Mention], spans: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return (mentions, 2): first piece and end of each mention."""
    borders = np.array([m.span for m in mentions], dtype=np.int64).reshape(-1, 2)
    first = np.searchsorted(spans[:, 1], borders[:, 0], side="right")
    end = np.searchsorted(spans[:, 0], borders[:, 1], side="left")
    return np.stack((first, end), axis=1)


def _has_pieces(places: NDArray[np.int64], pair: Pair) -> bool:
    return all(places[i, 0] < places[i, 1] for i in (pair.subject, pair.object))


def _kinds(count: int, places: NDArray[np.int64], types: Sequence[EntityType]) -> NDArray[np.int8]:
    kinds = np.zeros(count, dtype=np.int8)
    for (first, end), type in zip(places.tolist(), types, strict=True):
        kinds[first:end] = INSIDE_DRUG if type is EntityType.DRUG else INSIDE_CONDITION
    return kinds


def _words(
    text: str, spans: NDArray[np.int32], kinds: NDArray[np.int8]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the buckets of pieces and of pairs of pieces, inside of mentions of their kind."""
    hashes = np.array(
        [
            kind or crc32(text[start:end].lower().encode("utf-8", "surrogatepass"))
            for (start, end), kind in zip(spans.tolist(), kinds.tolist(), strict=True)
        ],
        dtype=np.uint64,
    )
    before = np.concatenate((np.zeros(min(1, len(hashes)), dtype=np.uint64), hashes[:-1]))
    # Knuth's multiplicative constant spreads the pairs.
    pairs = (before * np.uint64(2654435761) + hashes) % np.uint64(4294967291)
    buckets = np.uint64(WORD_BUCKETS)
    return (hashes % buckets).astype(np.int32), (pairs % buckets).astype(np.int32)


def _facts(
    candidates: list[Pair], pairs: NDArray[np.int32], places: NDArray[np.int64], types: Sequence[EntityType]
) -> NDArray[np.float64]:
    """Return numbers of about 0 to 1: length, distance, order, mentions around and between, types."""
    facts = np.zeros((len(candidates), FACTS))
    if not candidates:
        return facts
    length = pairs[:, 1] - pairs[:, 0]
    gap = np.maximum(pairs[:, [2, 4]].max(axis=1) - pairs[:, [3, 5]].min(axis=1), 0)
    firsts = np.sort(places[:, 0])
    inside = np.searchsorted(firsts, pairs[:, 1]) - np.searchsorted(firsts, pairs[:, 0])
    between = np.searchsorted(firsts, pairs[:, [2, 4]].max(axis=1)) - np.searchsorted(
        firsts, pairs[:, [3, 5]].min(axis=1)
    )
    facts[:, 0] = np.log1p(length) / 5
    facts[:, 1] = np.log1p(gap) / 5
    facts[:, 2] = gap / np.maximum(length, 1)
    facts[:, 3] = pairs[:, 2] < pairs[:, 4]
    facts[:, 4] = np.log1p(inside) / 3
    facts[:, 5] = np.log1p(np.maximum(between, 0)) / 3
    subjects = [types[c.subject] is EntityType.DRUG for c in candidates]
    symptoms = [types[c.object] is EntityType.SYMPTOM for c in candidates]
    facts[:, 6] = subjects
    facts[:, 7] = np.logical_and(np.logical_not(subjects), symptoms)
    facts[:, 8] = np.logical_not(np.logical_or(subjects, symptoms))
    return facts
