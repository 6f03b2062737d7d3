"""DistMult (Yang 2015): the sum of the products of head, relation and tail."""

import torch

from kgbuild.links.models.embedding import EmbeddingModel
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.trainable import Material


class DistMultDecoder:
    """Scores by a product of three."""

    def scores(self, heads: torch.Tensor, relations: torch.Tensor, tails: torch.Tensor) -> torch.Tensor:
        """Return scores (b, n)."""
        return (heads * relations) @ tails.T

    def sizes(self, vectors: torch.Tensor) -> torch.Tensor:
        """Return absolute values."""
        return vectors.abs()


class DistMult(EmbeddingModel):
    """Vectors of real numbers."""

    def __init__(self, material: Material, recipe: LinkRecipe) -> None:
        super().__init__("distmult", DistMultDecoder(), material, recipe)
