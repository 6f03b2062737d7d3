"""ComplEx (Trouillon 2016): DistMult with complex numbers, so that a relation need not be symmetric."""

import torch

from kgbuild.links.models.embedding import EmbeddingModel, halves
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.trainable import Material


class ComplExDecoder:
    """Scores by the real part of head times relation times the conjugate of the tail."""

    def scores(self, heads: torch.Tensor, relations: torch.Tensor, tails: torch.Tensor) -> torch.Tensor:
        """Return scores (b, n)."""
        (a, b), (c, d) = halves(heads), halves(relations)
        return torch.cat([a * c - b * d, a * d + b * c], dim=1) @ tails.T

    def sizes(self, vectors: torch.Tensor) -> torch.Tensor:
        """Return moduli."""
        real, imaginary = halves(vectors)
        return torch.sqrt(real.pow(2) + imaginary.pow(2) + 1e-12)


class ComplEx(EmbeddingModel):
    """Vectors of half as many complex numbers."""

    def __init__(self, material: Material, recipe: LinkRecipe) -> None:
        super().__init__("complex", ComplExDecoder(), material, recipe)
