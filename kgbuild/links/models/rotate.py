"""RotatE (Sun 2019): a relation turns each complex number of the head to that of the tail."""

import torch

from kgbuild.links.models.embedding import Distance, EmbeddingModel, halves
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.trainable import Material


class RotatEDecoder(Distance):
    """Scores by minus the squared distance; of a relation's vector, the first half are angles."""

    def scores(self, heads: torch.Tensor, relations: torch.Tensor, tails: torch.Tensor) -> torch.Tensor:
        """Return scores (b, n)."""
        real, imaginary = halves(heads)
        angle, _ = halves(relations)
        cosine, sine = torch.cos(angle), torch.sin(angle)
        turned = torch.cat([real * cosine - imaginary * sine, real * sine + imaginary * cosine], dim=1)
        return self.closeness(turned, tails)


class RotatE(EmbeddingModel):
    """Vectors of half as many complex numbers."""

    def __init__(self, material: Material, recipe: LinkRecipe) -> None:
        super().__init__("rotate", RotatEDecoder(), material, recipe)
