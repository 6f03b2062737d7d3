"""Rows of losses and epochs, on disk and to trackers."""

from collections.abc import Mapping
from pathlib import Path

from kgbuild.training.journal import EVERY, Journal, read_journal


class Listening:
    """Keeps what it is told; implements `Tracker`."""

    def __init__(self, folder: Path, *, name: str = "", settings: Mapping[str, object] | None = None) -> None:
        self.told: list[tuple[str, object]] = []

    def start(self, *, step: int) -> None:
        self.told.append(("start", step))

    def log(self, figures: Mapping[str, float], *, step: int) -> None:
        self.told.append((",".join(figures), step))

    def summarise(self, figures: Mapping[str, float]) -> None:
        self.told.append(("summary", figures))

    def close(self) -> None:
        self.told.append(("close", None))


def _step(journal: Journal, first: int, last: int) -> None:
    for step in range(first, last + 1):
        journal.stepped(epoch=1, step=step, loss=float(step), rate=0.5)


def test_a_row_of_losses_is_the_mean_of_some_steps(tmp_path: Path) -> None:
    tracker = Listening(tmp_path)
    journal = Journal(tmp_path, [tracker])
    journal.start(None, step=0)
    _step(journal, 1, EVERY + 3)
    assert read_journal(tmp_path) == [
        {"epoch": 1, "step": EVERY, "loss": (EVERY + 1) / 2, "learning_rate": 0.5}
    ]
    journal.epoch_ended({"epoch": 1, "step": EVERY + 3, "f1": 0.4})
    assert read_journal(tmp_path)[1] == {"epoch": 1, "step": EVERY + 3, "f1": 0.4}
    assert tracker.told == [("start", 0), ("epoch,loss,learning_rate", EVERY), ("epoch,f1", EVERY + 3)]


def test_going_on_drops_what_came_after_the_checkpoint(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    for folder in (whole, killed):
        folder.mkdir()
    one = Journal(whole)
    one.start(None, step=0)
    _step(one, 1, 3 * EVERY)

    first = Journal(killed)
    first.start(None, step=0)
    _step(first, 1, EVERY + 5)
    state = {name: list(values) for name, values in first.state().items()}
    _step(first, EVERY + 6, 2 * EVERY + 4)
    tracker = Listening(killed)
    second = Journal(killed, [tracker])
    second.start(state, step=EVERY + 5)
    assert len(read_journal(killed)) == 1
    _step(second, EVERY + 6, 3 * EVERY)
    assert read_journal(killed) == read_journal(whole)
    assert tracker.told[0] == ("start", EVERY + 5)


def test_a_folder_without_a_journal_has_no_rows(tmp_path: Path) -> None:
    assert read_journal(tmp_path) == []
