"""A run in TensorBoard, read back with its own reader."""

from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("tensorboard")
pytestmark = pytest.mark.learn

from kgbuild.training.trackers.tensorboard import FOLDER, TensorBoard  # noqa: E402 - after the skips


def _scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(folder / FOLDER))
    events.Reload()
    return {
        tag: [(one.step, round(one.value, 4)) for one in events.Scalars(tag)]
        for tag in events.Tags()["scalars"]
    }


def test_figures_are_read_back(tmp_path: Path) -> None:
    tracker = TensorBoard(tmp_path, name="trained", settings={"seed": 13})
    tracker.start(step=0)
    tracker.log({"loss": 0.5}, step=20)
    tracker.log({"loss": 0.25, "learning_rate": 0.001}, step=40)
    tracker.summarise({"bc5cdr-test/overall": 84.8})
    tracker.close()
    assert _scalars(tmp_path) == {
        "loss": [(20, 0.5), (40, 0.25)],
        "learning_rate": [(40, 0.001)],
        "summary/bc5cdr-test/overall": [(40, 84.8)],
    }


def test_a_run_that_goes_on_hides_what_it_does_again(tmp_path: Path) -> None:
    first = TensorBoard(tmp_path, name="trained", settings={})
    first.start(step=0)
    for step in (20, 40, 60):
        first.log({"loss": 1.0}, step=step)
    first.close()
    second = TensorBoard(tmp_path, name="trained", settings={})
    second.start(step=30)
    second.log({"loss": 2.0}, step=40)
    second.close()
    assert _scalars(tmp_path)["loss"] == [(20, 1.0), (40, 2.0)]


def test_one_that_never_began_can_be_closed(tmp_path: Path) -> None:
    TensorBoard(tmp_path, name="trained", settings={}).close()
    assert not list(tmp_path.iterdir())
