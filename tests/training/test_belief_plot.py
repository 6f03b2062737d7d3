"""A diagram of how many relations of each belief are right."""

from pathlib import Path

import pytest

from kgbuild.errors import OutputFileError
from kgbuild.training.calibration import Calibrated

pytest.importorskip("matplotlib")

FOUND = Calibrated((0.2, 0.25, 0.7), None, (False, True, True))


def test_beliefs_are_put_into_bins() -> None:
    bins = FOUND.as_bins()
    assert bins["bins"] == [
        {"mentions": 2, "score": 0.225, "right": 0.5},
        {"mentions": 1, "score": 0.7, "right": 1.0},
    ]
    assert bins["ece"] == pytest.approx((2 * 0.275 + 0.3) / 3, abs=1e-4)


def test_a_diagram_is_written_for_several_sets_and_for_none(tmp_path: Path) -> None:
    from kgbuild.training.belief_plot import draw_beliefs

    for name, sets in (("two.png", {"a": FOUND.as_bins(), "b": FOUND.as_bins()}), ("none.svg", {})):
        draw_beliefs(sets, tmp_path / name)
        assert (tmp_path / name).stat().st_size


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    from kgbuild.training.belief_plot import draw_beliefs

    with pytest.raises(OutputFileError, match=r"plot\.png"):
        draw_beliefs({"a": FOUND.as_bins()}, tmp_path / "missing" / "plot.png")
