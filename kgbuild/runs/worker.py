"""A worker process: receives tasks on a socket, writes shards, reports each.

A program of its own, `python -m kgbuild.runs.worker <file descriptor>`: so it shares nothing with the parent
and works from notebooks, scripts without a main guard and standard input alike.
"""

import os
import pickle
import signal
import sys
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread

from kgbuild.errors import KgbuildError
from kgbuild.runs.cores import pin
from kgbuild.runs.messages import Failure, Reading, Ready
from kgbuild.runs.tasks import Job, Task, load_maker

ORPHANED = 3
"""Exit status of a worker whose parent has gone or needs it no more."""
EXPLAINED = 4
"""Exit status after an error that was sent to the parent."""


def main(descriptor: int) -> int:
    """Serve one parent until it closes the socket or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, who then ends us
    parent = Connection(descriptor)
    start = parent.recv()
    pin(start.cores)
    tasks: SimpleQueue[Task] = SimpleQueue()
    Thread(target=_receive, args=(parent, tasks), daemon=True).start()
    try:
        _serve(start.job, parent, tasks)
    except KgbuildError as error:
        parent.send(Failure(str(error)))
    return EXPLAINED


def _receive(parent: Connection, tasks: "SimpleQueue[Task]") -> None:
    """Keep receiving while the main thread works, to have the next task and the parent's death in time."""
    while True:
        try:
            tasks.put(parent.recv())
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(ORPHANED)


def _serve(job: Job, parent: Connection, tasks: "SimpleQueue[Task]") -> None:
    maker = load_maker(job)
    parent.send(Ready())
    while True:
        task = tasks.get()
        parent.send(maker.make(task, reading=lambda position: parent.send(Reading(position))))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
