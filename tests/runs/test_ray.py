"""Ray makes the same shards; skipped where ray is not installed."""

import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kgbuild.domain.document import Document, Section
from kgbuild.errors import OptionError, WorkerFailedError, WorkerKilledError
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.runs.options import BuildOptions
from kgbuild.runs.ray import HELD, RayEngine
from kgbuild.runs.tasks import Job, Task

HERE = Path(__file__).parent


def job(folder: Path) -> Job:
    options = BuildOptions(workers=2, relations=DEFAULT_TAGGER, lexicon=DEFAULT_TAGGER, engine="ray")
    return Job(folder, options, config="", maker="unruly:Obedient")


def task(name: str, text: str) -> Task:
    return Task(name, (Document(name, text, "", (Section("abstract", 0, 1),)),))


def test_without_ray_the_engine_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(OptionError, match="needs the package ray: pip install"):
        RayEngine(job(tmp_path))


@pytest.mark.parametrize("scheme", ["", "ray://"])
def test_where_no_cluster_answers_it_says_so_at_once(tmp_path: Path, scheme: str) -> None:
    pytest.importorskip("ray")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # a port on which nobody listens
        address = f"{scheme}127.0.0.1:{taken.getsockname()[1]}"
        options = replace(job(tmp_path).options, address=address)
        with pytest.raises(WorkerFailedError, match=r"no Ray cluster answers at .*check --address"):
            list(RayEngine(replace(job(tmp_path), options=options)).run([task("a", "read")]))


def test_where_something_else_answers_it_says_so_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ray")
    monkeypatch.setattr("kgbuild.runs.ray.ANSWER_SECONDS", 3.0)
    with socket.create_server(("127.0.0.1", 0)) as other:
        options = replace(job(tmp_path).options, address=f"127.0.0.1:{other.getsockname()[1]}")
        with pytest.raises(WorkerFailedError, match="does not answer as Ray does"):
            list(RayEngine(replace(job(tmp_path), options=options)).run([task("a", "read")]))


@pytest.fixture(scope="module")
def _cluster() -> Iterator[None]:
    """One Ray for all tests of this file, which is slow to start."""
    ray = pytest.importorskip("ray")
    environment = {"env_vars": {"PYTHONPATH": str(HERE)}}
    ray.init(
        address="local", num_cpus=2, include_dashboard=False, runtime_env=environment, log_to_driver=False
    )
    yield
    ray.shutdown()


@pytest.mark.usefixtures("_cluster")
class TestOnACluster:
    def test_every_task_is_made_without_running_ahead(self, tmp_path: Path) -> None:
        taken = 0
        ahead = []

        def tasks() -> Iterator[Task]:
            nonlocal taken
            for n in range(12):
                taken += 1
                ahead.append(taken - len(names))
                yield task(str(n), "sleep 0.01")

        names: list[str] = []
        for outcome in RayEngine(job(tmp_path)).run(tasks()):
            names.append(outcome.fingerprint)  # noqa: PERF401 - the tasks look at it as it grows
        assert sorted(names) == sorted(str(n) for n in range(12))
        assert max(ahead) <= 2 * HELD + 1

    def test_a_death_is_made_good(self, tmp_path: Path) -> None:
        tasks = [task("a", f"die unless {tmp_path / 'once'}"), task("b", "read")]
        assert {outcome.fingerprint for outcome in RayEngine(job(tmp_path)).run(tasks)} == {"a", "b"}

    def test_a_document_that_kills_every_actor_is_left_out_alone(self, tmp_path: Path) -> None:
        documents = tuple(
            Document(text, text, "", (Section("abstract", 0, 1),)) for text in ("one", "die", "three")
        )
        tasks = [Task("a", documents), *(task(str(n), "read") for n in range(4))]
        outcomes = {outcome.fingerprint: outcome for outcome in RayEngine(job(tmp_path)).run(tasks)}
        assert outcomes.keys() == {"a", "0", "1", "2", "3"}
        assert (outcomes["a"].documents, outcomes["a"].rejected) == (2, {"poison": 1})
        assert all(outcomes[str(n)].rejected == {} for n in range(4))

    def test_a_shard_that_kills_every_actor_is_named(self, tmp_path: Path) -> None:
        stillborn = replace(job(tmp_path), maker="unruly:StillBorn")
        with pytest.raises(WorkerKilledError, match="making shard a"):
            list(RayEngine(stillborn).run([task("a", "read")]))

    @pytest.mark.parametrize(("text", "message"), [("explain", "^there is a reason$"), ("break", "a bug")])
    def test_an_error_ends_the_run_with_its_words(self, tmp_path: Path, text: str, message: str) -> None:
        with pytest.raises(WorkerFailedError, match=message):
            list(RayEngine(job(tmp_path)).run([task("a", text)]))
