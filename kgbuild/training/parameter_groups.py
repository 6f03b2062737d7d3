"""Sort a tagger's parameters into groups that an optimizer treats alike."""

from typing import Any

import torch

from kgbuild.training.encoder_depth import depths
from kgbuild.training.tagger_recipe import TaggerRecipe


def parameter_groups(model: Any, recipe: TaggerRecipe) -> list[dict[str, Any]]:
    """Return groups with their `weight_decay` and the `factor` of their learning rate.

    Biases and norms do not decay; the new head learns faster; with `layer_decay` each layer learns so many
    times as fast as the one above it (Howard 2018), embeddings as if they were the lowest. Parameters that
    are not trained are left out.
    """
    depth = depths(model)
    head = max(depth.values())
    groups: dict[tuple[bool, int], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        place = depth[name] if depth[name] == head or recipe.layer_decay < 1 else 0
        groups.setdefault((parameter.ndim > 1, place), []).append(parameter)

    def factor(place: int) -> float:
        if place == head:
            return recipe.head_factor
        return recipe.layer_decay ** (head - 1 - place) if recipe.layer_decay < 1 else 1.0

    return [
        {
            "params": parameters,
            "weight_decay": recipe.weight_decay if decays else 0.0,
            "factor": factor(place),
        }
        for (decays, place), parameters in sorted(groups.items(), key=lambda item: item[0])
    ]
