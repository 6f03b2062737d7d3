"""Take the feed-forward units out of an encoder that do least, so that it is really smaller and faster.

Structured magnitude pruning: a unit counts as the norm of its weights in times that of its weights out, and
every layer loses as many, so that the encoder stays one that its library can build. What remains is then
fine-tuned; prune in the beginning, as here, or give the result of a former training as the encoder.
"""

from typing import Any

import torch

from kgbuild.errors import EncoderError
from kgbuild.training.encoder_depth import layers_of


def prune_units(model: Any, share: float) -> None:
    """Take a share of the feed-forward units out of each layer of the model, in place."""
    for layer in layers_of(model):
        try:
            enter, leave = layer.intermediate.dense, layer.output.dense
        except AttributeError as error:
            raise EncoderError(
                f"the encoder {model.config.model_type} has no feed-forward units where BERT has them; "
                "set pruned_units = 0"
            ) from error
        kept = _strongest(enter, leave, len(enter.weight) - int(share * len(enter.weight)))
        layer.intermediate.dense = _linear(enter.weight[kept], enter.bias[kept])
        layer.output.dense = _linear(leave.weight[:, kept], leave.bias)
        model.config.intermediate_size = len(kept)


def _strongest(enter: torch.nn.Linear, leave: torch.nn.Linear, count: int) -> torch.Tensor:
    """Return the places of the strongest units, rising."""
    strength = enter.weight.norm(dim=1) * leave.weight.norm(dim=0)
    places: torch.Tensor = strength.topk(count).indices.sort().values
    return places


def _linear(weight: torch.Tensor, bias: torch.Tensor) -> torch.nn.Linear:
    out, into = weight.shape
    linear = torch.nn.Linear(into, out, device=weight.device, dtype=weight.dtype)
    with torch.no_grad():
        linear.weight.copy_(weight)
        linear.bias.copy_(bias)
    return linear
