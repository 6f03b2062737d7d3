"""Make shards in worker processes of this machine, each on a core of its own.

Back pressure: a worker holds at most two tasks, one at work and one waiting, so reading never runs far ahead.
A worker that is killed costs nothing but time: its shard is tried again alone, document by document, and a
document that kills its reader each time ends in the quarantine.
"""

import logging
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from multiprocessing.connection import wait

from kgbuild.errors import WorkerFailedError, WorkerKilledError
from kgbuild.runs.cores import allowed_cores, assign
from kgbuild.runs.messages import Failure, Reading, Ready
from kgbuild.runs.process import WorkerProcess
from kgbuild.runs.tasks import Job, Outcome, Task

logger = logging.getLogger(__name__)

HELD = 2
"""Tasks a worker holds: the second is there so that it never waits for the parent."""
STRIKES = 2
"""Times that a document must kill a careful reader to be called poison: once may be somebody else's doing."""
DEATHS = 4
"""Killings at one shard, with no poison found between them, or while starting, after which we give up."""
STARTING = ""
"""Stands for a shard's fingerprint where a worker dies before it is ready."""


class LocalEngine:
    """Worker processes on this machine, started as tasks come; implements `Engine`."""

    def __init__(self, job: Job) -> None:
        self._job = job
        count = job.options.worker_count
        self._free_cores = assign(count, job.options.threads, allowed_cores())
        self._pool: list[WorkerProcess] = []
        self._suspects: deque[Task] = deque()
        self._returned: deque[Task] = deque()
        self._strikes: Counter[tuple[str, int]] = Counter()
        self._deaths: Counter[str] = Counter()

    @property
    def process_ids(self) -> list[int]:
        """The workers that live now."""
        return [worker.pid for worker in self._pool]

    def start(self) -> None:
        """Start all workers and wait until their models are loaded, as a benchmark wants it."""
        while self._free_cores:
            self._start_worker()
        while not all(worker.ready for worker in self._pool):
            for outcome in self._collect(block=True):
                raise AssertionError(f"a worker without a task made {outcome.fingerprint}")

    def run(self, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        """Yield an outcome for each task, in the order they are finished."""
        try:
            for task in tasks:
                yield from self._give(task)
                yield from self._collect(block=False)
                yield from self._settle()
            while self._pool_is_busy():
                yield from self._collect(block=True)
                yield from self._settle()
        finally:
            while self._pool:
                self._retire(self._pool[-1])

    def _give(self, task: Task) -> Iterator[Outcome]:
        while (worker := self._worker_with_room()) is None:
            yield from self._collect(block=True)
            yield from self._settle()
        worker.give(task)

    def _worker_with_room(self) -> WorkerProcess | None:
        least = min(self._pool, key=lambda worker: len(worker.held), default=None)
        if (least is None or least.held) and self._free_cores:
            least = self._start_worker()
        return least if least is not None and len(least.held) < HELD else None

    def _start_worker(self) -> WorkerProcess:
        worker = WorkerProcess(self._job, self._free_cores.pop(0))
        self._pool.append(worker)
        return worker

    def _pool_is_busy(self) -> bool:
        return any(worker.held for worker in self._pool)

    def _collect(self, *, block: bool) -> Iterator[Outcome]:
        """Hear all workers that have something to say, and bury the dead."""
        by_connection = {worker.connection: worker for worker in self._pool}
        for connection in wait(list(by_connection), timeout=None if block else 0):
            worker = by_connection[connection]  # type: ignore[index] # `wait` returns what it was given
            message = worker.receive()
            match message:
                case Outcome():
                    worker.held.popleft()
                    worker.reading = None
                    yield message
                case Reading(position=position):
                    worker.reading = position
                case Ready():
                    worker.ready = True
                    del self._deaths[STARTING]
                case Failure(message=text):
                    raise WorkerFailedError(text)
                case None:
                    self._bury(worker)

    def _bury(self, worker: WorkerProcess) -> None:
        """Decide what becomes of a dead worker's tasks."""
        held = deque(worker.held)
        status, complaint = self._retire(worker)
        if status >= 0:
            raise WorkerFailedError(f"a worker ended with status {status}: {complaint or 'it said nothing'}")
        shard = held[0].fingerprint if held and worker.ready else STARTING
        logger.warning("a worker was killed by signal %d at shard %s", -status, shard)
        self._deaths[shard] += 1
        if shard != STARTING:
            # To the front: one suspect is dealt with before the next.
            self._suspects.appendleft(self._suspect(held.popleft(), worker.reading))
        self._returned.extend(held)
        if self._deaths[shard] >= DEATHS:
            raise WorkerKilledError(shard, -status)

    def _suspect(self, task: Task, reading: int | None) -> Task:
        if task.careful and reading is not None:
            self._strikes[task.fingerprint, reading] += 1
            if self._strikes[task.fingerprint, reading] >= STRIKES:
                del self._deaths[task.fingerprint]
                return replace(task, poison=task.poison | {reading})
        return replace(task, careful=True)

    def _settle(self) -> Iterator[Outcome]:
        """Give back what dead workers held: innocent tasks to anyone, suspects to a lone new worker."""
        while self._returned:
            yield from self._give(self._returned.popleft())
        while self._suspects:
            if self._pool_is_busy():
                yield from self._collect(block=True)
            else:
                while self._pool:
                    self._retire(self._pool[-1])
                yield from self._give(self._suspects.popleft())

    def _retire(self, worker: WorkerProcess) -> tuple[int, str]:
        self._pool.remove(worker)
        self._free_cores.insert(0, worker.cores)
        return worker.end()
