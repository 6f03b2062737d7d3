"""The pairs of a drug and a condition that a passage names, sentence or no sentence in common."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.relations.candidates import Pair


@dataclass(frozen=True)
class Passage:
    """A run of a document's sentences with the mentions in it.

    `concepts` says what each of the document's mentions names: mostly one concept, several where annotators
    say so, none where it is to be passed over. `title_end` is where the document's title ends.
    """

    text: str
    title_end: int
    sentences: Sequence[Sentence]
    mentions: Sequence[Mention]
    types: Sequence[EntityType]
    concepts: Sequence[Sequence[str]]

    @cached_property
    def places(self) -> dict[int, int]:
        """Number of each sentence within the passage, by its index."""
        return {sentence.index: place for place, sentence in enumerate(self.sentences)}

    @cached_property
    def drugs(self) -> dict[str, list[int]]:
        """Positions of the mentions of each drug."""
        return self._named(drugs=True)

    @cached_property
    def conditions(self) -> dict[str, list[int]]:
        """Positions of the mentions of each disease and symptom."""
        return self._named(drugs=False)

    def place(self, mention: int) -> int:
        """Return the number of a mention's sentence within the passage."""
        return self.places[self.mentions[mention].sentence]

    def _named(self, *, drugs: bool) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for i, mention in enumerate(self.mentions):
            if mention.sentence in self.places and (self.types[i] is EntityType.DRUG) == drugs:
                for concept in dict.fromkeys(self.concepts[i]):
                    found[concept].append(i)
        # In order of the first mention, whatever the order of the list.
        return {
            concept: sorted(these, key=lambda i: self.mentions[i].span)
            for concept, these in sorted(
                found.items(), key=lambda item: (min(self.mentions[i].span for i in item[1]), item[0])
            )
        }


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each drug (n) and condition (m) of a passage its two nearest mentions, `pairs`, by drug.

    `apart` (n, m) counts sentences and `gap` (n, m) characters between them.
    """

    pairs: list[list[Pair]]
    apart: NDArray[np.int64]
    gap: NDArray[np.int64]


def nearest(passage: Passage) -> Nearest:
    """Return the nearest mentions of all drugs and conditions: in sentences, then in characters."""
    drugs, conditions = list(passage.drugs.values()), list(passage.conditions.values())
    shape = (len(drugs), len(conditions))
    apart, gap = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    pairs: list[list[Pair]] = []
    spans = [mention.span for mention in passage.mentions]
    for row, subjects in enumerate(drugs):
        pairs.append([])
        for column, objects in enumerate(conditions):
            best = min(
                (
                    abs(passage.place(i) - passage.place(j)),
                    max(0, spans[i].start - spans[j].end, spans[j].start - spans[i].end),
                    spans[i],
                    spans[j],
                    i,
                    j,
                )
                for i in subjects
                for j in objects
            )
            apart[row, column], gap[row, column] = best[:2]
            pairs[-1].append(Pair(best[4], best[5]))
    return Nearest(pairs, apart, gap)
