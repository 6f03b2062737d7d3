"""Make the file with which the embedded server starts fast, by watching one at its usual work.

Run as `python -m kgbuild.store.warm_up`, by the keeper of a server that has ended, in the background. It
takes some ten seconds of a processor, once for each version of the server; 50 MB are kept.
"""

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kgbuild.errors import KgbuildError
from kgbuild.store.arcadedb import create_reader, ready
from kgbuild.store.bolt import Store, served
from kgbuild.store.load import load
from kgbuild.store.locks import Busy, lock
from kgbuild.store.made_up import made_up
from kgbuild.store.named import named_query
from kgbuild.store.process import environment, free_port, wheel, write_configuration
from kgbuild.store.state import ServerState
from kgbuild.store.warm_start import SUFFIX, classes_file

RELATIONS = 200
MEMORY = "512m"
LESS_URGENT = 5
"""Niceness: behind what somebody waits for, yet done in minutes on a machine that is busy for hours."""
START_SECONDS = 180.0
END_SECONDS = 600.0
"""When the server has ended, Java writes the file: seconds on a quiet machine."""
LOOK_EVERY = 0.05
KEPT = 3
"""Files kept: each environment that kgbuild is installed in has its own."""
UNABLE = "Unrecognized VM option"
"""What a Java says that keeps no classes in this way; it need not be asked again."""


def warm_up() -> Path | None:
    """Make the file unless it is there; return it, or None where it cannot be made or kept."""
    jars, java = wheel(Path.cwd())
    path = classes_file(jars, java)
    if path is None:
        return None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with lock(path.parent / "lock", wait=START_SECONDS + END_SECONDS):
            if not path.exists():
                _make(path)
                kept = sorted(path.parent.glob(f"*{SUFFIX}"), key=lambda each: each.stat().st_mtime)
                for old in kept[:-KEPT]:
                    old.unlink()
        return path if path.exists() and path.stat().st_size else None
    except (OSError, Busy):
        return None


def _make(path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="kgbuild-") as scratch:
        made, log = Path(scratch) / path.name, Path(scratch) / "log"
        with suppress(KgbuildError, subprocess.TimeoutExpired), _recorded(Path(scratch), made, log) as store:
            load(store, made_up(Path(scratch) / "ws", relations=RELATIONS, evidence=True))
            for name in ("top-treatments", "contradicted-relations"):
                query = named_query(name)
                store.query(query.statement, query.bind({}), timeout=START_SECONDS)
        if made.exists():
            temporary = path.with_suffix(".tmp")
            shutil.copyfile(made, temporary)
            temporary.replace(path)
        elif UNABLE in log.read_text("utf-8", "replace"):
            path.touch()


@contextmanager
def _recorded(scratch: Path, made: Path, log: Path) -> Iterator[Store]:
    """Open a new store whose server, once it has ended, leaves the file."""
    folder = scratch / "store"
    folder.mkdir()
    password, reader = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    bolt, http = free_port(), free_port()
    command = write_configuration(
        folder, bolt=bolt, http=http, password=password, memory=MEMORY, first=(f"-XX:AOTCacheOutput={made}",)
    )
    with (
        log.open("wb") as said,
        subprocess.Popen(
            command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, stdout=said, stderr=said
        ) as process,
    ):
        state = ServerState(process.pid, 0, os.getpid(), bolt, http, password, reader, str(folder), 0, 0)
        try:
            _until_ready(process, state)
            create_reader(state)
            with served(state) as store:
                yield store
            process.terminate()
            process.wait(END_SECONDS)
        finally:
            process.kill()


def _until_ready(process: "subprocess.Popen[bytes]", state: ServerState) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready(state):
        if process.poll() is not None or time.monotonic() > deadline:
            raise subprocess.TimeoutExpired(process.args, START_SECONDS)
        time.sleep(LOOK_EVERY)


if __name__ == "__main__":
    os.nice(LESS_URGENT)
    warm_up()
