"""TransE (Bordes 2013): a relation moves the head to where the tail is."""

import torch

from kgbuild.links.models.embedding import Distance, EmbeddingModel
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.trainable import Material


class TransEDecoder(Distance):
    """Scores by minus the squared distance."""

    def scores(self, heads: torch.Tensor, relations: torch.Tensor, tails: torch.Tensor) -> torch.Tensor:
        """Return scores (b, n)."""
        return self.closeness(heads + relations, tails)


class TransE(EmbeddingModel):
    """Vectors of real numbers."""

    def __init__(self, material: Material, recipe: LinkRecipe) -> None:
        super().__init__("transe", TransEDecoder(), material, recipe)
