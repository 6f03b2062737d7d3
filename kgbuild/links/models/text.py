"""The baselines of names: entities that are called alike, by meaning or by spelling, have the same answers.

The neighbours of the one that asks vote for their own answers, and a candidate is voted for by those of its
neighbours that are known answers. This alone answers for entities that no triple tells anything about.
"""

import numpy as np

from kgbuild.links.known import KnownTails
from kgbuild.links.model import Ints, Scores
from kgbuild.links.neighbours import Neighbours
from kgbuild.links.triples import Directions, Triples

POWERS = {"text": 3.0, "spelling": 2.0}
"""Exponents of the similarity, by model: names that are a little alike say next to nothing."""

POPULARITY = 0.01
"""Weight of how often an entity answers the relation at all, which orders what nobody votes for."""


class TextNeighboursModel:
    """Votes of neighbours, by similarity: of names' meaning (`text`) or of their `spelling`."""

    def __init__(
        self, name: str, triples: Triples, directions: Directions, neighbours: Neighbours, *, entities: int
    ) -> None:
        self.name = name
        self._known = KnownTails(triples, directions)
        self._nearest = neighbours.nearest
        self._weights = neighbours.similarity ** POWERS[name]
        self._entities = entities
        popular = np.zeros((2 * directions.count, entities), dtype=np.float32)
        for head, relation in self._known.queries:
            popular[relation, self._known.of(int(head), int(relation))] += 1
        self._popular = popular / np.maximum(popular.max(axis=1, keepdims=True), 1)

    def score(self, heads: Ints, relations: Ints) -> Scores:
        """Return scores (b, entities); see `LinkModel`."""
        return np.stack([self._one(int(h), int(r)) for h, r in zip(heads, relations, strict=True)])

    def _one(self, head: int, relation: int) -> Scores:
        scores: Scores = (POPULARITY * self._popular[relation]).astype(np.float32)
        own = np.zeros(self._entities, dtype=np.float32)
        own[self._known.of(head, relation)] = 1.0
        voted = (own[self._nearest] * self._weights).sum(axis=1)
        # Votes for a candidate grow with the number of known answers; those of neighbours do not.
        scores += voted / max(1.0, float(own.sum()) ** 0.5)
        total = float(self._weights[head].sum()) or 1.0
        for neighbour, weight in zip(self._nearest[head], self._weights[head], strict=True):
            if weight > 0:
                scores[self._known.of(int(neighbour), relation)] += weight / total
        return scores
