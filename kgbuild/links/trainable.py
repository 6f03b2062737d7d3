"""What the training loop needs of a model: a loss for each step, and scores."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from kgbuild.links.model import Ints, Scores
from kgbuild.links.neighbours import Neighbours, find_neighbours
from kgbuild.links.processes import ALONE, Share
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.spelling import by_spelling
from kgbuild.links.triples import Dataset, Directions, Triples

Told = Callable[[int, int], None]
"""Told how much is done, of how much."""

CHOSEN = "chosen"
"""Name of the weights of a solvable model that were chosen on a validation part, and hold for any graph."""


@dataclass(frozen=True)
class Material:
    """What a model is made from: the data set, vectors (entities, d) of names, and who is called alike.

    `neighbours` are by what names mean, `spelt` by how they are spelt: found when they are first asked for.
    `context` are the triples that models may look at when they are asked: those of training while there is
    something held out, all when predicting. `share` is what this process has of each step.
    """

    dataset: Dataset
    context: Triples
    vectors: NDArray[np.float32]
    neighbours: Neighbours
    device: torch.device
    share: Share = ALONE

    @cached_property
    def spelt(self) -> Neighbours:
        """Who is spelt alike, so many of each entity as in `neighbours`."""
        vocabulary = self.dataset.vocabulary
        count = self.neighbours.nearest.shape[1]
        return find_neighbours(
            by_spelling(vocabulary.names), vocabulary.kinds, self.dataset.degrees > 0, count=count
        )

    @property
    def entities(self) -> int:
        """Number of entities."""
        return len(self.dataset.vocabulary.entities)

    @property
    def relations(self) -> int:
        """Number of relations, directions not counted."""
        return len(self.dataset.vocabulary.relations)

    @property
    def directions(self) -> Directions:
        """How questions about the relations are numbered."""
        return self.dataset.vocabulary.directions


class Weighted(Protocol):
    """A model whose weights are a file beside it."""

    name: str
    module: torch.nn.Module

    def __init__(self, material: Material, recipe: LinkRecipe) -> None: ...

    def score(self, heads: Ints, relations: Ints) -> Scores:
        """Return scores (b, entities); see `LinkModel`."""
        ...


class Solvable(Weighted, Protocol):
    """A model whose weights have a closed form."""

    def solve(self, progress: Told) -> None:
        """Find the weights, from the triples to learn from; they depend on the seed alone.

        The weight `CHOSEN` is found where it is all 0, and stays as it is where it was set before.
        """
        ...


class Trainable(Weighted, Protocol):
    """A model that learns; what it does in a step depends on the seed and the number of the step alone."""

    def optimizer(self) -> torch.optim.Optimizer:
        """Return the optimizer of the module's parameters."""
        ...

    def loss(self, step: int) -> torch.Tensor:
        """Return the loss of this process's share of the batch of one step, from 1.

        The mean over processes is the loss of the batch, and all touch the same vectors of a table.
        """
        ...
