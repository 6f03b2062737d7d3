"""Put other mentions of the same types in the place of mentions, so that a tagger learns from what is around.

A mention that a document has several times becomes the same one at each place.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from tokenizers import Tokenizer

from kgbuild.domain.mention import EntityType, Sentence
from kgbuild.domain.span import Span
from kgbuild.mentions.known_names import KnownNames
from kgbuild.mentions.windows import cut_pieces
from kgbuild.training.corpora import AnnotatedDocument, Gold
from kgbuild.training.labelling import allowed_labels
from kgbuild.training.tagger_batches import Labelled

Pool = dict[frozenset[EntityType], list[str]]
"""The texts of mentions by their types, each once, in order."""


@dataclass(frozen=True, slots=True)
class Cut:
    """An annotated document and its sentences."""

    annotated: AnnotatedDocument
    sentences: list[Sentence]


class EntitySwaps:
    """Makes of the training documents what each epoch reads, which depends on seed and epoch alone."""

    def __init__(
        self,
        documents: Sequence[Cut],
        tokenizer: Tokenizer,
        names: KnownNames | None = None,
        *,
        share: float,
        seed: int,
    ) -> None:
        self._documents = documents
        self._tokenizer = tokenizer
        self._names = names
        self._share = share
        self._seed = seed
        self._pool = pool_of(one.annotated for one in documents)

    def epoch(self, epoch: int) -> list[Labelled]:
        """Return the documents with a share of their mentions swapped."""
        random = np.random.default_rng((self._seed, epoch, 1))
        return [self._labelled(swap(one, self._pool, random, share=self._share)) for one in self._documents]

    def _labelled(self, one: Cut) -> Labelled:
        pieces = cut_pieces(one.annotated.document, one.sentences, self._tokenizer, self._names)
        return Labelled(pieces, allowed_labels(one.annotated, pieces))


def pool_of(documents: Iterable[AnnotatedDocument]) -> Pool:
    """Return the texts of all mentions by types."""
    found: dict[frozenset[EntityType], set[str]] = {}
    for one in documents:
        for gold in one.gold:
            found.setdefault(gold.types, set()).add(one.document.text[gold.span.start : gold.span.end])
    return {types: sorted(texts) for types, texts in found.items()}


def swap(cut: Cut, pool: Pool, random: np.random.Generator, *, share: float) -> Cut:
    """Return the document with each mention exchanged with probability `share`; offsets follow.

    A mention that crosses the border of a sentence stays.
    """
    document = cut.annotated.document
    borders = sorted({edge for s in cut.sentences for edge in (s.span.start, s.span.end)})
    chosen: dict[tuple[str, frozenset[EntityType]], str] = {}
    parts: list[str] = []
    moves: list[tuple[int, int]] = []
    gold: list[Gold] = []
    read = shift = 0
    for one in cut.annotated.gold:
        start, end = one.span.start, one.span.end
        text = document.text[start:end]
        key = (text.lower(), one.types)
        if key not in chosen:
            others = pool[one.types]
            drawn = others[int(random.integers(len(others)))]
            chosen[key] = drawn if random.random() < share else text
        crosses = any(start < border < end for border in borders)
        new = text if crosses or chosen[key].lower() == text.lower() else chosen[key]
        parts += (document.text[read:start], new)
        gold.append(replace(one, span=Span(start + shift, start + shift + len(new))))
        shift += len(new) - len(text)
        moves.append((end, shift))
        read = end
    parts.append(document.text[read:])
    sections = tuple(
        replace(s, start=_moved(s.start, moves), end=_moved(s.end, moves)) for s in document.sections
    )
    sentences = [
        replace(s, span=Span(_moved(s.span.start, moves), _moved(s.span.end, moves))) for s in cut.sentences
    ]
    changed = replace(document, text="".join(parts), sections=sections)
    return Cut(replace(cut.annotated, document=changed, gold=tuple(gold)), sentences)


def _moved(offset: int, moves: list[tuple[int, int]]) -> int:
    """Return where an offset is now, given the end of each mention and the shift from there on."""
    place = bisect_right(moves, offset, key=lambda move: move[0])
    return offset + (moves[place - 1][1] if place else 0)
