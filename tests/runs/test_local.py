"""Worker processes: all tasks are made, deaths cost nothing but time, and nobody is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil
import pytest

from kgbuild.domain.document import Document, Section
from kgbuild.errors import WorkerFailedError, WorkerKilledError
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.runs.local import HELD, LocalEngine
from kgbuild.runs.options import BuildOptions
from kgbuild.runs.tasks import Job, Outcome, Task

HERE = Path(__file__).parent
PATIENCE = 20.0


@pytest.fixture(autouse=True)
def _makers_can_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))


def engine(folder: Path, *, workers: int = 2, maker: str = "unruly:Obedient") -> LocalEngine:
    options = BuildOptions(workers=workers, relations=DEFAULT_TAGGER, lexicon=DEFAULT_TAGGER)
    return LocalEngine(Job(folder, options, config="", maker=maker))


def task(name: str, *texts: str) -> Task:
    sections = (Section("abstract", 0, 1),)
    return Task(name, tuple(Document(f"{name}{at}", text, "", sections) for at, text in enumerate(texts)))


def run(engine: LocalEngine, tasks: Iterable[Task]) -> dict[str, Outcome]:
    return {outcome.fingerprint: outcome for outcome in engine.run(tasks)}


def gone(pid: int) -> bool:
    """Whether a process has ended, whoever has yet to take notice."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_until_gone(pids: Iterable[int]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not all(map(gone, pids)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_every_task_is_made_by_all_workers(tmp_path: Path) -> None:
    outcomes = run(engine(tmp_path), [task(str(n), "sleep 0.05", "read") for n in range(10)])
    assert sorted(outcomes) == sorted(map(str, range(10)))
    assert {outcome.documents for outcome in outcomes.values()} == {2}
    assert len({outcome.seconds["pid"] for outcome in outcomes.values()}) == 2


def test_no_task_needs_no_worker(tmp_path: Path) -> None:
    idle = engine(tmp_path)
    assert run(idle, []) == {}
    assert idle.process_ids == []


def test_reading_does_not_run_ahead_of_the_workers(tmp_path: Path) -> None:
    taken = made = 0
    ahead = []

    def tasks() -> Iterator[Task]:
        nonlocal taken
        for n in range(20):
            taken += 1
            ahead.append(taken - made)
            yield task(str(n), "sleep 0.01")

    for _ in engine(tmp_path).run(tasks()):
        made += 1
    assert made == 20
    assert max(ahead) <= 2 * HELD + 1


def test_a_document_that_kills_its_reader_is_named_and_the_others_are_made(tmp_path: Path) -> None:
    tasks = [task("a", "read", "die", "read"), *(task(str(n), "read", "read") for n in range(6))]
    outcomes = run(engine(tmp_path), tasks)
    assert len(outcomes) == 7
    assert (outcomes["a"].documents, outcomes["a"].rejected) == (2, {"poison": 1})
    assert all(outcomes[str(n)].rejected == {} for n in range(6))


def test_every_one_of_several_killers_is_found(tmp_path: Path) -> None:
    outcomes = run(engine(tmp_path), [task("a", "die", "read", "die"), task("b", "die")])
    assert {name: outcome.rejected["poison"] for name, outcome in outcomes.items()} == {"a": 2, "b": 1}


def test_a_death_that_does_not_come_back_leaves_no_trace(tmp_path: Path) -> None:
    tasks = [task("a", "read", f"die unless {tmp_path / 'once'}"), task("b", "read")]
    outcomes = run(engine(tmp_path), tasks)
    assert [(outcomes[name].documents, outcomes[name].rejected) for name in "ab"] == [(2, {}), (1, {})]


def test_workers_killed_from_outside_are_replaced(tmp_path: Path) -> None:
    unlucky = engine(tmp_path)
    outcomes = []
    for outcome in unlucky.run(task(str(n), "sleep 0.05") for n in range(12)):
        outcomes.append(outcome.fingerprint)
        if len(outcomes) in {2, 5}:
            for pid in unlucky.process_ids:
                os.kill(pid, signal.SIGKILL)
    assert sorted(outcomes) == sorted(str(n) for n in range(12))


def test_workers_that_die_again_and_again_end_the_run(tmp_path: Path) -> None:
    with pytest.raises(WorkerKilledError, match=r"signal 9.*run the same again"):
        run(engine(tmp_path, maker="unruly:StillBorn"), [task("a", "read")])


@pytest.mark.parametrize(
    ("text", "message"), [("explain", "^there is a reason$"), ("break", "ZeroDivisionError: a bug")]
)
def test_an_error_ends_the_run_with_its_words(tmp_path: Path, text: str, message: str) -> None:
    failing = engine(tmp_path)
    with pytest.raises(WorkerFailedError, match=message):
        run(failing, [task("a", text)])
    assert failing.process_ids == []


def test_who_stops_listening_leaves_no_worker_behind(tmp_path: Path) -> None:
    stopped = engine(tmp_path)
    outcomes = stopped.run(task(str(n), "sleep 0.05") for n in range(100))
    next(outcomes)
    pids = stopped.process_ids
    outcomes.close()
    assert pids
    assert all(map(gone, pids))


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        "from pathlib import Path\n"
        "from test_local import engine, task\n"
        "it = engine(Path('.'))\n"
        "it.start()\n"
        "print(*it.process_ids, flush=True)\n"
        "for _ in it.run(task(str(n), 'sleep 60') for n in range(9)): pass\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=tmp_path) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        time.sleep(0.2)
        assert len(pids) == 2
        assert not any(map(gone, pids))
        parent.kill()
    assert wait_until_gone(pids)
