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
    head = {id(parameter) for parameter in model.classifier.parameters()}
    # Only where it is asked for: not every encoder has layers of its own.
    depth = depths(model) if recipe.layer_decay < 1 else {}
    last = max(depth.values(), default=0)
    groups: dict[tuple[bool, float], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if id(parameter) in head:
            factor = recipe.head_factor
        else:
            factor = recipe.layer_decay ** (last - 1 - depth[name]) if depth else 1.0
        groups.setdefault((parameter.ndim > 1, factor), []).append(parameter)
    return [
        {"params": parameters, "weight_decay": recipe.weight_decay if decays else 0.0, "factor": factor}
        for (decays, factor), parameters in sorted(groups.items(), key=lambda item: item[0])
    ]
