"""What goes to whoever processes shards, and what comes back."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from kgbuild.domain.document import Record
from kgbuild.runs.options import BuildOptions


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for all shards of a build; `config` is the fingerprint of models and options."""

    workspace: Path
    options: BuildOptions
    config: str


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
    """A shard is on disk. `seconds` are those of each step, `skipped` documents kept unread, by reason."""

    fingerprint: str
    documents: int
    mentions: int
    evidence: int
    sentences: int
    skipped: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


class Engine(Protocol):
    """Makes shards, in any order; each `Outcome` means that the shard is safely on disk."""

    def run(self, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        """Take tasks as fast as they can be worked on and yield an outcome for each; clean up when closed."""
        ...
