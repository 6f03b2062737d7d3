"""Who is named with whom in documents: the more of them name two entities, the likelier these are related."""

import numpy as np
from numpy.typing import NDArray

from kgbuild.links.model import Ints, Scores

POWER = 2.0
"""Exponent of the number of documents, and one."""


class LiteratureModel:
    """Shares of answers by the documents that name them with the entity that asks."""

    name = "literature"

    def __init__(self, together: NDArray[np.int64], *, entities: int) -> None:
        # Slow to import, and needed by who trains or asks alone.
        from scipy.sparse import csr_matrix

        a, b, documents = np.concatenate([together, together[:, [1, 0, 2]]]).T
        scores = (POWER * np.log1p(documents)).astype(np.float32)
        self._scores = csr_matrix((scores, (a, b)), shape=(entities, entities))

    def score(self, heads: Ints, relations: Ints) -> Scores:
        """Return scores (b, entities); see `LinkModel`. They are the same for all relations."""
        scores: Scores = self._scores[heads].toarray()
        return scores
