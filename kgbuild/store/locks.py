"""File locks that the system lets go when their holder dies in whatever way."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_LOCK = "start.lock"
"""Held while the server is started or stopped."""
USE_LOCK = "use.lock"
"""Held, shared, by everyone who uses the server; its time of change says when it was last used."""
LOAD_LOCK = "load.lock"
"""Held while the store is written: one writer at a time."""

LOOK_EVERY = 0.05


class Busy(Exception):  # noqa: N818 - a state, which callers turn into an error of their own or wait for
    """Somebody else holds the lock."""


@contextmanager
def lock(path: Path, *, shared: bool = False, wait: float = 60.0) -> Iterator[None]:
    """Hold a lock on `path`, waiting up to `wait` seconds for it; raises `Busy`."""
    with path.open("a") as file:
        mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(file, mode | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Busy(path) from None
                time.sleep(LOOK_EVERY)
        yield
