"""From scores to probabilities, worked out by hand where that can be."""

import numpy as np
import pytest

from kgbuild.links.calibration import Judged, errors, fit_maps, judge, probability, shares
from tests.links.graphs import Fixed, clinic


def test_shares_leave_out_what_is_known_or_does_not_fit() -> None:
    scores = np.log(np.array([4.0, 3.0, 1.0, 8.0], np.float32))
    allowed = np.array([True, True, True, False])
    assert shares(scores, np.array([0]), allowed).tolist() == pytest.approx([0, 0.75, 0.25, 0])
    assert shares(scores, np.array([0, 1, 2]), allowed).tolist() == [0, 0, 0, 0]


def test_judged_are_candidates_that_training_does_not_know() -> None:
    dataset = clinic()
    judged = judge(Fixed(0.5, 0.4, 0.3, 0.2, 0.9), dataset, dataset.test)
    # ibuprofen TREATS ?: migraine, fever (right). ? TREATS fever: ibuprofen (right); aspirin is known.
    assert judged.right.tolist() == [0.0, 1.0, 1.0]
    assert judged.question.tolist() == [0, 0, 1]
    assert judged.share[2] == 1.0


def test_probabilities_of_calibrated_shares_are_nearly_right() -> None:
    random = np.random.default_rng(0)
    share = random.random(4000)
    right = (random.random(4000) < share**2).astype(float)
    judged = Judged(np.arange(4000) % 2, np.arange(4000), share, right)
    maps = fit_maps(judged, ("TREATS", "CAUSES"))
    assert set(maps) == {"TREATS", "CAUSES", "all"}
    assert probability(maps, "TREATS", np.array([0.7]))[0] == pytest.approx(0.49, abs=0.06)
    assert errors(maps, judged, ("TREATS", "CAUSES"))["all"] < 0.02


def test_a_rare_relation_takes_the_map_of_all() -> None:
    judged = Judged(
        np.zeros(200, dtype=np.int64), np.arange(200), np.linspace(0, 1, 200), np.arange(200) % 2.0
    )
    maps = fit_maps(judged, ("TREATS", "CAUSES"))
    assert "CAUSES" not in maps
    assert probability(maps, "CAUSES", np.array([0.5])) == pytest.approx(
        probability(maps, "all", np.array([0.5]))
    )
