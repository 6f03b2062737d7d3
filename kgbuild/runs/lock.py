"""One build at a time in a workspace, and none while workers of a killed one may still write.

The system lets a lock go when the process that holds it dies in whatever way.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kgbuild.errors import WorkspaceBusyError, WorkspaceWriteError

BUILD = ".lock"
WORKERS = ".workers"
PATIENCE = 10.0
"""Seconds for workers to notice that their parent was killed; on a quiet machine they end within one."""
LOOK_EVERY = 0.05


@contextmanager
def locked(workspace: Path) -> Iterator[None]:
    """Be the one build of a workspace; raises `WorkspaceBusyError` where there is another."""
    with _open(workspace / BUILD) as file:
        if not _taken(file):
            raise WorkspaceBusyError(workspace)
        _wait_for_workers(workspace)
        yield


@contextmanager
def writing(workspace: Path) -> Iterator[None]:
    """Keep builds from beginning, and from cleaning up, while this process writes a shard."""
    with _open(workspace / WORKERS) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def _wait_for_workers(workspace: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    with _open(workspace / WORKERS) as file:
        while not _taken(file):
            if time.monotonic() > deadline:
                raise WorkspaceBusyError(workspace)
            time.sleep(LOOK_EVERY)


def _open(path: Path) -> IO[str]:
    try:
        return path.open("a")
    except OSError as error:
        raise WorkspaceWriteError(path, error.strerror or str(error)) from error


def _taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
