"""Documents whose pairs of mentions are labelled with the relations that hold between them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.relations.candidates import PREDICATES, Pair, candidate_pairs

Answer = Predicate | None
"""What a pair's sentence states; None is nothing of interest."""

ANSWERS: tuple[Answer, ...] = (None, *PREDICATES)
"""In the order of the head's outputs."""

Label = Callable[[Pair], frozenset[Answer] | None]
"""Returns the answers that the annotation allows for a pair, or None where it tells nothing."""

NOTHING: frozenset[Answer] = frozenset({None})
TREATS: frozenset[Answer] = frozenset({Predicate.TREATS})
CAUSES: frozenset[Answer] = frozenset({Predicate.CAUSES})
HAS_SYMPTOM: frozenset[Answer] = frozenset({Predicate.HAS_SYMPTOM})
NOT_CAUSES: frozenset[Answer] = frozenset({None, Predicate.TREATS})
"""For corpora that annotate harm alone."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A mention as a corpus marks it: where, what, and its concepts' ids."""

    span: Span
    type: EntityType
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RelationDocument:
    """A document with its mentions, in order, their concepts, and what its labelled pairs may be."""

    corpus: str
    document: Document
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    concepts: tuple[tuple[str, ...], ...]
    labels: Mapping[Pair, frozenset[Answer]]

    @property
    def types(self) -> list[EntityType]:
        """The mentions' types."""
        return [mention.type for mention in self.mentions]


def labelled(
    corpus: str,
    document: Document,
    sentences: Sequence[Sentence],
    marked: Sequence[Marked],
    label: Callable[[Sequence[Marked]], Label],
) -> RelationDocument:
    """Return the document with the pairs of its sentences labelled; marks outside of sentences are left out.

    `label` is given what is marked, in order, and returns the function that labels its pairs.
    """
    ordered = sorted(set(marked), key=lambda m: (m.span, m.type))
    homes = [_home(m.span, sentences) for m in ordered]
    kept = [(m, home) for m, home in zip(ordered, homes, strict=True) if home is not None]
    placed = [m for m, _ in kept]
    mentions = tuple(
        Mention(document.id, m.span, document.text[m.span.start : m.span.end], m.type, 1.0, home)
        for m, home in kept
    )
    answer = label(placed)
    labels = {}
    for pair in candidate_pairs(mentions, [m.type for m in placed]):
        allowed = answer(pair)
        if allowed is not None:
            labels[pair] = allowed
    return RelationDocument(
        corpus, document, tuple(sentences), mentions, tuple(m.concepts for m in placed), labels
    )


def one_sentence(id: str, text: str) -> tuple[Document, list[Sentence]]:
    """Return a document that is a single sentence."""
    document = Document(id=id, text=text, title="", sections=(Section("sentence", 0, len(text)),))
    return document, [Sentence(id, 0, Span(0, len(text)))]


def _home(span: Span, sentences: Sequence[Sentence]) -> int | None:
    for sentence in sentences:
        if sentence.span.start <= span.start < sentence.span.end:
            return sentence.index
    return None
