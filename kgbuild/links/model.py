"""What a link predictor is: it scores all entities as answers to a query."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kgbuild.links.triples import Triples

Ints = NDArray[np.int64]
Scores = NDArray[np.float32]


class LinkModel(Protocol):
    """A predictor that is ready to use; it never sees the answers it is asked for."""

    @property
    def name(self) -> str:
        """What tables call it."""
        ...

    def score(self, heads: Ints, relations: Ints) -> Scores:
        """Return the score (b, entities) of every entity as tail of each query (b,); higher is likelier.

        Relations from the number of relations on ask for subjects: see `kgbuild.links.triples`.
        """
        ...


class Rewired(Protocol):
    """A predictor that can answer as if some edges were not in the graph."""

    def score_without(self, heads: Ints, relations: Ints, dropped: Triples) -> Scores:
        """Return what `score` would, with the edges `dropped` (n, 3) cut."""
        ...
