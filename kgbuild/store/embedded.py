"""Start, share and stop the graph server of one workspace.

All commands on a workspace share one server. It goes on for `idle` seconds after its last user has left, so
that one query after another is fast, and then ends by itself.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from kgbuild.errors import StoreStartError
from kgbuild.store.arcadedb import create_reader, ready
from kgbuild.store.locks import START_LOCK, USE_LOCK, Busy, lock
from kgbuild.store.state import ServerState, recall

IDLE_SECONDS = 300.0
"""How long an unused server goes on."""
MEMORY = "1g"
"""Java's heap at most (`-Xmx`)."""
START_SECONDS = 90.0
STOP_SECONDS = 30.0
LOOK_EVERY = 0.05
LOG_FILE = "server.log"
LOG_END = 16_384
"""Bytes of the log looked at for the reason of a failure."""


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
            state = recall(folder) or _launch(folder, memory, idle)
            _wait_until_ready(folder, state)
            create_reader(state)
            in_use = lock(folder / USE_LOCK, shared=True)
            in_use.__enter__()
    except Busy as error:
        raise StoreStartError(folder, "another process has been starting or stopping it for too long") from error
    except OSError as error:
        raise StoreStartError(folder, error.strerror or str(error)) from error
    try:
        os.utime(folder / USE_LOCK)
        yield state
    finally:
        os.utime(folder / USE_LOCK)
        in_use.__exit__(None, None, None)


def stop(folder: Path) -> bool:
    """Stop the server of `folder`; return whether one was running."""
    state = recall(folder)
    if state is None:
        return False
    process = psutil.Process(state.pid)
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(STOP_SECONDS)
    return True


def _launch(folder: Path, memory: str, idle: float) -> ServerState:
    command = [sys.executable, "-m", "kgbuild.store.keeper", str(folder.resolve()), str(idle), memory]
    with (folder / LOG_FILE).open("wb") as log:
        started = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
    state = recall(folder)
    if started.returncode or state is None:
        raise StoreStartError(folder, _reason(folder), folder / LOG_FILE)
    return state


def _wait_until_ready(folder: Path, state: ServerState) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready(state):
        if not state.alive:
            raise StoreStartError(folder, _reason(folder), folder / LOG_FILE)
        if time.monotonic() > deadline:
            raise StoreStartError(folder, f"not ready after {START_SECONDS:.0f} s", folder / LOG_FILE)
        time.sleep(LOOK_EVERY)


def _reason(folder: Path) -> str:
    """Find in the end of the log what went wrong."""
    try:
        with (folder / LOG_FILE).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - LOG_END))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return "its log cannot be read"
    telling = ("No space left", "Address already in use", "reserve enough space", "OutOfMemory")
    for line in lines:
        if any(words in line for words in telling):
            return line.strip()
    errors = [line.strip() for line in lines if "SEVER" in line or "Error" in line or "Exception" in line]
    return errors[0] if errors else (lines[-1].strip() if lines else "it ended at once")
