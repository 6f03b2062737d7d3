"""What the training loop needs of a model: a loss for each step, and scores."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from kgbuild.links.model import Ints, Scores
from kgbuild.links.neighbours import Neighbours
from kgbuild.links.processes import ALONE, Share
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.triples import Dataset, Directions, Triples


@dataclass(frozen=True)
class Material:
    """What a model is made from: the data set, vectors (entities, d) of names, and who is called alike.

    `context` are the triples that models may look at when they are asked: those of training while there is
    something held out, all when predicting. `share` is what this process has of each step.
    """

    dataset: Dataset
    context: Triples
    vectors: NDArray[np.float32]
    neighbours: Neighbours
    device: torch.device
    share: Share = ALONE

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


class Trainable(Protocol):
    """A model that learns; what it does in a step depends on the seed and the number of the step alone."""

    name: str
    module: torch.nn.Module

    def __init__(self, material: Material, recipe: LinkRecipe) -> None: ...

    def optimizer(self) -> torch.optim.Optimizer:
        """Return the optimizer of the module's parameters."""
        ...

    def loss(self, step: int) -> torch.Tensor:
        """Return the loss of this process's share of the batch of one step, from 1.

        The mean over processes is the loss of the batch, and all touch the same vectors of a table.
        """
        ...

    def score(self, heads: Ints, relations: Ints) -> Scores:
        """Return scores (b, entities); see `LinkModel`."""
        ...
