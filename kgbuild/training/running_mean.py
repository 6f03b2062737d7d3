"""A running mean of a model's weights, which generalises better than the last step's (Izmailov 2018)."""

from collections.abc import Iterable

import torch

EVERY = 8
"""Steps between updates: the mean is hardly another for it, and an update costs a pass over all weights."""


class RunningMean:
    """Exponential mean of parameters every `EVERY` steps; early on it averages over all of them so far."""

    def __init__(self, parameters: Iterable[torch.nn.Parameter], *, decay: float) -> None:
        self._parameters = list(parameters)
        self._decay = decay
        self.values = [parameter.detach().clone() for parameter in self._parameters]

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Take in the weights after `step` (from 1), where it is one of those that count."""
        if step % EVERY:
            return
        updates = step // EVERY
        decay = min(self._decay, updates / (updates + 10))
        torch._foreach_lerp_(self.values, [p.detach() for p in self._parameters], 1 - decay)

    @torch.no_grad()
    def swap(self) -> None:
        """Exchange the mean and the model's weights; calling it twice changes nothing."""
        for value, parameter in zip(self.values, self._parameters, strict=True):
            held = parameter.detach().clone()
            parameter.copy_(value)
            value.copy_(held)
