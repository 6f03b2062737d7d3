"""Locks: one build at a time, none beside workers of a killed one, and no lock outlives its holder."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kgbuild.errors import WorkspaceBusyError, WorkspaceWriteError
from kgbuild.runs import lock
from kgbuild.runs.lock import locked


@contextmanager
def another_process(expression: str, *, seconds: float = 60.0) -> Iterator[subprocess.Popen[bytes]]:
    """A process that holds what `expression` gives it, and is killed in the end."""
    program = (
        "import sys, time; from pathlib import Path; from kgbuild.runs.lock import locked, writing\n"
        f"held = {expression}\nprint(flush=True)\ntime.sleep({seconds})"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_a_second_build_is_refused_until_the_first_is_dead(tmp_path: Path) -> None:
    with another_process(f"locked(Path({str(tmp_path)!r})); held.__enter__()") as process:
        with pytest.raises(WorkspaceBusyError, match="another build is at work"), locked(tmp_path):
            pass
        process.kill()
        process.wait()
        with locked(tmp_path):
            pass


def test_a_build_waits_for_the_workers_of_a_killed_one(tmp_path: Path) -> None:
    with another_process(f"writing(Path({str(tmp_path)!r})); held.__enter__()", seconds=0.5):
        start = time.monotonic()
        with locked(tmp_path):
            assert time.monotonic() - start > 0.2


def test_a_build_does_not_wait_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.2)
    with (
        another_process(f"writing(Path({str(tmp_path)!r})); held.__enter__()"),
        pytest.raises(WorkspaceBusyError),
        locked(tmp_path),
    ):
        pass


def test_many_workers_may_write_at_once(tmp_path: Path) -> None:
    with another_process(f"writing(Path({str(tmp_path)!r})); held.__enter__()"), lock.writing(tmp_path):
        pass


def test_locking_twice_writes_nothing(tmp_path: Path) -> None:
    with locked(tmp_path):
        pass
    before = {path: path.stat() for path in (tmp_path, *tmp_path.iterdir())}
    with locked(tmp_path):
        pass
    assert {path: path.stat() for path in (tmp_path, *tmp_path.iterdir())} == before


def test_a_folder_that_takes_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceWriteError, match="cannot be written"), locked(tmp_path / "nowhere"):
        pass
