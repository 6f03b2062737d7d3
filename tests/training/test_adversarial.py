"""Embeddings that are moved against the model."""

# ruff: noqa: E402 - the imports below need what is skipped for above them
import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytestmark = pytest.mark.learn

import torch

from kgbuild.training.adversarial import Adversary
from tests.training.tiny import tiny_tagger

IDS = torch.tensor([[2, 5, 7, 9, 3], [2, 6, 8, 3, 0]])


@pytest.mark.parametrize("frozen", [False, True])
def test_each_window_moves_by_the_length_to_where_the_loss_is_higher(frozen: bool) -> None:
    model = tiny_tagger().eval()
    table = model.get_input_embeddings().weight
    table.requires_grad_(not frozen)
    adversary = Adversary(model, length=2.0)

    def loss(embedded: torch.Tensor) -> torch.Tensor:
        return model(inputs_embeds=embedded).logits.log_softmax(-1)[..., 3].mean().neg()

    embedded = adversary.embed(IDS)
    before = loss(embedded)
    before.backward()
    moved = adversary.move(IDS, embedded)
    lengths = (moved - embedded).detach().norm(dim=(1, 2))
    expected = 2.0 * table.detach().std()
    torch.testing.assert_close(lengths, expected.expand(2))
    assert loss(moved) > before


def test_a_move_needs_a_gradient() -> None:
    adversary = Adversary(tiny_tagger(), length=1.0)
    with pytest.raises(ValueError, match="gradient first"):
        adversary.move(IDS, adversary.embed(IDS))
