"""What a tracker of training runs does."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, runtime_checkable


@runtime_checkable
class Tracker(Protocol):
    """Shows one run elsewhere while it goes on; what it is told is in the run's own folder as well."""

    def __init__(self, folder: Path, *, name: str, settings: Mapping[str, object]) -> None:
        """Prepare for the run in `folder`, which may have been tracked before it was stopped."""

    def start(self, *, step: int) -> None:
        """Begin, or go on after `step`: later figures that were logged before will come again."""

    def log(self, figures: Mapping[str, float], *, step: int) -> None:
        """Take in figures by name."""

    def summarise(self, figures: Mapping[str, float]) -> None:
        """Take in what the whole run came to."""

    def close(self) -> None:
        """Write what is held back; called once at the end, and after an error or a stop as well."""
