"""What a tagger's answers cost: where several labels are allowed, where labels are rare, or have teachers."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from kgbuild.mentions.labels import OUTSIDE
from kgbuild.training.tagger_batches import Labelled
from kgbuild.training.tagger_recipe import TaggerRecipe

CERTAIN = 1e-6
"""Probability of being wrong from which the focal loss takes a word for right."""


class TaggerLoss:
    """The loss of a recipe, with class weights counted in the documents."""

    def __init__(self, recipe: TaggerRecipe, documents: Sequence[Labelled], device: torch.device) -> None:
        self._focal = recipe.focal
        self._weights: torch.Tensor | None = None
        if recipe.class_weights:
            weights = class_weights(documents, power=recipe.class_weights)
            self._weights = torch.from_numpy(weights).to(device)
        self._distillation = recipe.distillation

    def __call__(
        self, logits: torch.Tensor, allowed: torch.Tensor, soft: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return the mean over words of logits (words, labels); `soft` are the teachers' probabilities."""
        loss = open_label_loss(logits, allowed, weights=self._weights, focal=self._focal)
        if soft is None:
            return loss
        settings = self._distillation
        taught = teaching_loss(logits, soft, temperature=settings.temperature)
        return (1 - settings.weight) * loss + settings.weight * taught


def open_label_loss(
    logits: torch.Tensor, allowed: torch.Tensor, *, weights: torch.Tensor | None = None, focal: float = 0.0
) -> torch.Tensor:
    """Return the mean of -log of the probability of the allowed labels together.

    With one label allowed this is cross-entropy; with all of them a word costs nothing. With `weights`
    (labels,) the mean is weighted; a word with several labels has the weight that is expected of them, as
    the model now sees them. `focal` is the exponent by which words that are right already count less
    (Lin 2017).
    """
    those = logits.masked_fill(~allowed, -torch.inf)
    costs = logits.logsumexp(dim=-1) - those.logsumexp(dim=-1)
    if focal:
        # -expm1 is 1 - p. At zero a power below 1 has no slope, and rounding may lead below.
        costs = costs * (-torch.expm1(-costs)).clamp(min=CERTAIN) ** focal
    if weights is None:
        return costs.mean()
    each = those.detach().softmax(dim=-1) @ weights
    return (costs * each).sum() / each.sum()


def teaching_loss(logits: torch.Tensor, soft: torch.Tensor, *, temperature: float) -> torch.Tensor:
    """Return the mean divergence from the teachers' probabilities at a temperature (Hinton 2015).

    Times its square, so that gradients stay as large at any temperature. A word whose row is zero has no
    teacher.
    """
    own = (logits / temperature).log_softmax(dim=-1)
    costs = (torch.xlogy(soft, soft) - soft * own).sum(dim=-1)
    return costs.mean() * temperature**2


def class_weights(documents: Sequence[Labelled], *, power: float) -> NDArray[np.float32]:
    """Return the inverse of each label's share of words to a power, so scaled that words weigh 1 in the mean.

    A word of a mention whose type is open counts as a part of each; one that may be of a mention or of none,
    since nobody looked, does not count. With power 1 all labels weigh the same together; 0.5 is a mean
    course. A label that never occurs has the weight of one that occurs once.
    """
    counts = np.maximum(sum(_label_counts(one.allowed) for one in documents), 1.0)
    weights = (counts.sum() / counts) ** power
    weights *= counts.sum() / (weights * counts).sum()
    return np.asarray(weights, dtype=np.float32)


def _label_counts(allowed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return how many words have each label."""
    choices = allowed.sum(axis=1)
    known = allowed[(choices == 1) | ~allowed[:, OUTSIDE]]
    return np.asarray((known / known.sum(axis=1, keepdims=True)).sum(axis=0), dtype=np.float64)
