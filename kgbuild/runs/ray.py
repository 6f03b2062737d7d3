"""Make shards on a Ray cluster, or on a Ray started on this machine for one build.

The same maker as in local workers runs in Ray actors. A shard is written whole or not at all and one that is
there is left alone, so Ray may try a task again wherever and as often as it likes. All machines must see the
workspace and the models under the same paths, as on a shared file system, and have kgbuild installed.
"""

import logging
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from signal import SIGKILL
from typing import Any

from kgbuild.errors import KgbuildError, OptionError, WorkerFailedError, WorkerKilledError
from kgbuild.runs.messages import Failure
from kgbuild.runs.process import environment
from kgbuild.runs.tasks import Job, Outcome, Task, load_maker

HELD = 2
"""Tasks an actor holds: the second is there so that it never waits for us."""
RETRIES = 3
"""Times that a task is tried again after its actor, or the machine below it, has died."""
OBJECT_STORE = 256 << 20
"""Bytes of shared memory for a Ray of our own: tasks are small, and there are few at a time."""


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

    def run(self, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        """Yield an outcome for each task, in the order they are finished."""
        with self._cluster():
            actors = [self._actor() for _ in range(self._count())]
            held: dict[Any, tuple[Any, Task]] = {}
            load = dict.fromkeys(actors, 0)
            try:
                for task in tasks:
                    while len(held) >= HELD * len(actors):
                        yield self._next(held, load)
                    actor = min(actors, key=lambda actor: load[actor])
                    load[actor] += 1
                    held[actor.make.remote(task)] = (actor, task)
                while held:
                    yield self._next(held, load)
            finally:
                for actor in actors:
                    self._ray.kill(actor)

    def _next(self, held: dict[Any, tuple[Any, Task]], load: dict[Any, int]) -> Outcome:
        (reference,), _ = self._ray.wait(list(held), num_returns=1)
        actor, task = held.pop(reference)
        load[actor] -= 1
        try:
            answer = self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as error:
            raise WorkerFailedError(f"a Ray actor failed at shard {task.fingerprint}: {error}") from error
        except self._ray.exceptions.RayError as error:
            raise WorkerKilledError(task.fingerprint, SIGKILL) from error
        if isinstance(answer, Failure):
            raise WorkerFailedError(answer.message)
        assert isinstance(answer, Outcome)
        return answer

    def _actor(self) -> Any:
        threads = self._job.options.threads
        options = {
            "num_cpus": threads,
            "max_restarts": -1,
            "max_task_retries": RETRIES,
            "runtime_env": {"env_vars": environment(threads)},
        }
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

    def make(self, task: Task) -> Outcome | Failure:
        try:
            self._maker = self._maker or load_maker(self._job)
            outcome: Outcome = self._maker.make(task, reading=lambda _: None)
        except KgbuildError as error:
            return Failure(str(error))
        return outcome


def _absolute(job: Job) -> Job:
    """An actor's working directory is its own."""
    options = job.options
    paths = {name: getattr(options, name).resolve() for name in ("tagger", "relations", "lexicon")}
    return replace(job, workspace=job.workspace.resolve(), options=replace(options, **paths))
