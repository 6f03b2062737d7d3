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
    dataset, recipe = mirrored(24), replace(SMALL, path_steps=300, path_spelt=1)
    made = material(dataset, recipe)
    model = Paths(made, recipe)
    optimizer = model.optimizer()
    for step in range(1, 301):
        take_step(model, optimizer, step, seed=0)
    shapes = ((1,), (len(BUCKETS), 1), (6, 1), (6,))
    weights = Weights(*(np.zeros(shape) for shape in shapes))
    facts = LinkFacts("run", dataset.build, recipe, weights, {}, {})
    return Predictor(facts, made, Blend({Paths.name: model}, weights, dataset.degrees))


def test_the_best_path_costs_more_than_random_ones(predictor: Predictor) -> None:
    found = measure_fidelity(predictor, questions=12)
    assert found.questions == 12
    assert found.drop > 1.5 * found.random_drop
    # Another path may do as well, and then cutting the best one costs less than cutting others.
    assert found.larger >= 2 / 3


def test_without_a_test_part_there_is_nothing_to_tell(predictor: Predictor) -> None:
    dataset = predictor.material.dataset
    nothing = replace(predictor.material, dataset=replace(dataset, test=dataset.test[:0]))
    none = measure_fidelity(replace(predictor, material=nothing), questions=3)
    assert (none.questions, none.drop, none.larger) == (0, 0.0, 0.0)
