"""Balance precision and recall by how readily mentions begin, as F1 on the stopping documents would have it.

A fine-tuned model is too sure of itself, and begins more mentions than is best. One shift for diseases and
symptoms together, since most corpora do not tell them apart, and one for drugs, are taken off the biases of
their begin labels.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from kgbuild.domain.mention import EntityType
from kgbuild.mentions.labels import LABELS, begin
from kgbuild.training.entity_scores import Score, pooled_f1
from kgbuild.training.tagger_batches import Specials
from kgbuild.training.tagger_predictions import Prepared, scores_by_corpus, spans_of, word_logits

GROUPS = ((EntityType.DISEASE, EntityType.SYMPTOM), (EntityType.DRUG,))
SHIFTS = tuple(step / 4 for step in range(-4, 9))
TOLERANCE = 0.002
"""F1 that is given up for a smaller shift: a quarter of what chance makes on two thousand mentions."""


def balance(
    model: Any, documents: Sequence[Prepared], specials: Specials, *, window: int
) -> dict[str, float]:
    """Shift the biases of the model's head for the best F1 on the documents; return the shifts by type.

    The model's last layer must be linear and named `classifier`, as transformers has it.
    """
    logits = [word_logits(model, one.pieces, specials, window=window) for one in documents]
    total = np.zeros(len(LABELS))
    for group in GROUPS:
        labels = [begin(type) for type in group]
        found = {}
        for shift in SHIFTS:
            tried = np.zeros(len(LABELS))
            tried[labels] = shift
            found[shift] = _f1(documents, [one - tried for one in logits], group)
        good = (shift for shift, f1 in found.items() if f1 >= max(found.values()) - TOLERANCE)
        total[labels] = min(good, key=abs)
    with torch.no_grad():
        model.classifier.bias -= torch.tensor(total, dtype=model.classifier.bias.dtype, device=model.device)
    return {str(type): float(total[begin(type)]) for type in EntityType}


def _f1(
    documents: Sequence[Prepared], logits: Sequence[NDArray[np.floating]], group: Sequence[EntityType]
) -> float:
    """Return F1 over all mentions of the group's types."""
    pairs = zip(documents, logits, strict=True)
    answered = [(one.annotated, spans_of(one.pieces, scores)) for one, scores in pairs]
    nothing = Score(0, 0, 0)
    by_corpus = scores_by_corpus(answered).values()
    return pooled_f1(by_type.get(type, nothing) for by_type in by_corpus for type in group)
