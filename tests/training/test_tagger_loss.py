"""The loss: several labels allowed, class weights, focal, teachers."""

# ruff: noqa: E402 - the imports below need what is skipped for above them
import numpy as np
import pytest

pytest.importorskip("torch")
pytestmark = pytest.mark.learn

import torch

from kgbuild.mentions.labels import LABELS
from kgbuild.mentions.windows import Pieces
from kgbuild.training.distillation_recipe import DistillationRecipe
from kgbuild.training.tagger_batches import Labelled
from kgbuild.training.tagger_loss import TaggerLoss, class_weights, open_label_loss, teaching_loss
from kgbuild.training.tagger_recipe import TaggerRecipe

CPU = torch.device("cpu")


def _logits(words: int) -> torch.Tensor:
    return torch.randn(words, 7, generator=torch.Generator().manual_seed(1)).requires_grad_()


def _labelled(allowed: list[list[int]]) -> Labelled:
    empty = np.zeros((0, 2), dtype=np.int32)
    none = np.zeros(0, dtype=np.int64)
    table = np.zeros((len(allowed), len(LABELS)), dtype=np.bool_)
    for word, labels in enumerate(allowed):
        table[word, labels] = True
    return Labelled(Pieces(none, empty, none, empty, none, none, none), table)


LABELS_OF = torch.tensor([0, 3, 6, 1, 1])
ONE = torch.nn.functional.one_hot(LABELS_OF, 7).bool()


def test_with_one_label_allowed_the_loss_is_cross_entropy() -> None:
    logits = _logits(5)
    expected = torch.nn.functional.cross_entropy(logits, LABELS_OF)
    assert open_label_loss(logits, ONE).item() == pytest.approx(expected.item(), rel=1e-5)


def test_with_all_labels_allowed_a_word_costs_nothing() -> None:
    assert open_label_loss(_logits(2), torch.ones(2, 7, dtype=torch.bool)).item() == pytest.approx(
        0, abs=1e-6
    )


def test_with_weights_and_one_label_it_is_weighted_cross_entropy() -> None:
    logits, weights = _logits(5), torch.tensor([0.2, 1.0, 3.0, 2.0, 1.0, 1.0, 4.0])
    expected = torch.nn.functional.cross_entropy(logits, LABELS_OF, weight=weights)
    assert open_label_loss(logits, ONE, weights=weights).item() == pytest.approx(expected.item(), rel=1e-5)


def test_a_word_with_several_labels_weighs_what_is_expected_of_them() -> None:
    logits = torch.log(torch.tensor([[0.6, 0.2, 0.2], [0.5, 0.25, 0.25]]))
    allowed = torch.tensor([[True, True, False], [False, False, True]])
    weights = torch.tensor([1.0, 5.0, 10.0])
    first, second = 0.75 * 1 + 0.25 * 5, 10.0
    expected = (-np.log(0.8) * first - np.log(0.25) * second) / (first + second)
    assert open_label_loss(logits, allowed, weights=weights).item() == pytest.approx(expected, rel=1e-5)


def test_focal_loss_takes_off_what_is_right_already() -> None:
    logits = torch.log(torch.tensor([[0.9, 0.1], [0.3, 0.7]]))
    allowed = torch.tensor([[True, False], [True, False]])
    expected = (0.1**2 * -np.log(0.9) + 0.7**2 * -np.log(0.3)) / 2
    assert open_label_loss(logits, allowed, focal=2.0).item() == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("focal", [0.5, 1.0, 2.0])
def test_gradients_are_finite_where_a_word_costs_nothing(focal: float) -> None:
    logits = _logits(3)
    allowed = torch.tensor([[True] * 7, [True] + [False] * 6, [True, True] + [False] * 5])
    open_label_loss(logits * 100, allowed, weights=torch.arange(1.0, 8.0), focal=focal).backward()
    assert logits.grad is not None
    assert torch.isfinite(logits.grad).all()


def test_class_weights_make_labels_weigh_alike_and_words_one_in_the_mean() -> None:
    unknown = [[0, 5, 6]] * 7
    documents = [_labelled([[0]] * 9 + unknown), _labelled([[1]] * 3 + [[3, 4]] * 2)]
    weights = class_weights(documents, power=1.0)
    counts = np.array([9, 3, 0, 1, 1, 0, 0])
    assert (weights * np.maximum(counts, 1)).sum() == pytest.approx(np.maximum(counts, 1).sum())
    assert weights[1] / weights[0] == pytest.approx(3)
    assert weights[3] == weights[4] == weights[2]
    assert class_weights(documents, power=0.5)[1] / class_weights(documents, power=0.5)[0] == pytest.approx(
        3**0.5
    )


def test_following_a_teacher_is_least_where_both_agree() -> None:
    soft = torch.tensor([[0.7, 0.2, 0.1]])
    same = torch.log(soft) * 2.0
    assert teaching_loss(same, soft, temperature=2.0).item() == pytest.approx(0, abs=1e-6)
    assert teaching_loss(torch.zeros(1, 3), soft, temperature=2.0).item() > 0.1
    assert teaching_loss(torch.zeros(1, 3), torch.zeros(1, 3), temperature=2.0).item() == 0


def test_teachers_share_the_loss_with_the_labels() -> None:
    recipe = TaggerRecipe(distillation=DistillationRecipe(temperature=1.0, weight=0.25))
    logits, soft = _logits(5), torch.full((5, 7), 1 / 7)
    loss = TaggerLoss(recipe, [], CPU)
    hard, taught = open_label_loss(logits, ONE), teaching_loss(logits, soft, temperature=1.0)
    assert loss(logits, ONE, soft).item() == pytest.approx((0.75 * hard + 0.25 * taught).item())
    assert loss(logits, ONE).item() == hard.item()


def test_weights_of_a_recipe_are_counted_in_the_documents() -> None:
    documents = [_labelled([[0]] * 8 + [[1]] * 2)]
    recipe = TaggerRecipe(class_weights=1.0)
    logits, allowed = _logits(5), ONE
    weights = torch.from_numpy(class_weights(documents, power=1.0))
    assert torch.equal(
        TaggerLoss(recipe, documents, CPU)(logits, allowed), open_label_loss(logits, allowed, weights=weights)
    )
