"""Groups of parameters, depth in the encoder, freezing and pruning."""

# ruff: noqa: E402 - the imports below need what is skipped for above them
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")
pytestmark = pytest.mark.learn

import torch

from kgbuild.errors import EncoderError, OptionError
from kgbuild.mentions.labels import LABELS
from kgbuild.mentions.tagger import Tagger
from kgbuild.training.dequantise import torch_model
from kgbuild.training.encoder_depth import depths
from kgbuild.training.freezing import Freezing
from kgbuild.training.onnx_export import TaggerFacts, export_tagger
from kgbuild.training.parameter_groups import parameter_groups
from kgbuild.training.pruning import prune_units
from kgbuild.training.tagger_recipe import TaggerRecipe
from tests.training.tiny import tiny_tagger, tiny_tokenizer


def _trained(model: Any) -> set[str]:
    """Return which parts of the model are trained."""
    names = (name for name, parameter in model.named_parameters() if parameter.requires_grad)
    return {".".join(name.split(".")[1:4] if ".layer." in name else name.split(".")[:2]) for name in names}


def test_depth_counts_from_the_embeddings_to_the_head() -> None:
    depth = depths(tiny_tagger())
    assert depth["bert.embeddings.LayerNorm.weight"] == 0
    assert depth["bert.encoder.layer.0.attention.self.query.bias"] == 1
    assert depth["bert.encoder.layer.1.output.dense.weight"] == 2
    assert depth["classifier.bias"] == 3


def test_biases_and_norms_do_not_decay_and_the_head_is_faster() -> None:
    model = tiny_tagger()
    groups = parameter_groups(model, TaggerRecipe(weight_decay=0.1, head_factor=3.0))
    assert [(g["weight_decay"], g["factor"]) for g in groups] == [
        (0.0, 1.0),
        (0.0, 3.0),
        (0.1, 1.0),
        (0.1, 3.0),
    ]
    assert all((p.ndim > 1) == (g["weight_decay"] > 0) for g in groups for p in g["params"])
    assert sum(len(g["params"]) for g in groups) == len(list(model.parameters()))


def test_lower_layers_learn_slower() -> None:
    model = tiny_tagger()
    groups = parameter_groups(model, TaggerRecipe(layer_decay=0.5, head_factor=3.0))
    factors = {id(p): g["factor"] for g in groups for p in g["params"]}
    found = {name: factors[id(p)] for name, p in model.named_parameters()}
    assert found["classifier.weight"] == 3.0
    assert found["bert.encoder.layer.1.output.dense.bias"] == 1.0
    assert found["bert.encoder.layer.0.output.dense.weight"] == 0.5
    assert found["bert.embeddings.word_embeddings.weight"] == 0.25


def test_frozen_parts_are_in_no_group() -> None:
    model = tiny_tagger()
    recipe = TaggerRecipe(frozen_layers=1, freeze_embeddings=True)
    Freezing(model, recipe).begin(0)
    assert _trained(model) == {"encoder.layer.1", "classifier.weight", "classifier.bias"}
    count = sum(len(group["params"]) for group in parameter_groups(model, recipe))
    assert count == sum(parameter.requires_grad for parameter in model.parameters())


def test_layers_unfreeze_from_the_top_and_embeddings_last() -> None:
    model = tiny_tagger()
    freezing = Freezing(model, TaggerRecipe(unfreeze_per_epoch=1))
    head = {"classifier.weight", "classifier.bias"}
    freezing.begin(0)
    assert _trained(model) == {"encoder.layer.1", *head}
    freezing.begin(1)
    assert _trained(model) == {"encoder.layer.0", "encoder.layer.1", *head}
    freezing.begin(2)
    assert _trained(model) == {"bert.embeddings", "encoder.layer.0", "encoder.layer.1", *head}


def test_more_frozen_layers_than_there_are_is_refused() -> None:
    with pytest.raises(OptionError, match="frozen_layers = 3, but the encoder has 2 layers"):
        Freezing(tiny_tagger(), TaggerRecipe(frozen_layers=3))


def test_the_weakest_units_go_and_the_others_do_as_before() -> None:
    model = tiny_tagger().eval()
    weak = torch.arange(0, 64, 2)
    with torch.no_grad():
        for layer in model.bert.encoder.layer:
            layer.output.dense.weight[:, weak] = 0.0
    ids = torch.tensor([[2, 5, 7, 3]])
    before = model(input_ids=ids).logits
    prune_units(model, 0.5)
    assert model.config.intermediate_size == 32
    assert model.bert.encoder.layer[0].intermediate.dense.weight.shape == (32, 32)
    torch.testing.assert_close(model(input_ids=ids).logits, before)


def test_a_pruned_model_is_exported_smaller(tmp_path: Path) -> None:
    sizes = {}
    for share in (0.0, 0.75):
        model = tiny_tagger()
        with torch.no_grad():
            for parameter in model.parameters():
                # New norms are all alike, and the export keeps one of those.
                parameter.add_(0.01 * torch.randn_like(parameter))
        prune_units(model, share)
        folder = tmp_path / str(share)
        export_tagger(model, tiny_tokenizer(), TaggerFacts("t", "1", "tiny", 32, LABELS), folder)
        sizes[share] = (folder / "model.onnx").stat().st_size
        rebuilt, _ = torch_model(folder)
        assert rebuilt.config.intermediate_size == 64 * (1 - share)
        Tagger.load(folder)
    # Two layers lose 48 of 64 units, each of 32 weights in and as many out, at one byte.
    assert sizes[0.0] - sizes[0.75] >= 2 * 48 * 64


def test_an_encoder_of_another_build_is_not_pruned() -> None:
    model = tiny_tagger()
    del model.bert.encoder.layer[0].intermediate
    with pytest.raises(EncoderError, match="pruned_units = 0"):
        prune_units(model, 0.5)


def test_only_what_needs_layers_asks_for_them() -> None:
    model = tiny_tagger()
    # As ALBERT says 12, and has one that it goes through 12 times.
    model.config.num_hidden_layers = 12
    Freezing(model, TaggerRecipe())
    parameter_groups(model, TaggerRecipe())
    with pytest.raises(EncoderError, match="no list of layers"):
        Freezing(model, TaggerRecipe(frozen_layers=1))
    with pytest.raises(EncoderError, match="no list of layers"):
        parameter_groups(model, TaggerRecipe(layer_decay=0.9))
