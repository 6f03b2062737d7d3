"""Load the graph tables of a workspace into a store, which then holds this graph and nothing else of ours.

A database holds the graph of one workspace: another one takes its place only where that is asked for. The
embedded store is its workspace's own.

Loading again compares first and writes only what differs. A store that is being written carries a mark to
that effect, so after a crash at any moment the next load finds the rest. Into a store that never held a
graph, rows are created without looking. One writer does everything: see `kgbuild.store.bolt`. Where the
connection breaks, the load waits for the store and goes on with the rest.
"""

import shutil
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from kgbuild.errors import (
    StoreBusyError,
    StoreCountError,
    StoreLostError,
    StoreWriteError,
    WorkspaceWriteError,
)
from kgbuild.graph.database import DISK_ERRORS, complaint, database
from kgbuild.graph.opened import damage_told
from kgbuild.graph.predictions import TABLE, gather_predictions, predictions_digest
from kgbuild.graph.published import published
from kgbuild.graph.workspace import Workspace
from kgbuild.store.bolt import Store
from kgbuild.store.changes import Changes, Rows
from kgbuild.store.constraints import ensure_constraints
from kgbuild.store.layout import LAYOUT, parts
from kgbuild.store.locks import LOAD_LOCK, Busy, lock
from kgbuild.store.mark import (
    Mark,
    complete_mark,
    read_mark,
    refuse_occupied,
    refuse_of_another,
    write_mark,
)

WAIT_SECONDS = 3600.0
"""How long to wait for another command that is loading."""
COME_BACK_SECONDS = 120.0
"""How long to wait for a store that went away in the middle of a load; a server starts in seconds."""
FRUITLESS_ROUNDS = 3
"""How often in a row the connection may break before anything was written."""
LOOK_EVERY = 1.0
SCRATCH = "loading"
REMOVE_BATCH = 1_000
"""Nodes removed in a transaction: each takes its relationships along."""


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """What is being loaded, and how many of all rows to write have been written."""

    part: str
    done: int
    total: int


Listener = Callable[[LoadProgress], None]


def ignore(progress: LoadProgress) -> None:
    """Listen to nothing."""


@dataclass(slots=True)
class LoadReport:
    """What a load did, by part (`Drug nodes`, `TREATS relationships`); `held` counts what is there now.

    `removed` leaves out the relationships and evidence that went along with a node. `seconds` are by the
    clock, of each part's comparison, removal and writing together. Where `compared` is false, the store said
    that it holds this build, and nothing was looked at. `predictions` is the digest of what is in the folder
    of that name, and `left_out` counts those of it that no store can hold.
    """

    build: str
    predictions: str = ""
    compared: bool = False
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    held: dict[str, int] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    seconds: defaultdict[str, float] = field(default_factory=partial(defaultdict, float))

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return self.written > 0

    @property
    def written(self) -> int:
        """How many rows were created, updated and removed."""
        return sum(counts.total() for counts in (self.created, self.updated, self.removed))


def is_current(store: Store, workspace: Workspace) -> bool:
    """Whether the store holds all that the tables and the predictions hold.

    Raises `NothingToLoadError` where there are no tables.
    """
    held = published(workspace).held
    mark = read_mark(store)
    return mark is not None and mark.says(held, predictions_digest(workspace))


def load(
    store: Store,
    workspace: Workspace,
    *,
    progress: Listener = ignore,
    check: bool = False,
    replace: bool = False,
) -> LoadReport:
    """Make the store hold the graph of the workspace; `check` compares even if the store says that it does.

    With `replace`, the graph takes the place of that of another workspace.
    Raises `NothingToLoadError` or `TablesDamagedError` for the tables, `StoreOfAnotherError` for a database
    that holds another workspace's graph, `StoreOccupiedError` for one
    with nodes of somebody else, `StoreWriteError` where the store fails, `StoreLostError` where it went away
    and does not come back, `StoreCountError` where it does not keep what was written.
    """
    if not check and is_current(store, workspace):
        return LoadReport(published(workspace).manifest.build)
    with alone(workspace) as folder:
        tables = published(workspace)
        # Taken before they are read: whoever changes them meanwhile makes the next load look again.
        predictions = predictions_digest(workspace)
        mark = read_mark(store)
        if not check and mark is not None and mark.says(tables.held, predictions):
            return LoadReport(tables.manifest.build)  # Whoever held the lock has loaded it.
        if mark is None:
            refuse_occupied(store)
        elif not replace and not store.is_embedded:
            refuse_of_another(store, mark, workspace.id)
        scratch = folder / SCRATCH
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        try:
            with database(scratch) as connection:
                path = scratch / "predictions.parquet"
                gathered = gather_predictions(workspace, tables, connection, path)
            report = LoadReport(tables.manifest.build, predictions, compared=True, left_out=gathered.left_out)
            files = tables.files() | {TABLE: path}
            goal = Mark(tables.held, LAYOUT, complete=False, predictions=predictions, workspace=workspace.id)
            with damage_told(workspace, passing=DISK_ERRORS):
                _load(store, files, scratch, report, progress, goal=goal, fresh=mark is None)
            return report
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def alone(workspace: Workspace) -> Iterator[Path]:
    """Be the only one that writes the workspace's store; yields its folder, and waits for others before."""
    folder = workspace.store
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with lock(folder / LOAD_LOCK, wait=WAIT_SECONDS):
            yield folder
    except Busy as error:
        raise StoreBusyError(
            folder, "another command has been loading the store for an hour; wait for it"
        ) from error
    except DISK_ERRORS as error:
        raise WorkspaceWriteError(folder, complaint(error)) from error


def _load(
    store: Store,
    files: Mapping[str, Path],
    scratch: Path,
    report: LoadReport,
    progress: Listener,
    *,
    goal: Mark,
    fresh: bool,
) -> None:
    """Load, and load the rest whenever the connection broke; `goal` is the mark meanwhile.

    `fresh` says that the store holds nothing.
    """
    fruitless = 0
    while True:
        so_far = report.written
        with database(scratch) as connection:
            stages = [Changes(connection, part, files[part.table]) for part in parts()]
            try:
                _Load(store, stages, report, progress, goal).run(fresh=fresh)
                return
            except StoreLostError:
                # Whether the last batch arrived, nobody knows: the next round looks.
                fruitless = 0 if report.written > so_far else fruitless + 1
                if fruitless == FRUITLESS_ROUNDS or not _answers_again(store):
                    raise
        fresh = False


def _answers_again(store: Store) -> bool:
    deadline = time.monotonic() + COME_BACK_SECONDS
    while not store.answers():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_EVERY)
    return True


class _Load:
    """One load at work."""

    def __init__(
        self, store: Store, stages: list[Changes], report: LoadReport, progress: Listener, goal: Mark
    ) -> None:
        self._goal = goal
        self._store = store
        self._stages = stages
        self._progress = progress
        self._report = report
        self._done = 0
        self._total = 0

    def run(self, *, fresh: bool) -> None:
        """Do it all; `fresh` says that the store holds nothing of ours."""
        self._store.prepare_to_write()
        write_mark(self._store, self._goal)
        ensure_constraints(self._store)
        if not fresh:
            for changes in self._stages:
                with self._timed(changes):
                    changes.look(self._store)
                    self._remove(changes)
        counts = [changes.count() for changes in self._stages]
        self._total = sum(map(sum, counts))
        for changes, (new, changed) in zip(self._stages, counts, strict=True):
            with self._timed(changes):
                if new:
                    self._write(changes, changes.part.create, changes.new(), self._report.created)
                if changed:
                    self._write(changes, changes.part.update, changes.changed(), self._report.updated)
        self._verify()
        complete_mark(self._store, self._goal)

    def _remove(self, changes: Changes) -> None:
        part = changes.part
        for batch in changes.remove_stale():
            for start in range(0, len(batch), REMOVE_BATCH):
                rows = batch[start : start + REMOVE_BATCH]
                for statement in part.remove:
                    self._store.write(statement, rows)
                self._report.removed[part.name] += len(rows)

    def _write(
        self, changes: Changes, statement: str, batches: Iterable[Rows], counter: Counter[str]
    ) -> None:
        part = changes.part
        for rows in batches:
            written = self._store.write(statement, rows)
            if written != len(rows):
                problem = f"of {len(rows):,} {part.name}, {len(rows) - written:,} found nothing to join"
                raise StoreWriteError(self._store.url, problem)
            counter[part.name] += written
            self._done += written
            self._progress(LoadProgress(part.name, self._done, self._total))

    def _verify(self) -> None:
        for changes in self._stages:
            wanted = changes.total
            for name, statement in changes.part.count.items():
                held = int(next(self._store.stream(statement))[0])
                self._report.held[name] = held
                if held != wanted:
                    raise StoreCountError(self._store.url, name, held, wanted)

    @contextmanager
    def _timed(self, changes: Changes) -> Iterator[None]:
        started = time.monotonic()
        yield
        self._report.seconds[changes.part.name] += time.monotonic() - started
