"""Explanations of a network that has learnt a rule name what it leans on."""

import numpy as np
import pytest

pytestmark = pytest.mark.learn
torch = pytest.importorskip("torch")

from dataclasses import replace  # noqa: E402

from kgbuild.links.blending import Blend, Weights  # noqa: E402
from kgbuild.links.evaluation import BUCKETS  # noqa: E402
from kgbuild.links.fidelity import measure_fidelity  # noqa: E402
from kgbuild.links.fit import take_step  # noqa: E402
from kgbuild.links.model_folder import LinkFacts, Predictor  # noqa: E402
from kgbuild.links.models.paths import Paths  # noqa: E402
from tests.links.graphs import mirrored  # noqa: E402
from tests.links.vectors import SMALL, material  # noqa: E402


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    dataset = mirrored()
    made = material(dataset)
    model = Paths(made, SMALL)
    optimizer = model.optimizer()
    for step in range(1, 61):
        take_step(model, optimizer, step, seed=0)
    shapes = ((1,), (len(BUCKETS), 1), (6, 1), (6,))
    weights = Weights(*(np.zeros(shape) for shape in shapes))
    facts = LinkFacts("run", dataset.build, SMALL, weights, {}, {})
    return Predictor(facts, made, Blend({Paths.name: model}, weights, dataset.degrees))


def test_the_best_path_costs_more_than_random_ones(predictor: Predictor) -> None:
    found = measure_fidelity(predictor, questions=6)
    assert found.questions == 6
    assert found.drop > found.random_drop
    assert found.larger >= 0.8


def test_without_a_test_part_there_is_nothing_to_tell(predictor: Predictor) -> None:
    dataset = predictor.material.dataset
    nothing = replace(predictor.material, dataset=replace(dataset, test=dataset.test[:0]))
    none = measure_fidelity(replace(predictor, material=nothing), questions=3)
    assert (none.questions, none.drop, none.larger) == (0, 0.0, 0.0)
