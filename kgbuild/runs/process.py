"""The parent's end of one worker process."""

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Pipe

from kgbuild.runs.messages import Failure, Reading, Ready, Start
from kgbuild.runs.tasks import Job, Outcome, Task

PATIENCE = 5.0
"""Seconds that a worker may take to end by itself."""
COMPLAINT_CHARACTERS = 2000
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
"""What libraries read to decide on their threads: parallelism is ours, by process."""
MEMORY = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2"}
"""Keeps freed memory from piling up in the worker."""

Message = Outcome | Reading | Ready | Failure


class WorkerProcess:
    """One worker: `held` are the tasks it has not finished, the first being at work."""

    def __init__(self, job: Job, cores: list[int]) -> None:
        self.cores = cores
        self.held: deque[Task] = deque()
        self.reading: int | None = None
        self.ready = False
        self.connection, theirs = Pipe()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker; `end` closes it
        with theirs, _interrupts_held_back():
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "kgbuild.runs.worker", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stderr=self._errors,
                pass_fds=(theirs.fileno(),),
                env=_whole_environment(job.options.threads),
            )
        self._send(Start(job, cores))

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def give(self, task: Task) -> None:
        """Send a task."""
        self.held.append(task)
        self._send(task)

    def receive(self) -> Message | None:
        """Return the next message, waiting for it; None when the worker has ended."""
        try:
            message = self.connection.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            return None
        assert isinstance(message, Outcome | Reading | Ready | Failure)
        return message

    def end(self) -> tuple[int, str]:
        """End the process; return its status (negative: the signal that killed it) and its last words."""
        self.connection.close()  # which the worker notices at once, and ends
        try:
            status = self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        with self._errors:
            size = self._errors.seek(0, os.SEEK_END)
            self._errors.seek(max(0, size - COMPLAINT_CHARACTERS))
            return status, self._errors.read().decode(errors="replace").strip()

    def _send(self, message: Start | Task) -> None:
        # A dead worker is noticed, and its tasks are dealt with, where messages are received.
        with contextlib.suppress(OSError):
            self.connection.send(message)


def environment(threads: int) -> dict[str, str]:
    """Return the variables that keep a process to so many threads, and its memory low."""
    return {**dict.fromkeys(THREADS, str(threads)), **MEMORY, "TOKENIZERS_PARALLELISM": "false"}


def _whole_environment(threads: int) -> dict[str, str]:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return {**os.environ, **environment(threads), "PYTHONPATH": path}


@contextlib.contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let the child inherit a blocked SIGINT: Ctrl-C reaches the whole group, but is for the parent alone."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
