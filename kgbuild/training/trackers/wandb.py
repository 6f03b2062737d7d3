"""Track a run in Weights & Biases: offline in `wandb/` of the run's folder, unless it has been set up."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kgbuild.errors import TrackerError

PROJECT = "kgbuild"
_RUN = "wandb-run.txt"
"""File in the run's folder with the id of its run, for going on after a stop."""


class WeightsAndBiases:
    """One run of the project `kgbuild`, or of WANDB_PROJECT; implements `Tracker`."""

    def __init__(self, folder: Path, *, name: str, settings: Mapping[str, object]) -> None:
        self._folder = folder
        self._title = name
        self._settings = settings
        self._run: Any = None

    def start(self, *, step: int) -> None:
        """Make the run, or go on with the one that was begun in this folder; TrackerError where it cannot."""
        import wandb

        library: Any = wandb
        known = self._folder / _RUN
        if not (step and known.is_file()):
            known.write_text(secrets.token_hex(4) + "\n", "utf-8")
        try:
            self._run = library.init(
                project=os.environ.get("WANDB_PROJECT", PROJECT),
                id=known.read_text("utf-8").strip(),
                name=self._title,
                config=dict(self._settings),
                dir=str(self._folder),
                mode=_mode(library),
                resume="allow",
            )
        except library.Error as error:
            raise TrackerError("wandb", str(error)) from error

    def log(self, figures: Mapping[str, float], *, step: int) -> None:
        """Log figures by step."""
        self._run.log(dict(figures), step=step)

    def summarise(self, figures: Mapping[str, float]) -> None:
        """Put the figures into the run's summary."""
        self._run.summary.update(dict(figures))

    def close(self) -> None:
        """Write what is held back."""
        if self._run is not None:
            self._run.finish()


def _mode(library: Any) -> str | None:
    """Return None, which leaves it to wandb, where the user has chosen a mode or given a key."""
    if os.environ.get("WANDB_MODE") or os.environ.get("WANDB_API_KEY") or library.api.api_key:
        return None
    return "offline"
