"""End the embedded server where it does not end a query: amid one expression it looks at no clock."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kgbuild.store.embedded import stop

GRACE_SECONDS = 5.0
"""How long the server may take, beyond its own limit, to end a query by itself."""

PATIENCE_SECONDS = 3.0
"""How long it may take to close its files; they bear it if it is killed while it does."""


class Watch:
    """Whether the time was up and the server stopped."""

    def __init__(self) -> None:
        self.fired = False


@contextmanager
def watching(folder: Path | None, seconds: float | None) -> Iterator[Watch]:
    """Stop the server of `folder` where the block takes longer than `seconds` and the grace.

    Whoever uses the server besides loses it: better than a query that nobody can end. The next command
    starts another on the same files.
    """
    watch = Watch()
    if folder is None or seconds is None:
        yield watch
        return

    def bite() -> None:
        watch.fired = True
        stop(folder, force=True, patience=PATIENCE_SECONDS)

    timer = threading.Timer(seconds + GRACE_SECONDS, bite)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()
        if watch.fired:
            timer.join()
