"""What goes to whoever processes shards, and what comes back."""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Protocol

from kgbuild.domain.document import Record
from kgbuild.runs.options import BuildOptions

SHARD_MAKER = "kgbuild.runs.shard:ShardMaker"


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for all shards of a build; `config` is the fingerprint of models and options.

    `maker` names the class that does the work, `module:Class`: made from the job, its `make` turns a task
    into an outcome. A benchmark takes another.
    """

    workspace: Path
    options: BuildOptions
    config: str
    maker: str = SHARD_MAKER


@dataclass(frozen=True, slots=True)
class Task:
    """One shard to make.

    `careful` asks the worker to say which document it is about to read, so that the one that kills it can be
    named; `poison` are positions of such documents.
    """

    fingerprint: str
    records: tuple[Record, ...]
    careful: bool = False
    poison: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A shard is on disk. `seconds` are those of each step, `skipped` what was left out, by `Skip`."""

    fingerprint: str
    documents: int
    mentions: int
    evidence: int
    sentences: int
    skipped: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


class Maker(Protocol):
    """Makes one shard after the other, with models that are loaded once."""

    def make(self, task: Task, *, reading: Callable[[int], None]) -> Outcome:
        """Make the shard; of a careful task, tell `reading` the position of a document before it is read."""
        ...


def load_maker(job: Job) -> Maker:
    """Import the maker that the job names and let it load its models."""
    module, _, name = job.maker.partition(":")
    maker: Maker = getattr(import_module(module), name)(job)
    return maker


class Engine(Protocol):
    """Makes shards, in any order; each `Outcome` means that the shard is safely on disk."""

    def run(self, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        """Take tasks as fast as they can be worked on and yield an outcome for each; clean up when closed."""
        ...
