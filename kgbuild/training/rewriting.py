"""Write the mentions of training documents in another way each epoch.

Others of the same types in their place make a tagger learn from what is around them, misspelt ones from what
is left of a name. Offsets follow; what is around mentions stays.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from tokenizers import Tokenizer

from kgbuild.domain.mention import EntityType, Sentence
from kgbuild.domain.span import Span
from kgbuild.mentions.known_names import KnownNames
from kgbuild.mentions.windows import cut_pieces
from kgbuild.training.corpora import AnnotatedDocument, Gold
from kgbuild.training.labelling import allowed_labels
from kgbuild.training.perturbations import typo
from kgbuild.training.tagger_batches import Labelled

Pool = dict[frozenset[EntityType], list[str]]
"""The texts of mentions by their types, each once, in order."""

Rewrite = Callable[[Gold, str], str]
"""Given a mention and its text, returns what is written in its place."""


@dataclass(frozen=True, slots=True)
class Cut:
    """An annotated document and its sentences."""

    annotated: AnnotatedDocument
    sentences: list[Sentence]


class Rewriting:
    """Makes of the training documents what each epoch reads, which depends on seed and epoch alone.

    A share `entity_swap` of the mentions is swapped for others, then a share `misspelt` of all misspelt.
    """

    def __init__(
        self,
        documents: Sequence[Cut],
        tokenizer: Tokenizer,
        names: KnownNames | None = None,
        *,
        entity_swap: float,
        misspelt: float,
        seed: int,
    ) -> None:
        self._documents = documents
        self._tokenizer = tokenizer
        self._names = names
        self._entity_swap = entity_swap
        self._misspelt = misspelt
        self._seed = seed
        self._pool = pool_of(one.annotated for one in documents)

    def epoch(self, epoch: int) -> list[Labelled]:
        """Return the documents with their mentions as this epoch (from 0) reads them."""
        random = np.random.default_rng((self._seed, epoch, 1))
        return [self._labelled(self._rewritten(one, random)) for one in self._documents]

    def _rewritten(self, one: Cut, random: np.random.Generator) -> Cut:
        if self._entity_swap:
            one = swap(one, self._pool, random, share=self._entity_swap)
        return misspell(one, random, share=self._misspelt) if self._misspelt else one

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
    """Return the document with each mention exchanged with probability `share`.

    A mention that the document has several times becomes the same one at each place.
    """
    chosen: dict[tuple[str, frozenset[EntityType]], str] = {}

    def other(gold: Gold, text: str) -> str:
        key = (text.lower(), gold.types)
        if key not in chosen:
            others = pool[gold.types]
            drawn = others[int(random.integers(len(others)))]
            chosen[key] = drawn if random.random() < share else text
        return text if chosen[key].lower() == text.lower() else chosen[key]

    return rewrite(cut, other)


def misspell(cut: Cut, random: np.random.Generator, *, share: float) -> Cut:
    """Return the document with each mention misspelt (`perturbations.typo`) with probability `share`."""

    def misspelt(gold: Gold, text: str) -> str:
        return typo(text, str(random.integers(1 << 32))) if random.random() < share else text

    return rewrite(cut, misspelt)


def rewrite(cut: Cut, new: Rewrite) -> Cut:
    """Return the document with what `new` makes of each mention; offsets follow.

    A mention that crosses the border of a sentence stays.
    """
    document = cut.annotated.document
    borders = sorted({edge for s in cut.sentences for edge in (s.span.start, s.span.end)})
    parts: list[str] = []
    moves: list[tuple[int, int]] = []
    gold: list[Gold] = []
    read = shift = 0
    for one in cut.annotated.gold:
        start, end = one.span.start, one.span.end
        text = document.text[start:end]
        written = new(one, text)
        if any(start < border < end for border in borders):
            written = text
        parts += (document.text[read:start], written)
        gold.append(replace(one, span=Span(start + shift, start + shift + len(written))))
        shift += len(written) - len(text)
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
