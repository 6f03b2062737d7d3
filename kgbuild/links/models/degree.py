"""The baseline of popularity: whoever asks, what is most often an answer to this relation comes first."""

import numpy as np

from kgbuild.links.model import Ints, Scores
from kgbuild.links.triples import Directions, Triples


class DegreeModel:
    """Scores an entity by the number of triples in which it answers the relation, then by all its triples."""

    name = "degree"

    def __init__(self, triples: Triples, directions: Directions, *, entities: int) -> None:
        asked = directions.both(triples)
        counts = np.zeros((2 * directions.count, entities), dtype=np.float32)
        np.add.at(counts, (asked[:, 1], asked[:, 2]), 1)
        total = counts.sum(axis=0)
        self._scores = counts + total / (total.max(initial=0) + 1)

    def score(self, heads: Ints, relations: Ints) -> Scores:
        """Return scores (b, entities); see `LinkModel`."""
        scores: Scores = self._scores[relations]
        return scores
