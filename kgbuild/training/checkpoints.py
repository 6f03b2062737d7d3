"""Keep the state of a training run on disk, so that one that was killed goes on as if it had not been."""

import os
from pathlib import Path
from typing import Any

import torch

from kgbuild.errors import TrainingStateError

CHECKPOINT = "checkpoint.pt"


def save_checkpoint(folder: Path, state: dict[str, Any]) -> None:
    """Write the state next to the old one, then replace it in one step."""
    partial = folder / f"{CHECKPOINT}.partial"
    with partial.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(folder / CHECKPOINT)


def load_checkpoint(folder: Path, *, settings: str) -> dict[str, Any] | None:
    """Return the last state, or None where there is none; `settings` must be those that it was saved with."""
    path = folder / CHECKPOINT
    if not path.is_file():
        return None
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    if state["settings"] != settings:
        raise TrainingStateError(folder, "it holds a checkpoint of a run with other settings or data")
    return state
