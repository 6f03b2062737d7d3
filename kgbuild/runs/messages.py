"""What a worker process and its parent say to each other, besides tasks and outcomes."""

from dataclasses import dataclass

from kgbuild.runs.tasks import Job


@dataclass(frozen=True, slots=True)
class Start:
    """The first thing a worker receives: what to work on, and the cores to stay on."""

    job: Job
    cores: list[int]


@dataclass(frozen=True, slots=True)
class Ready:
    """The models are loaded."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The document at `position` of a careful task is about to be read."""

    position: int


@dataclass(frozen=True, slots=True)
class Failure:
    """An error of ours that explains itself; the worker ends after it."""

    message: str
