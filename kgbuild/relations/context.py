"""Weigh over a whole passage whether a drug causes a condition, whatever single sentences say.

A sentence that names both may state it or not, and some statements need two sentences. Boosted trees weigh
what the passage tells (`context_facts.py`); a map turns their answer into a probability, and from a threshold
on the passage is taken to say so.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.document import Document
from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.domain.relation import Predicate
from kgbuild.relations.candidates import PREDICATES, Pair
from kgbuild.relations.context_facts import context_facts
from kgbuild.relations.context_pairs import Passage, nearest
from kgbuild.relations.passages import passages
from kgbuild.relations.trees import BoostedTrees

TREATS, CAUSES = PREDICATES.index(Predicate.TREATS), PREDICATES.index(Predicate.CAUSES)
SCORE_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class ContextSettings:
    """What `config.json` tells about the weighing: `knots` of the map, and the threshold."""

    threshold: float
    knots: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a passage says of a drug and a condition: how likely the one causes the other.

    `nearest` are their nearest mentions, `apart` the sentences between these; `rows` are the places in the
    head's answers of the pairs in one sentence.
    """

    drug: str
    condition: str
    nearest: Pair
    apart: int
    rows: tuple[int, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class PassageFacts:
    """The drugs and conditions of a passage, each with each, and (pairs, facts) about them."""

    passage: Passage
    named: list[tuple[str, str]]
    nearest: list[Pair]
    apart: list[int]
    rows: list[tuple[int, ...]]
    facts: NDArray[np.float64]


def read_passages(
    document: Document,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    *,
    types: Sequence[EntityType],
    concepts: Sequence[Sequence[str]],
    candidates: Sequence[Pair],
    scores: NDArray[np.float64],
) -> Iterator[PassageFacts]:
    """Yield the passages that name a drug and a condition; `scores` are the head's of the candidates."""
    title_end = len(document.title) if document.text.startswith(document.title) else 0
    for run in passages(sentences):
        passage = Passage(document.text, title_end, run, mentions, types, concepts)
        if not (passage.drugs and passage.conditions):
            continue
        rows = _rows(passage, candidates)
        near = nearest(passage)
        named = [(drug, condition) for drug in passage.drugs for condition in passage.conditions]
        of_head = {
            pair: [(float(scores[row, TREATS]), float(scores[row, CAUSES])) for row in these]
            for pair, these in rows.items()
        }
        yield PassageFacts(
            passage,
            named,
            [pair for by_drug in near.pairs for pair in by_drug],
            near.apart.ravel().tolist(),
            [tuple(rows.get(pair, ())) for pair in named],
            context_facts(passage, near, of_head),
        )


class Context:
    """The trees with their map."""

    def __init__(self, settings: ContextSettings, trees: BoostedTrees) -> None:
        self.settings = settings
        self.trees = trees
        self._from, self._to = (np.array(side) for side in zip(*settings.knots, strict=True))

    def probabilities(self, facts: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n,) how likely each drug is said to cause its condition, with 4 decimals."""
        mapped = np.interp(self.trees.probabilities(facts), self._from, self._to)
        return np.asarray(np.round(mapped, SCORE_DECIMALS))

    def weigh(self, read: PassageFacts) -> Iterator[Weighed]:
        """Yield all drugs and conditions of a passage with their probabilities."""
        for place, probability in enumerate(self.probabilities(read.facts).tolist()):
            yield Weighed(
                *read.named[place],
                read.nearest[place],
                read.apart[place],
                read.rows[place],
                probability,
            )

    def holds(self, weighed: Weighed) -> bool:
        """Whether the passage is taken to say so; nothing causes itself."""
        return weighed.probability >= self.settings.threshold and weighed.drug != weighed.condition


def _rows(passage: Passage, candidates: Sequence[Pair]) -> Mapping[tuple[str, str], list[int]]:
    """Return the places of the candidates that each drug and condition have in the passage."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, pair in enumerate(candidates):
        mention = passage.mentions[pair.subject]
        if passage.types[pair.subject] is EntityType.DRUG and mention.sentence in passage.places:
            for drug in dict.fromkeys(passage.concepts[pair.subject]):
                for condition in dict.fromkeys(passage.concepts[pair.object]):
                    found[drug, condition].append(row)
    return found
