"""Make shards on a Ray cluster, or on a Ray started on this machine for one build.

The same maker as in local workers runs in Ray actors. A shard is written whole or not at all and one that is
there is left alone, so a task may be tried again wherever and as often as need be. What an actor held when it
died is made again alone, document by document, and a document that kills its reader each time ends in the
quarantine. All machines must see the
workspace and the models under the same paths, as on a shared file system, and have kgbuild installed.
"""

import logging
import re
import socket
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from signal import SIGKILL
from typing import Any

from kgbuild.errors import KgbuildError, OptionError, WorkerFailedError, WorkerKilledError
from kgbuild.runs.messages import Failure
from kgbuild.runs.process import environment
from kgbuild.runs.tasks import Job, Outcome, Task, load_maker

logger = logging.getLogger(__name__)

HELD = 2
"""Tasks an actor holds: the second is there so that it never waits for us."""
STRIKES = 2
"""Times that a document must kill a careful reader to be called poison: once may be somebody else's doing."""
DEATHS = 4
"""Deaths over one shard, with no poison found between them, after which we give up."""
OBJECT_STORE = 256 << 20
"""Bytes of shared memory for a Ray of our own: tasks are small, and there are few at a time."""
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 60.0
"""For whatever listens at the address of a cluster to prove that it is one; Ray itself would go on trying."""
_KNOCK = "import sys, ray; ray.init(address=sys.argv[1], log_to_driver=False); ray.shutdown()"
_PLACE = re.compile(r"(?:ray://)?(?P<host>[^/:]+|\[[^\]]+\]):(?P<port>\d+)")


class RayEngine:
    """Actors on a cluster, one a worker; implements `Engine`. Raises `OptionError` where ray is missing."""

    def __init__(self, job: Job) -> None:
        try:
            import ray
        except ImportError as error:
            raise OptionError(
                "engine 'ray' needs the package ray: pip install 'kgbuild[ray]', or take --engine local"
            ) from error
        self._ray: Any = ray
        self._job = _absolute(job)
        self._load: dict[Any, int] = {}
        """Tasks that each actor holds."""
        self._held: dict[Any, tuple[Any, Task]] = {}
        self._suspects: deque[Task] = deque()

    def run(self, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        """Yield an outcome for each task, in the order they are finished."""
        with self._cluster():
            try:
                for _ in range(self._count()):
                    self._load[self._actor()] = 0
                for task in tasks:
                    while len(self._held) >= HELD * len(self._load):
                        yield from self._next()
                    yield from self._settle()
                    self._give(task)
                while self._held:
                    yield from self._next()
                yield from self._settle()
            finally:
                for actor in self._load:
                    self._ray.kill(actor)
                self._load.clear()
                self._held.clear()

    def _give(self, task: Task) -> None:
        actor = min(self._load, key=lambda actor: self._load[actor])
        self._load[actor] += 1
        self._held[actor.make.remote(task)] = (actor, task)

    def _next(self) -> Iterator[Outcome]:
        """Yield the next outcome; whatever a dead actor held is put among the suspects instead."""
        (reference,), _ = self._ray.wait(list(self._held), num_returns=1)
        actor, task = self._held.pop(reference)
        answer = self._answer(reference, task)
        if answer is not None:
            self._load[actor] -= 1
            yield answer
            return
        logger.warning("an actor died at shard %s", task.fingerprint)
        self._suspects.append(task)
        self._bury(actor)

    def _settle(self) -> Iterator[Outcome]:
        """Make each suspect alone, document by document, without those that kill whoever reads them."""
        while self._suspects:
            yield self._alone(replace(self._suspects.popleft(), careful=True))

    def _alone(self, task: Task) -> Outcome:
        witness = self._ray.remote(_Witness).options(num_cpus=0).remote()
        strikes: Counter[int] = Counter()
        deaths = 0
        # The core of one of the others, which may be at work on all there are.
        actor, _ = min(self._load.items(), key=lambda item: item[1])
        while deaths < DEATHS:
            answer = self._answer(actor.make.remote(task, witness), task)
            if answer is not None:
                return answer
            actor = self._bury(actor)
            deaths += 1
            position = self._ray.get(witness.last.remote())
            if position is not None:
                strikes[position] += 1
                if strikes[position] >= STRIKES:
                    task, deaths = replace(task, poison=task.poison | {position}), 0
        raise WorkerKilledError(task.fingerprint, SIGKILL)

    def _bury(self, actor: Any) -> Any:
        """Put what a dead actor held among the suspects, and return another in its place."""
        for reference in [reference for reference, (holder, _) in self._held.items() if holder == actor]:
            self._suspects.append(self._held.pop(reference)[1])
        del self._load[actor]
        successor = self._actor()
        self._load[successor] = 0
        return successor

    def _answer(self, reference: Any, task: Task) -> Outcome | None:
        """Return what came of a task, None where its actor, or the machine below it, has died."""
        try:
            answer = self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as error:
            raise WorkerFailedError(f"a Ray actor failed at shard {task.fingerprint}: {error}") from error
        except self._ray.exceptions.RayError:
            return None
        if isinstance(answer, Failure):
            raise WorkerFailedError(answer.message)
        assert isinstance(answer, Outcome)
        return answer

    def _actor(self) -> Any:
        threads = self._job.options.threads
        options = {"num_cpus": threads, "runtime_env": {"env_vars": environment(threads)}}
        return self._ray.remote(_Actor).options(**options).remote(self._job)

    def _count(self) -> int:
        cores = int(self._ray.cluster_resources().get("CPU", 1))
        return self._job.options.workers or max(1, cores // self._job.options.threads)

    @contextmanager
    def _cluster(self) -> Iterator[None]:
        """Connect to the cluster, or start one here; one that the caller had connected to is left alone."""
        if self._ray.is_initialized():
            yield
            return
        options = self._job.options
        _reach(options.address)
        own: dict[str, object] = {"include_dashboard": False, "object_store_memory": OBJECT_STORE}
        if options.workers:
            own["num_cpus"] = options.workers * options.threads
        try:
            self._ray.init(
                address=options.address or "local",
                logging_level=logging.WARNING,
                log_to_driver=False,
                **({} if options.address else own),
            )
        except (ConnectionError, ValueError, RuntimeError) as error:
            where = options.address or "this machine"
            raise WorkerFailedError(f"Ray cannot be reached or started at {where}: {error}") from error
        try:
            yield
        finally:
            self._ray.shutdown()


class _Actor:
    """What runs in an actor: a maker that is made with the first task, so that its errors reach us."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._maker: Any = None

    def make(self, task: Task, witness: Any = None) -> Outcome | Failure:
        import ray

        def reading(position: int) -> None:
            if witness is not None:
                ray.get(witness.see.remote(position))

        try:
            self._maker = self._maker or load_maker(self._job)
            outcome: Outcome = self._maker.make(task, reading=reading)
        except KgbuildError as error:
            return Failure(str(error))
        return outcome


class _Witness:
    """Remembers what document an actor was about to read, when that actor cannot tell any more."""

    def __init__(self) -> None:
        self._position: int | None = None

    def see(self, position: int) -> None:
        self._position = position

    def last(self) -> int | None:
        position, self._position = self._position, None
        return position


def _reach(address: str | None) -> None:
    """Raise `WorkerFailedError` where no cluster answers at an address, which Ray would try without end."""
    place = _PLACE.fullmatch(address or "")
    if place is None:
        return
    try:
        socket.create_connection((place["host"].strip("[]"), int(place["port"])), CONNECT_SECONDS).close()
        command = [sys.executable, "-c", _KNOCK, place.group()]
        subprocess.run(command, timeout=ANSWER_SECONDS, check=True, capture_output=True)
    except (OSError, OverflowError, subprocess.SubprocessError) as error:
        problem = error if isinstance(error, OSError) else "what listens there does not answer as Ray does"
        raise WorkerFailedError(
            f"no Ray cluster answers at {address}: {problem}; check --address, or start one with "
            "`ray start --head`"
        ) from error


def _absolute(job: Job) -> Job:
    """An actor's working directory is its own."""
    options = job.options
    paths = {name: getattr(options, name).resolve() for name in ("tagger", "relations", "lexicon")}
    return replace(job, workspace=job.workspace.resolve(), options=replace(options, **paths))
