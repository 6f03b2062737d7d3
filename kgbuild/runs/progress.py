"""What a build tells its caller while it works."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What a build is doing."""

    EXTRACTING = "reading documents"
    ASSEMBLING = "assembling the graph"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is; `fraction` in 0..1 is an estimate from bytes, None where there is no telling."""

    stage: Stage
    documents: int = 0
    fraction: float | None = None


Listener = Callable[[Progress], None]


def ignore(progress: Progress) -> None:
    """Listen to nothing."""
