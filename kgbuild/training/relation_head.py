"""The relation head in torch, for training: the same sums as `kgbuild.relations.head.RelationHead`."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from kgbuild.relations.candidates import PREDICATES
from kgbuild.relations.reading import FACTS, REACH, WORD_BUCKETS

KINDS = 3


@dataclass(frozen=True, slots=True)
class PairBatch:
    """Pairs (p) over pieces (n): `rows` (p, longest) are the pieces of each pair's sentence, padded where not
    `mask`; `from_subject`, `from_object` (p, longest) distances; `subject`, `object` (p, n) weights of the
    pieces in each argument, adding up to 1."""

    states: torch.Tensor
    words: torch.Tensor
    bigrams: torch.Tensor
    kinds: torch.Tensor
    rows: torch.Tensor
    mask: torch.Tensor
    from_subject: torch.Tensor
    from_object: torch.Tensor
    subject: torch.Tensor
    object: torch.Tensor
    facts: torch.Tensor


class TrainableHead(nn.Module):
    """Computes what `RelationHead` says; dropout is added on pieces and on the hidden layer's inputs."""

    def __init__(
        self, *, hidden: int, width: int, heads: int, argument: int, units: int, dropout: float
    ) -> None:
        super().__init__()
        inputs = width * (heads + 1) + 2 * argument + FACTS
        shapes = {
            "project": (hidden, width),
            "words": (WORD_BUCKETS, width),
            "bigrams": (WORD_BUCKETS, width),
            "kinds": (KINDS, width),
            "from_subject": (2 * REACH + 1, width),
            "from_object": (2 * REACH + 1, width),
            "attention": (width, heads),
            "subject": (hidden, argument),
            "object": (hidden, argument),
            "hidden": (inputs, units),
            "answer": (units, len(PREDICATES) + 1),
        }
        dense = {"project", "attention", "subject", "object", "hidden", "answer"}
        self.weights = nn.ParameterDict()
        for name, shape in shapes.items():
            spread = shape[0] ** -0.5 if name in dense else 0.05
            self.weights[name] = nn.Parameter(torch.randn(shape) * spread)
        self.weights["hidden_bias"] = nn.Parameter(torch.zeros(units))
        self.weights["answer_bias"] = nn.Parameter(torch.zeros(len(PREDICATES) + 1))
        self.dropout = nn.Dropout(dropout)

    def forward(self, batch: PairBatch) -> torch.Tensor:
        """Return the logits (p, answers)."""
        w = self.weights
        words = self.dropout(w["words"][batch.words] + w["bigrams"][batch.bigrams])
        pieces = self.dropout(batch.states @ w["project"]) + words + w["kinds"][batch.kinds]
        u = pieces[batch.rows] + w["from_subject"][batch.from_subject] + w["from_object"][batch.from_object]
        u = torch.relu(u)
        scores = (u @ w["attention"]).masked_fill(~batch.mask[..., None], -torch.inf)
        shares = torch.softmax(scores, dim=1)
        pooled = torch.einsum("plw,plh->phw", u, shares).flatten(1)
        # What is padded must not win: u is never negative, and no sentence is empty.
        highest = u.masked_fill(~batch.mask[..., None], 0.0).amax(dim=1)
        arguments = [
            (batch.subject @ batch.states) @ w["subject"],
            (batch.object @ batch.states) @ w["object"],
        ]
        seen = torch.cat((pooled, highest, *arguments, batch.facts), dim=1)
        units = torch.relu(self.dropout(seen) @ w["hidden"] + w["hidden_bias"])
        logits: torch.Tensor = self.dropout(units) @ w["answer"] + w["answer_bias"]
        return logits

    def arrays(self) -> Mapping[str, NDArray[np.float16]]:
        """Return the weights by name, as they are kept."""
        return {name: value.detach().numpy().astype(np.float16) for name, value in self.weights.items()}
