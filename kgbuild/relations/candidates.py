"""Choose the pairs of mentions that the classifier reads: two of one sentence, of types that it knows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, permutations

from kgbuild.domain.mention import EntityType, Mention
from kgbuild.domain.relation import SIGNATURES, Predicate

PREDICATES = (Predicate.TREATS, Predicate.CAUSES, Predicate.HAS_SYMPTOM)
"""What the classifier can find; its answers are `none` and these, in this order."""

ARGUMENT_TYPES: tuple[tuple[EntityType, EntityType], ...] = tuple(
    sorted({pair for predicate in PREDICATES for pair in SIGNATURES[predicate]})
)
"""Types of subject and object that some predicate of the classifier may join."""

MAX_MENTIONS = 24
"""Mentions of one sentence that are paired: the first ones. A sentence with more is a list or a table, and
what a list enumerates is no statement about each pair."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Positions of two mentions in the document's list, as subject and object."""

    subject: int
    object: int


def possible(subject: EntityType, object: EntityType) -> tuple[bool, ...]:
    """Return which answers, `none` first, the types of the arguments allow.

    >>> possible(EntityType.DRUG, EntityType.SYMPTOM)
    (True, True, True, False)
    """
    return (True, *((subject, object) in SIGNATURES[predicate] for predicate in PREDICATES))


def candidate_pairs(mentions: Sequence[Mention], types: Sequence[EntityType]) -> list[Pair]:
    """Return the pairs in one sentence whose types fit a predicate, both directions where both fit.

    `mentions` are a document's, in order; `types` are those of the entities they name. Mentions that overlap
    make no pair.
    """
    return [pair for sentence in _by_sentence(mentions) for pair in _pairs(sentence, mentions, types)]


def unpaired(mentions: Sequence[Mention]) -> int:
    """Return how many mentions make no pair since their sentence has too many before them."""
    return sum(max(0, count - MAX_MENTIONS) for count in Counter(m.sentence for m in mentions).values())


def _by_sentence(mentions: Sequence[Mention]) -> Iterator[list[int]]:
    order = sorted(range(len(mentions)), key=lambda i: (mentions[i].sentence, mentions[i].span))
    for _, sentence in groupby(order, key=lambda i: mentions[i].sentence):
        yield list(sentence)[:MAX_MENTIONS]


def _pairs(sentence: list[int], mentions: Sequence[Mention], types: Sequence[EntityType]) -> Iterator[Pair]:
    for subject, object in permutations(sentence, 2):
        fits = (types[subject], types[object]) in ARGUMENT_TYPES
        if fits and not mentions[subject].span.overlaps(mentions[object].span):
            yield Pair(subject, object)
