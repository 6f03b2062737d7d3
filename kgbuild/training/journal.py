"""Keep the figures of a training run on disk as JSON lines, and tell them to trackers.

A row has `epoch` and `step`, and either the mean `loss` of the steps since the last such row and the
`learning_rate`, or an epoch's figures on the stopping documents. The file is whole at any moment; a run that
goes on from a checkpoint drops the rows after it, so that none is there twice.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kgbuild.training.trackers.tracker import Tracker

METRICS = "metrics.jsonl"
EVERY = 20
"""Steps that one row of losses is the mean of."""


class Journal:
    """The rows of one run, in a file of its folder."""

    def __init__(self, folder: Path, trackers: Sequence[Tracker] = ()) -> None:
        self._path = folder / METRICS
        self._trackers = trackers
        self._rows: list[dict[str, float]] = []
        self._losses: list[float] = []

    def start(self, state: Mapping[str, Any] | None, *, step: int) -> None:
        """Begin, or go on from what `state` returned after `step`."""
        if state is not None:
            self._rows, self._losses = list(state["rows"]), list(state["losses"])
        self._write("w", self._rows)
        for tracker in self._trackers:
            tracker.start(step=step)

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint has to keep."""
        return {"rows": self._rows, "losses": self._losses}

    def stepped(self, *, epoch: int, step: int, loss: float, rate: float) -> None:
        """Take in a step's loss and learning rate."""
        self._losses.append(loss)
        if step % EVERY == 0:
            self._note_losses(epoch=epoch, step=step, rate=rate)

    def epoch_ended(self, row: Mapping[str, float]) -> None:
        """Take in the figures of an epoch; `epoch` and `step` are among them."""
        self._note(dict(row))

    def _note_losses(self, *, epoch: int, step: int, rate: float) -> None:
        mean = round(sum(self._losses) / len(self._losses), 5)
        self._losses = []
        self._note({"epoch": epoch, "step": step, "loss": mean, "learning_rate": rate})

    def _note(self, row: dict[str, float]) -> None:
        self._rows.append(row)
        self._write("a", [row])
        figures = {name: value for name, value in row.items() if name != "step"}
        for tracker in self._trackers:
            tracker.log(figures, step=int(row["step"]))

    def _write(self, mode: str, rows: Sequence[Mapping[str, float]]) -> None:
        with self._path.open(mode, encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)


def read_journal(folder: Path) -> list[dict[str, float]]:
    """Return the rows of the run in a folder, none where it keeps no journal."""
    path = folder / METRICS
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
