"""Track a run in TensorBoard: event files in `tensorboard/` of the run's folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = "tensorboard"


class TensorBoard:
    """Scalars by step, the settings as text, and the run's summary under `summary/`; implements `Tracker`."""

    def __init__(self, folder: Path, *, name: str, settings: Mapping[str, object]) -> None:
        self._folder = folder / FOLDER
        self._title = name
        self._settings = settings
        self._writer: Any = None
        self._step = 0

    def start(self, *, step: int) -> None:
        """Open the event file; what a run logged after the step before it was stopped is hidden."""
        from torch.utils import tensorboard

        # Not all of it is typed.
        library: Any = tensorboard
        self._step = step
        self._writer = library.SummaryWriter(str(self._folder), purge_step=step + 1 if step else None)
        if not step:
            rows = "".join(f"| {key} | {value} |\n" for key, value in self._settings.items())
            self._writer.add_text("settings", f"**{self._title}**\n\n| setting | value |\n|---|---|\n{rows}")

    def log(self, figures: Mapping[str, float], *, step: int) -> None:
        """Write scalars."""
        self._step = step
        for name, value in figures.items():
            self._writer.add_scalar(name, value, step)

    def summarise(self, figures: Mapping[str, float]) -> None:
        """Write scalars at the last step."""
        for name, value in figures.items():
            self._writer.add_scalar(f"summary/{name}", value, self._step)

    def close(self) -> None:
        """Close the event file."""
        if self._writer is not None:
            self._writer.close()
