"""The path network: targets are cut, the unseen are asked about, and paths are found."""

import numpy as np
import pytest

pytestmark = pytest.mark.learn
torch = pytest.importorskip("torch")

from dataclasses import replace  # noqa: E402

from kgbuild.links.models.paths import Paths, Question  # noqa: E402
from tests.links.graphs import array, mirrored  # noqa: E402
from tests.links.vectors import SMALL, material  # noqa: E402


def test_a_step_depends_on_its_number_alone() -> None:
    dataset = mirrored()
    losses = []
    for first in (1, 3):
        model = Paths(material(dataset), SMALL)
        model.optimizer()
        losses.append([float(model.loss(step).detach()) for step in range(first, 5)])
    assert losses[0][2:] == losses[1]


def test_answers_that_are_asked_for_are_cut() -> None:
    dataset = mirrored()
    model = Paths(material(dataset), SMALL)
    questions = model._any(np.random.default_rng(0))
    cut = {tuple(row) for row in model._cut(questions).tolist()}
    assert cut <= {tuple(row) for row in dataset.train.tolist()}
    assert len(cut) >= len({(q.head, q.relation) for q in questions}) / 2


def test_without_direction_no_edge_leads_back_to_what_is_asked_for() -> None:
    dataset = mirrored()
    # Drugs that share a target interact, as if by the relation INTERACTS_WITH in place of TREATS.
    pairs = array(*((a, 2, b) for a in range(12) for b in range(a + 1, 12) if a % 4 == b % 4))
    train = np.concatenate([dataset.train[dataset.train[:, 1] < 2], pairs])
    vocabulary = replace(
        dataset.vocabulary, relations=("HITS", "INVOLVES", "INTERACTS_WITH"), symmetric=("INTERACTS_WITH",)
    )
    model = Paths(material(replace(dataset, vocabulary=vocabulary, train=train)), SMALL)
    asked = {(h, t) for h, r, t in model._asked.tolist() if r == 2}
    assert asked == {pair for a, _, b in pairs.tolist() for pair in ((a, b), (b, a))}
    assert 5 not in model._asked[:, 1]
    wiring = model._graph.without(model._cut([Question(8, 2, np.array([0, 4]))]))
    # Of three that interact, the one between the two answers is left.
    assert wiring.counts[2, [0, 4, 8]].tolist() == [1, 1, 0]


def test_without_a_triple_its_answer_falls() -> None:
    dataset = mirrored()
    model = Paths(material(dataset), SMALL)
    optimizer = model.optimizer()
    for step in range(1, 61):
        optimizer.zero_grad()
        torch.autograd.backward(model.loss(step))
        optimizer.step()
    # drug 0 hits target 0, through which alone its diseases are found.
    asked = np.array([0]), np.array([2])
    answers = dataset.known[(dataset.known[:, 0] == 0) & (dataset.known[:, 1] == 2), 2]
    whole, without = model.score(*asked)[0], model.score_without(*asked, array((0, 0, 12)))[0]
    others = [e for e in range(16, 28) if e not in answers]
    assert whole[answers].mean() - whole[others].mean() > without[answers].mean() - without[others].mean()


def test_entities_are_isolated_as_often_as_validation_asks_about_unseen_ones() -> None:
    dataset = mirrored()
    unseen = replace(dataset, train=dataset.train[~np.isin(dataset.train, [27]).any(axis=1)])
    unseen = replace(unseen, valid=dataset.known[np.isin(dataset.known[:, [0, 2]], [27]).any(axis=1)])
    share, isolable = Paths(material(unseen), SMALL)._unseen()
    assert share == 0.8
    assert {dataset.vocabulary.kinds[e] for e in isolable} == {"disease"}
    assert Paths(material(dataset), SMALL)._unseen()[0] == SMALL.path_isolated


def test_relations_are_asked_for_as_often_as_validation_has_them() -> None:
    dataset = mirrored()
    # Validation asks for TREATS alone: HITS and INVOLVES are context.
    assert set(dataset.valid[:, 1].tolist()) == {2}
    recipe = replace(SMALL, path_asked="as-validation", path_isolated=1.0)
    model = Paths(material(dataset), recipe)
    random = np.random.default_rng(0)
    for _ in range(10):
        assert {q.relation for q in model._any(random)} <= {2, 5}
        isolated = model._isolate(random)
        # No target treats or is treated, so that none is isolated.
        assert set(isolated.tolist()) <= set(
            dataset.train[dataset.train[:, 1] == 2][:, [0, 2]].ravel().tolist()
        )
        questions = model._about(isolated, random)
        assert {q.relation for q in questions} <= {2, 5}
        assert all(len(q.answers) for q in questions)
    model.optimizer()
    assert float(model.loss(1).detach()) > 0


def test_without_validation_all_are_asked_for() -> None:
    dataset = replace(mirrored(), valid=mirrored().valid[:0])
    model = Paths(material(dataset), replace(SMALL, path_asked="as-validation"))
    assert {q.relation for _ in range(5) for q in model._any(np.random.default_rng(0))} > {2, 5}
