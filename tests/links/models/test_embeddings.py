"""Tables of vectors: scores by the published formulas, and a rule that is learnt."""

from dataclasses import replace

import numpy as np
import pytest

pytestmark = pytest.mark.learn
torch = pytest.importorskip("torch")

from kgbuild.links.evaluation import rank  # noqa: E402
from kgbuild.links.models.complex import ComplExDecoder  # noqa: E402
from kgbuild.links.models.distmult import DistMultDecoder  # noqa: E402
from kgbuild.links.models.rotate import RotatEDecoder  # noqa: E402
from kgbuild.links.models.table import trainable  # noqa: E402
from kgbuild.links.models.transe import TransEDecoder  # noqa: E402
from tests.links.graphs import mirrored  # noqa: E402
from tests.links.vectors import SMALL, material  # noqa: E402

HEADS = torch.tensor([[1.0, 2.0, 0.5, -1.0]])
RELATIONS = torch.tensor([[0.5, 1.0, 2.0, 1.0]])
TAILS = torch.tensor([[1.0, 0.0, 1.0, 2.0], [0.0, 1.0, 0.0, 0.0]])


def test_distmult() -> None:
    # 1·0.5·1 + 0.5·2·1 - 1·1·2 and 2·1·1.
    assert DistMultDecoder().scores(HEADS, RELATIONS, TAILS).tolist() == [[-0.5, 2.0]]


def test_complex_is_the_real_part_of_the_product() -> None:
    h, r, t = (np.array([v[0] + 1j * v[2], v[1] + 1j * v[3]]) for v in (HEADS[0], RELATIONS[0], TAILS[0]))
    wanted = (h * r * np.conj(t)).sum().real
    assert ComplExDecoder().scores(HEADS, RELATIONS, TAILS)[0, 0].item() == pytest.approx(wanted)


def test_transe_is_the_squared_distance() -> None:
    wanted = -float(((HEADS[0] + RELATIONS[0] - TAILS[0]) ** 2).sum())
    assert TransEDecoder().scores(HEADS, RELATIONS, TAILS)[0, 0].item() == pytest.approx(wanted)


def test_rotate_keeps_lengths() -> None:
    h, t = (np.array([v[0] + 1j * v[2], v[1] + 1j * v[3]]) for v in (HEADS[0], TAILS[0]))
    turned = h * np.exp(1j * RELATIONS[0, :2].numpy())
    wanted = -float((np.abs(turned - t) ** 2).sum())
    assert RotatEDecoder().scores(HEADS, RELATIONS, TAILS)[0, 0].item() == pytest.approx(wanted, rel=1e-5)


def test_a_step_in_a_large_graph_is_as_large_as_in_a_small_one() -> None:
    recipe = replace(SMALL, embedding_candidates=40, embedding_batch=8)
    for pairs in (40, 400):
        dataset = mirrored(pairs)
        model = trainable("complex", material(dataset, recipe), recipe)
        torch.autograd.backward(model.loss(1))
        gradient = next(model.module.parameters()).grad
        assert gradient is not None
        touched = set(gradient.coalesce().indices()[0].tolist())
        # What the step asks about competes, whoever else is drawn.
        assert 30 < len(touched) <= 40
        assert {e for row in model._asked[model._batch(1)] for e in row[[0, 2]].tolist()} <= touched


@pytest.mark.parametrize("name", ["transe", "distmult", "complex", "rotate", "rgcn", "paths"])
def test_a_model_learns_the_rule_it_was_shown(name: str) -> None:
    dataset = mirrored()
    model = trainable(name, material(dataset), SMALL)
    before = rank(model, dataset, dataset.train).figures()["mrr"]
    optimizer = model.optimizer()
    for step in range(1, 41):
        optimizer.zero_grad()
        torch.autograd.backward(model.loss(step))
        optimizer.step()
    scores = model.score(np.array([0, 1]), np.array([2, 5]))
    assert scores.shape == (2, len(dataset.vocabulary.entities))
    assert rank(model, dataset, dataset.train).figures()["mrr"] > 1.5 * before


@pytest.mark.parametrize("name", ["transe", "distmult", "complex", "rotate", "rgcn", "paths"])
def test_in_bf16_a_step_is_nearly_the_same(name: str) -> None:
    losses = []
    for bf16 in (False, True):
        model = trainable(name, material(mirrored()), SMALL)
        model.optimizer()
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            loss = model.loss(1)
        torch.autograd.backward(loss)
        assert all(p.grad is None or torch.isfinite(p.grad).all() for p in model.module.parameters())
        losses.append(float(loss.detach()))
    assert losses[1] == pytest.approx(losses[0], rel=0.02)
