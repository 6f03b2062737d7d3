"""Tell how deep in a token classifier a parameter lies: embeddings, layers of the encoder, head."""

from typing import Any

import torch

from kgbuild.errors import EncoderError

EMBEDDINGS = 0
"""Depth of the embeddings; layers have 1 and up, the head one more than the last layer."""


def layers_of(model: Any) -> list[Any]:
    """Return the layers of the model's encoder, from the input on."""
    count = model.config.num_hidden_layers
    for module in model.modules():
        if isinstance(module, torch.nn.ModuleList) and len(module) == count:
            return list(module)
    raise EncoderError(f"the encoder {model.config.model_type} has no list of layers; take a BERT-like one")


def depths(model: Any) -> dict[str, int]:
    """Return the depth of each parameter by its name."""
    layers = layers_of(model)
    places = {id(p): depth for depth, layer in enumerate(layers, 1) for p in layer.parameters()}
    head = {id(p) for p in model.classifier.parameters()}
    return {
        name: len(layers) + 1 if id(parameter) in head else places.get(id(parameter), EMBEDDINGS)
        for name, parameter in model.named_parameters()
    }
