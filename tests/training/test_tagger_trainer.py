"""The parts of a training: loss, mean of weights, early stopping, devices, encoders, missing packages."""

# ruff: noqa: E402 - the imports below need what is skipped for above them
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytestmark = pytest.mark.learn

import numpy as np
import torch
from transformers import BertConfig, BertForTokenClassification

from kgbuild.errors import DeviceError, EncoderError, MissingExtraError
from kgbuild.mentions.labels import LABELS
from kgbuild.mentions.windows import Pieces, load_tokenizer
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.training import extra
from kgbuild.training.device import choose_device
from kgbuild.training.encoder import load_encoder
from kgbuild.training.journal import read_journal
from kgbuild.training.running_mean import EVERY, RunningMean
from kgbuild.training.tagger_batches import Labelled
from kgbuild.training.tagger_recipe import TaggerRecipe
from kgbuild.training.tagger_trainer import TaggerTrainer


def test_the_mean_follows_the_weights_and_swapping_twice_changes_nothing() -> None:
    parameter = torch.nn.Parameter(torch.zeros(3))
    mean = RunningMean([parameter], decay=0.5)
    parameter.data += 1
    mean.update(EVERY - 1)
    assert mean.values[0].tolist() == [0, 0, 0]
    for step in range(EVERY, 40 * EVERY):
        mean.update(step)
    assert mean.values[0].tolist() == pytest.approx([1, 1, 1], abs=1e-4)
    before = mean.values[0].clone()
    parameter.data += 1
    mean.swap()
    assert torch.equal(parameter.data, before)
    mean.swap()
    assert torch.equal(mean.values[0], before)
    assert parameter.tolist() == [2, 2, 2]


@pytest.fixture
def document() -> Labelled:
    ids = np.arange(1000, 1020)
    spans = np.stack((np.arange(20), np.arange(20) + 1), axis=1).astype(np.int32)
    zeros = np.zeros(20, dtype=np.int64)
    pieces = Pieces(ids, spans, np.arange(20), spans, zeros, np.array([0, 20]), zeros)
    allowed = np.zeros((20, len(LABELS)), dtype=np.bool_)
    allowed[:, 0] = True
    return Labelled(pieces, allowed)


def _trainer(recipe: TaggerRecipe, folder: Path) -> TaggerTrainer:
    torch.manual_seed(1)
    config = BertConfig(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, num_labels=7
    )
    tokenizer = load_tokenizer(DEFAULT_TAGGER / "tokenizer.json")
    model = BertForTokenClassification(config)
    return TaggerTrainer(model, tokenizer, recipe, folder, device=torch.device("cpu"))


def _train(trainer: TaggerTrainer, document: Labelled, figures: Iterator[float]) -> dict[str, float]:
    def evaluate(model: Any) -> dict[str, float]:
        return {"f1": next(figures)}

    return trainer.train([document], evaluate, lambda *told: None, encoder="tiny")


def test_training_stops_early_and_keeps_the_best_epoch(document: Labelled, tmp_path: Path) -> None:
    trainer = _trainer(TaggerRecipe(epochs=5, patience=2), tmp_path)
    best = _train(trainer, document, iter([0.1, 0.5, 0.4, 0.5, 0.9]))
    assert best == {"epoch": 2, "step": 2, "f1": 0.5}
    rows = read_journal(tmp_path)
    assert [row["f1"] for row in rows] == [0.1, 0.5, 0.4, 0.5]


def test_the_name_of_the_model_is_no_part_of_the_settings(document: Labelled, tmp_path: Path) -> None:
    recipe = TaggerRecipe(epochs=1)
    best = _train(_trainer(recipe, tmp_path), document, iter([0.3]))
    renamed = _trainer(replace(recipe, name="other", version="2"), tmp_path)
    assert _train(renamed, document, iter([])) == best


def test_unknown_devices_are_explained() -> None:
    assert choose_device("cpu") == torch.device("cpu")
    with pytest.raises(DeviceError, match="--device cpu"):
        choose_device("abacus")


def test_a_folder_without_an_encoder_is_explained(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=str(tmp_path)):
        load_encoder(str(tmp_path), dropout=0.1)


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    extra.require_learn()
    monkeypatch.setattr(extra, "PACKAGES", ("torch", "no_such_package"))
    with pytest.raises(MissingExtraError, match=r"no_such_package.*kgbuild\[learn\]"):
        extra.require_learn()
