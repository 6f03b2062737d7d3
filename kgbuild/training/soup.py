"""Average the weights of models that were fine-tuned from one start (Wortsman 2022)."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import torch


def uniform_soup(folders: Sequence[Path]) -> dict[str, torch.Tensor]:
    """Return the mean of the weights in `model.safetensors` of the folders, by name."""
    from safetensors.torch import load_file

    return mean_weights(load_file(folder / "model.safetensors") for folder in folders)


def mean_weights(models: Iterable[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Return the mean of each tensor, of one model after another, so that two are in memory at most."""
    total: dict[str, torch.Tensor] = {}
    count = 0
    for weights in models:
        count += 1
        for name, tensor in weights.items():
            total[name] = total[name] + tensor.double() if name in total else tensor.double()
    return {name: (tensor / count).float() for name, tensor in total.items()}
