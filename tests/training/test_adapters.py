"""LoRA and AdaLoRA: what is trained, falling ranks, and merging."""

# ruff: noqa: E402 - the imports below need what is skipped for above them
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("peft")
pytestmark = pytest.mark.learn

import torch
from transformers import BertForTokenClassification

from kgbuild.errors import OptionError
from kgbuild.training.adapter_recipe import AdapterRecipe
from kgbuild.training.adapters import Adapters
from tests.training.tiny import tiny_tagger

IDS = torch.tensor([[2, 5, 7, 9, 3]])
LORA = AdapterRecipe(kind="lora", rank=2)
ADALORA = AdapterRecipe(kind="adalora", rank=1, initial_rank=4, prune_from=0.1, prune_until=0.6)


@pytest.mark.parametrize("recipe", [LORA, ADALORA], ids=["lora", "adalora"])
def test_training_adapters_leaves_the_encoder_and_merging_adds_them(
    recipe: AdapterRecipe, tmp_path: Path
) -> None:
    model = tiny_tagger()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    adapters = Adapters(model, recipe, steps=20)
    trained = [name for name, parameter in model.named_parameters() if parameter.requires_grad]
    assert all("lora_" in name or name.startswith("classifier") for name in trained)
    _train(model, adapters, steps=20)
    model.eval()
    adapters.save_merged(tmp_path)
    merged = BertForTokenClassification.from_pretrained(tmp_path).eval()
    assert merged.state_dict().keys() == before.keys()
    changed = {name for name, tensor in merged.state_dict().items() if not torch.equal(tensor, before[name])}
    assert changed <= {
        "classifier.weight",
        "classifier.bias",
        *(f"bert.encoder.layer.{n}.attention.self.{t}.weight" for n in (0, 1) for t in ("query", "value")),
    }
    assert "bert.encoder.layer.1.attention.self.value.weight" in changed
    torch.testing.assert_close(merged(input_ids=IDS).logits, model(input_ids=IDS).logits)


def test_adalora_prunes_ranks_to_the_budget() -> None:
    model = tiny_tagger()
    adapters = Adapters(model, ADALORA, steps=20)
    totals = [sum(adapters.ranks().values()) for _ in _steps(model, adapters, 20)]
    assert totals[1] == 16
    assert sorted(totals, reverse=True) == totals
    assert totals[12:] == [totals[12]] * 8
    assert 0 < totals[-1] <= 4


def test_lora_keeps_its_rank() -> None:
    adapters = Adapters(tiny_tagger(), LORA, steps=20)
    assert set(adapters.ranks().values()) == {2}
    assert len(adapters.ranks()) == 4
    assert adapters.penalty() is None


def test_matrices_that_are_not_orthogonal_cost() -> None:
    model = tiny_tagger()
    adapters = Adapters(model, ADALORA, steps=20)
    penalty = adapters.penalty()
    assert penalty is not None
    assert penalty.item() > 0
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_A" in name or "lora_B" in name:
                parameter.copy_(torch.eye(*parameter.shape))
    assert adapters.penalty() == torch.tensor(0.0)


def test_unknown_targets_and_too_few_steps_are_explained() -> None:
    with pytest.raises(OptionError, match=r"adapters\.targets = colour"):
        Adapters(tiny_tagger(), AdapterRecipe(kind="lora", targets=("colour",)), steps=20)
    with pytest.raises(OptionError, match="1 steps are too few"):
        Adapters(tiny_tagger(), ADALORA, steps=1)


def _steps(model: Any, adapters: Adapters, steps: int) -> Iterator[int]:
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-2)
    for step in range(1, steps + 1):
        optimizer.zero_grad()
        model(input_ids=IDS).logits[..., 1].logsumexp(-1).sum().backward()
        optimizer.step()
        adapters.stepped(step)
        yield step


def _train(model: Any, adapters: Adapters, *, steps: int) -> None:
    for _ in _steps(model, adapters, steps):
        pass
