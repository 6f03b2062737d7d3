"""Start, share and stop the graph server of one workspace.

All commands on a workspace share one server. It goes on for `idle` seconds after its last user has left, so
that one query after another is fast, and then ends by itself.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from kgbuild.errors import StoreBusyError, StoreConnectionError, StoreStartError
from kgbuild.store.arcadedb import bolt_answers, create_reader, ready
from kgbuild.store.locks import START_LOCK, USE_LOCK, Busy, lock
from kgbuild.store.state import ServerState, recall

IDLE_SECONDS = 120.0
"""How long an unused server goes on."""
MEMORY = "1g"
"""Java's heap at most (`-Xmx`)."""
START_SECONDS = 180.0
"""Two seconds on a quiet machine; a busy one may take minutes."""
STOP_SECONDS = 30.0
LAUNCHES = 3
"""How often to try: between choosing a free port and listening on it, another process may take it."""
LOOK_EVERY = 0.05
LOG_FILE = "server.log"
LOG_END = 65_536
"""Bytes of the log looked at for the reason of a failure."""
LITTLE_SPACE = 4 * 2**20
"""Bytes left on a disk that count as none: the server's files grow by larger steps."""
PORT_TAKEN = "Unable to listen"
"""What the server logs then; it goes on without that port."""
TELLING = (
    *("No space left", "File too large", "Permission denied", "Read-only file system"),
    *("reserve enough space", "OutOfMemory", "Invalid maximum heap size"),
    PORT_TAKEN,
)
"""Words by which a line of the log is known to name the cause."""


@contextmanager
def running(folder: Path, *, memory: str = MEMORY, idle: float = IDLE_SECONDS) -> Iterator[ServerState]:
    """Use the server of `folder`, started if need be; raises `StoreStartError`.

    Leaving the context does not stop it: see `idle` and `stop`. `memory` and `idle` count where this call
    starts the server.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with lock(folder / START_LOCK, wait=START_SECONDS + STOP_SECONDS):
            (folder / USE_LOCK).touch()
            state = _serving(folder) or _launch(folder, memory, idle)
            _create_reader(state, folder)
            in_use = lock(folder / USE_LOCK, shared=True)
            in_use.__enter__()
    except Busy as error:
        raise StoreStartError(
            folder, "another process has been starting or stopping it for too long"
        ) from error
    except OSError as error:
        raise StoreStartError(folder, error.strerror or str(error)) from error
    try:
        _note_use(folder)
        yield state
    finally:
        _note_use(folder)
        in_use.__exit__(None, None, None)


def stop(folder: Path, *, force: bool = False, patience: float = STOP_SECONDS) -> bool:
    """Stop the server of `folder`; return whether one was running. After `patience` seconds it is killed.

    Raises `StoreBusyError` where a command uses it, unless `force` is given: that command then fails.
    """
    if recall(folder) is None:
        return False
    try:
        with lock(folder / START_LOCK, wait=START_SECONDS):
            if not force:
                with lock(folder / USE_LOCK, wait=0):
                    pass
            state = recall(folder)
            if state is not None:
                _end(state, patience)
            return state is not None
    except Busy as error:
        raise StoreBusyError(
            folder, "the store is in use by another command; wait for it, or add --force"
        ) from error


def in_use(folder: Path) -> bool:
    """Whether a command uses the server at this moment."""
    try:
        with lock(folder / USE_LOCK, wait=0):
            return False
    except Busy:
        return True
    except OSError:
        return False


def _note_use(folder: Path) -> None:
    with suppress(FileNotFoundError):  # Somebody removed the workspace; the keeper will notice.
        os.utime(folder / USE_LOCK)


def _serving(folder: Path) -> ServerState | None:
    """Return the server that runs and answers; one that cannot is ended."""
    state = recall(folder)
    if state is None:
        return None
    if state.folder == str(folder.resolve()) and _until_ready(state):
        return state
    _end(state)  # It hangs, or the workspace was moved, and it would go on writing under the old name.
    return None


def _create_reader(state: ServerState, folder: Path) -> None:
    """Make the user of queries; a server that cannot, because its disk is full, would not start again."""
    try:
        create_reader(state)
    except StoreConnectionError as error:
        _end(state)
        raise StoreStartError(folder, known_cause(folder) or str(error), folder / LOG_FILE) from error


def _launch(folder: Path, memory: str, idle: float) -> ServerState:
    command = [sys.executable, "-m", "kgbuild.store.keeper", str(folder.resolve()), str(idle), memory]
    paths = {"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
    for _ in range(LAUNCHES):
        with (folder / LOG_FILE).open("wb") as log:
            started = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=os.environ | paths, check=False
            )
        state = recall(folder)
        if started.returncode == 0 and state and _until_ready(state, folder / LOG_FILE):
            return state
        reason = _reason(folder)
        if state is not None:
            _end(state)
        if PORT_TAKEN not in reason:
            break
    raise StoreStartError(folder, reason, folder / LOG_FILE)


def _until_ready(state: ServerState, log: Path | None = None) -> bool:
    """Wait until the server answers; False where it ended, takes too long, or logs that a port is taken."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        answers = ready(state) and bolt_answers(state)
        if log and PORT_TAKEN in _end_of(log):
            return False  # whoever answers there is somebody else
        if answers:
            return True
        if not state.alive or time.monotonic() > deadline:
            return False
        time.sleep(LOOK_EVERY)


def _end(state: ServerState, patience: float = STOP_SECONDS) -> None:
    """End the server, which closes its files by itself if it still can; its keeper then ends too."""
    try:
        server = psutil.Process(state.pid)
        keeper = server.parent()
        if not state.alive:
            return
        server.terminate()
    except psutil.NoSuchProcess:
        return
    if psutil.wait_procs([server], patience)[1]:
        with suppress(psutil.NoSuchProcess):
            server.kill()
    # A keeper that was killed has left its server to somebody else, whom we do not wait for.
    psutil.wait_procs([p for p in (server, keeper) if p and p.pid in {state.pid, state.keeper}], STOP_SECONDS)


def known_cause(folder: Path) -> str:
    """Return what is known to have gone wrong with the server of `folder`, or an empty text."""
    with suppress(OSError):
        if shutil.disk_usage(folder).free < LITTLE_SPACE:
            return "the disk is full"
    lines = (line.strip() for line in _end_of(folder / LOG_FILE).splitlines())
    return next((line for line in lines if any(words in line for words in TELLING)), "")


def _reason(folder: Path) -> str:
    """Say why the server did not start: the cause, or the first error in its log."""
    if cause := known_cause(folder):
        return cause
    lines = [line.strip() for line in _end_of(folder / LOG_FILE).splitlines() if line.strip()]
    errors = [line for line in lines if any(word in line for word in ("SEVER", "Error", "Exception"))]
    return (errors or lines[-1:] or ["it ended at once and left no log"])[0]


def _end_of(log: Path) -> str:
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - LOG_END))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
