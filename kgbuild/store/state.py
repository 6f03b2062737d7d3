"""What is known of a running server, in a file that only its owner can read."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

STATE_FILE = "server.json"
CLOCK_TOLERANCE = 0.05
"""Seconds by which two readings of one process's start may differ."""


@dataclass(frozen=True, slots=True)
class ServerState:
    """Process, ports and passwords of a server.

    `started` tells it from a later process with a recycled pid. `folder` is where the server believes its
    files to be, `device` and `inode` are that folder itself: a workspace may be moved or copied with this
    file in it.
    """

    pid: int
    started: float
    keeper: int
    bolt: int
    http: int
    password: str
    reader: str
    folder: str
    device: int
    inode: int

    @property
    def url(self) -> str:
        """Where the driver connects."""
        return f"bolt://127.0.0.1:{self.bolt}"

    @property
    def alive(self) -> bool:
        """Whether that very process still runs."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < CLOCK_TOLERANCE
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def serves(self, folder: Path) -> bool:
        """Whether its files are those of `folder`, and not those that the folder was copied from."""
        found = folder.stat()
        return (found.st_dev, found.st_ino) == (self.device, self.inode)


def remember(folder: Path, state: ServerState) -> None:
    """Write the state, readable by its owner alone, whole or not at all."""
    temporary = folder / f".tmp-{STATE_FILE}"
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(state), file)
    temporary.replace(folder / STATE_FILE)


def recall(folder: Path) -> ServerState | None:
    """Return the state of the server that runs on this folder, or None where none does."""
    try:
        state = ServerState(**json.loads((folder / STATE_FILE).read_text(encoding="utf-8")))
        return state if state.alive and state.serves(folder) else None
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
        return None


def forget(folder: Path, pid: int) -> None:
    """Remove the state if it is that of process `pid`."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        if json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))["pid"] == pid:
            (folder / STATE_FILE).unlink()
