"""The graph convolution: what it keeps between questions is that of its weights."""

from dataclasses import replace

import numpy as np
import pytest

pytestmark = pytest.mark.learn
pytest.importorskip("torch")

from kgbuild.links.models.rgcn import RelationalGraph  # noqa: E402
from tests.links.graphs import mirrored  # noqa: E402
from tests.links.vectors import SMALL, material  # noqa: E402


def test_with_other_weights_it_answers_otherwise() -> None:
    made = material(mirrored())
    model, other = (RelationalGraph(made, replace(SMALL, seed=seed)) for seed in (0, 1))
    asked = np.array([0, 1]), np.array([2, 5])
    assert not np.array_equal(model.score(*asked), other.score(*asked))
    model.module.load_state_dict(other.module.state_dict())
    assert np.array_equal(model.score(*asked), other.score(*asked))
