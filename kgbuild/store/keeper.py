"""The process that owns the embedded server: it starts Java, notes where it listens, and ends it when idle.

Run as `python -m kgbuild.store.keeper FOLDER IDLE_SECONDS MEMORY`. Users hold a shared lock on `use.lock`;
once nobody has held it for the idle time, or the folder is gone, the server is stopped. Should the keeper be
killed, so is the server where the system can do that (Linux); elsewhere the next command adopts or replaces
what is left.
"""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from kgbuild.store.locks import START_LOCK, USE_LOCK, Busy, lock
from kgbuild.store.process import die_with_parent, environment, free_port, wheel, write_configuration
from kgbuild.store.state import ServerState, forget, remember
from kgbuild.store.warm_start import warm_up_in_background

LOOK_EVERY = 1.0
STOP_SECONDS = 20.0
ENDED_WELL = (0, -signal.SIGTERM, 128 + signal.SIGTERM)
"""Exit statuses of a server that was told to end: Java's own is the last."""


def main() -> None:
    """Leave terminal and caller behind, then keep one server; exit status 1 where it cannot be started."""
    folder, idle, memory = Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
    started, starting = os.pipe()
    if os.fork():
        os.close(starting)
        os._exit(0 if os.read(started, 1) else 1)
    os.setsid()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    java = _start(folder, memory)
    os.write(starting, b"+")
    os.close(starting)
    os.close(started)
    _keep(folder, java, idle)


def _keep(folder: Path, java: subprocess.Popen[bytes], idle: float) -> None:
    try:
        while java.poll() is None:
            time.sleep(LOOK_EVERY)
            if _idle(folder, idle) and _stop_if_unused(folder, java):
                return
    except FileNotFoundError:  # The folder was moved or removed: what the server holds is nobody's store now.
        return
    finally:
        _stop(folder, java)
        if java.returncode in ENDED_WELL:
            warm_up_in_background(*wheel(folder))  # for the next one


def _start(folder: Path, memory: str) -> subprocess.Popen[bytes]:
    password, reader = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    bolt, http = free_port(), free_port()
    command = write_configuration(folder, bolt=bolt, http=http, password=password, memory=memory)
    (folder / "log").mkdir(exist_ok=True)  # Java writes its log to ./log of its working folder.
    java = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        preexec_fn=die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - there is one thread
    )
    place = folder.stat()
    state = ServerState(
        pid=java.pid,
        started=psutil.Process(java.pid).create_time(),
        keeper=os.getpid(),
        bolt=bolt,
        http=http,
        password=password,
        reader=reader,
        folder=str(folder),
        device=place.st_dev,
        inode=place.st_ino,
    )
    remember(folder, state)
    return java


def _idle(folder: Path, idle: float) -> bool:
    return time.time() - (folder / USE_LOCK).stat().st_mtime > idle


def _stop_if_unused(folder: Path, java: subprocess.Popen[bytes]) -> bool:
    # Nobody can begin to use the server while we hold the start lock, nor is anybody using it if we get the
    # other.
    try:
        with lock(folder / START_LOCK, wait=0), lock(folder / USE_LOCK, wait=0):
            _stop(folder, java)
    except Busy:
        return False
    return True


def _stop(folder: Path, java: subprocess.Popen[bytes]) -> None:
    java.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        java.wait(STOP_SECONDS)
    if java.poll() is None:
        java.kill()
        java.wait()
    forget(folder, java.pid)


if __name__ == "__main__":
    main()
