"""Move word embeddings in the direction that hurts most, and learn to bear it (FGM; Miyato 2017)."""

from typing import Any

import torch


class Adversary:
    """Makes embeddings of batches, plain and moved by `length` against the model.

    Miyato scales embeddings to unit variance so that a length means the same for all; here the length is
    scaled by the embeddings' standard deviation instead.
    """

    def __init__(self, model: Any, *, length: float) -> None:
        self._table = model.get_input_embeddings()
        self._length = length * float(self._table.weight.detach().std())

    def embed(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the embeddings (windows, pieces, hidden) of ids, whose gradient will be kept."""
        embeddings: torch.Tensor = self._table(ids)
        if not embeddings.requires_grad:
            embeddings.requires_grad_(True)
        embeddings.retain_grad()
        return embeddings

    def move(self, ids: torch.Tensor, embedded: torch.Tensor) -> torch.Tensor:
        """Return the embeddings of ids, each window moved along its gradient in `embedded`."""
        if embedded.grad is None:
            raise ValueError("take the gradient first: embedded has none")
        gradient = embedded.grad
        size = gradient.norm(dim=(1, 2), keepdim=True).clamp(min=torch.finfo(gradient.dtype).tiny)
        moved: torch.Tensor = self._table(ids) + self._length * gradient / size
        return moved
