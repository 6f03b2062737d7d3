"""Balancing a model that begins too many mentions, and one that needs none."""

# ruff: noqa: E402 - the imports below need what is skipped for above them
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("torch")
pytestmark = pytest.mark.learn

import numpy as np
import torch

from kgbuild.domain.document import Document
from kgbuild.domain.mention import EntityType
from kgbuild.domain.span import Span
from kgbuild.mentions.labels import LABELS, begin
from kgbuild.mentions.windows import Pieces
from kgbuild.training.balance import balance
from kgbuild.training.corpora import AnnotatedDocument, Gold
from kgbuild.training.tagger_batches import Specials
from kgbuild.training.tagger_predictions import Prepared

DISEASE, SYMPTOM, DRUG = EntityType
DISEASE_WORD, DOUBTFUL_WORD, DRUG_WORD, OTHER_WORD = 10, 11, 12, 13


class WordModel(torch.nn.Module):
    """A model whose logits depend on the word alone."""

    def __init__(self) -> None:
        super().__init__()
        self.classifier = torch.nn.Linear(20, len(LABELS))
        self.device = torch.device("cpu")
        with torch.no_grad():
            self.classifier.weight.zero_()
            self.classifier.bias.zero_()
            self.classifier.weight[begin(DISEASE), DISEASE_WORD] = 5
            self.classifier.weight[begin(DISEASE), DOUBTFUL_WORD] = 0.6
            self.classifier.weight[begin(DRUG), DRUG_WORD] = 5
            self.classifier.weight[0, OTHER_WORD] = 5

    def forward(self, input_ids: torch.Tensor) -> Any:
        return SimpleNamespace(logits=self.classifier(torch.nn.functional.one_hot(input_ids, 20).float()))


def _prepared(*words: int, gold: dict[int, EntityType]) -> Prepared:
    count = len(words)
    spans = np.stack((np.arange(count) * 2, np.arange(count) * 2 + 1), axis=1).astype(np.int32)
    homes = np.zeros(count, dtype=np.int64)
    pieces = Pieces(np.array(words), spans, np.arange(count), spans, homes, np.array([0, count]), homes)
    document = Document(id="PMID:1", text="x " * count, title="", sections=())
    found = tuple(Gold(Span(2 * word, 2 * word + 1), frozenset({type})) for word, type in gold.items())
    return Prepared(AnnotatedDocument("bc5cdr", document, found), pieces)


def test_a_type_that_begins_too_readily_is_held_back() -> None:
    model = WordModel()
    one = _prepared(DISEASE_WORD, DOUBTFUL_WORD, DRUG_WORD, OTHER_WORD, gold={0: DISEASE, 2: DRUG})
    shifts = balance(model, [one], Specials(1, 2, 0), window=32)
    assert shifts == {"Disease": 0.75, "Symptom": 0.75, "Drug": 0.0}
    bias = model.classifier.bias
    assert bias[begin(DISEASE)].item() == bias[begin(SYMPTOM)].item() == -0.75
    assert bias[begin(DRUG)].item() == bias[0].item() == 0.0


def test_a_balanced_model_stays_as_it_is() -> None:
    model = WordModel()
    one = _prepared(DISEASE_WORD, DOUBTFUL_WORD, DRUG_WORD, gold={0: DISEASE, 1: DISEASE, 2: DRUG})
    assert set(balance(model, [one], Specials(1, 2, 0), window=32).values()) == {0.0}
    assert not model.classifier.bias.any()
