"""One build at a time in a workspace."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kgbuild.errors import WorkspaceBusyError, WorkspaceWriteError


@contextmanager
def locked(workspace: Path) -> Iterator[None]:
    """Hold the workspace's lock, which the system lets go when the process dies in whatever way."""
    path = workspace / ".lock"
    try:
        file = path.open("a")
    except OSError as error:
        raise WorkspaceWriteError(path, error.strerror or str(error)) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorkspaceBusyError(workspace) from error
        yield
