"""Keep layers of an encoder as they are, for the whole training or until their turn comes.

Layers near the input say least about the task. With gradual unfreezing (Howard 2018) the top layers learn
first, and each epoch some more below them, so that a new head does not spoil what the encoder knows.
"""

from typing import Any

import torch

from kgbuild.errors import OptionError
from kgbuild.training.encoder_depth import EMBEDDINGS, depths, layers_of
from kgbuild.training.tagger_recipe import TaggerRecipe


class Freezing:
    """What of a model is trained in which epoch."""

    def __init__(self, model: Any, recipe: TaggerRecipe) -> None:
        self._waiting: list[tuple[int, torch.nn.Parameter]] = []
        if not (recipe.frozen_layers or recipe.freeze_embeddings or recipe.unfreeze_per_epoch):
            return
        count = len(layers_of(model))
        if recipe.frozen_layers > count:
            raise OptionError(f"frozen_layers = {recipe.frozen_layers}, but the encoder has {count} layers")
        depth = depths(model)
        self._per_epoch = recipe.unfreeze_per_epoch
        self._layers = count
        for name, parameter in model.named_parameters():
            place = depth[name]
            if EMBEDDINGS < place <= recipe.frozen_layers or (
                place == EMBEDDINGS and recipe.freeze_embeddings
            ):
                parameter.requires_grad_(False)
            elif self._per_epoch and place <= count:
                self._waiting.append((place, parameter))

    def begin(self, epoch: int) -> None:
        """Let those learn whose turn has come by this epoch, counted from 0; call it before each."""
        for place, parameter in self._waiting:
            parameter.requires_grad_(place > self._layers - self._per_epoch * (epoch + 1))
