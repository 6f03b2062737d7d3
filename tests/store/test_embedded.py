"""The server's life: started once, shared, found again, and gone when it should be."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from kgbuild.errors import StoreBusyError, StoreStartError
from kgbuild.store.bolt import embedded
from kgbuild.store.embedded import in_use, running, stop
from kgbuild.store.state import STATE_FILE, ServerState, recall

PATIENCE = 120.0
OPEN = """
import sys
from pathlib import Path
from kgbuild.store.embedded import running
with running(Path(sys.argv[1])) as state:
    print(state.pid)
"""


def _until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("life") / "store"
    yield path
    stop(path, force=True)


@pytest.fixture
def state(folder: Path) -> ServerState:
    with running(folder, idle=600) as found:
        return found


def test_two_commands_at_once_start_one_server(folder: Path) -> None:
    stop(folder)
    commands = [
        subprocess.Popen([sys.executable, "-c", OPEN, str(folder)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    pids = {command.communicate(timeout=PATIENCE)[0] for command in commands}
    state = recall(folder)
    assert state is not None
    assert pids == {f"{state.pid}\n"}


def test_it_listens_on_this_machine_alone(state: ServerState) -> None:
    listening = [
        c for c in psutil.Process(state.pid).net_connections("inet") if c.status == psutil.CONN_LISTEN
    ]
    assert {c.laddr.port for c in listening} == {state.bolt, state.http}
    assert {c.laddr.ip.removeprefix("::ffff:") for c in listening} == {"127.0.0.1"}


def test_passwords_are_for_its_owner_alone(folder: Path, state: ServerState) -> None:
    for pid in (state.pid, state.keeper):
        process = psutil.Process(pid)
        shown = " ".join([*process.cmdline(), *process.environ().values()])
        assert state.password not in shown
        assert state.reader not in shown
    words = (state.password.encode(), state.reader.encode())
    files = [path for path in folder.rglob("*") if path.is_file()]
    holding = [path for path in files if any(word in path.read_bytes() for word in words)]
    assert holding
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in holding)


def test_it_is_not_stopped_while_in_use(folder: Path, state: ServerState) -> None:
    assert not in_use(folder)
    with running(folder):
        assert in_use(folder)
        with pytest.raises(StoreBusyError, match="--force"):
            stop(folder)
        assert state.alive


def test_a_copied_workspace_does_not_use_the_original_s_server(
    folder: Path, state: ServerState, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(folder / STATE_FILE, copy)
    assert recall(folder) == state
    assert recall(copy) is None


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"pid": 1}', "\udcff"])
def test_a_damaged_note_of_a_server_is_no_server(tmp_path: Path, content: str) -> None:
    (tmp_path / STATE_FILE).write_bytes(content.encode("utf-8", "surrogateescape"))
    assert recall(tmp_path) is None
    assert not stop(tmp_path)


def test_a_recycled_pid_is_no_server(folder: Path, state: ServerState, tmp_path: Path) -> None:
    note = json.loads((folder / STATE_FILE).read_text())
    place = tmp_path.stat()
    note |= {"pid": os.getpid(), "started": 1.0, "device": place.st_dev, "inode": place.st_ino}
    (tmp_path / STATE_FILE).write_text(json.dumps(note))
    assert recall(tmp_path) is None


def test_a_killed_server_is_started_again(folder: Path, state: ServerState) -> None:
    with embedded(folder) as store:
        store.write("CREATE (:Kept {id: 1}) RETURN 1")
    os.kill(state.pid, signal.SIGKILL)
    assert _until(lambda: not state.alive)
    with embedded(folder) as store:
        assert store.query("MATCH (n:Kept) RETURN n.id").rows == [(1,)]
    again = recall(folder)
    assert again is not None
    assert again.pid != state.pid
    assert _until(lambda: not psutil.pid_exists(state.keeper))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_a_server_ends_with_its_killed_keeper(folder: Path, state: ServerState) -> None:
    os.kill(state.keeper, signal.SIGKILL)
    assert _until(lambda: not state.alive)
    assert recall(folder) is None


def test_a_moved_workspace_keeps_its_store_and_a_removed_one_leaves_no_server(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    with embedded(before) as store:
        store.write("CREATE (:Kept {id: 1}) RETURN 1")
    state = recall(before)
    assert state is not None
    before.rename(after)
    with embedded(after) as store:
        assert store.query("MATCH (n:Kept) RETURN n.id").rows == [(1,)]
    assert not state.alive
    moved = recall(after)
    assert moved is not None
    after.rename(tmp_path / "trash")
    assert _until(lambda: not moved.alive and not psutil.pid_exists(moved.keeper))


def test_it_goes_when_nobody_has_used_it(tmp_path: Path) -> None:
    with running(tmp_path / "store", idle=1.0) as state:
        time.sleep(3.0)
        assert state.alive  # it is in use
    assert _until(lambda: not state.alive and not psutil.pid_exists(state.keeper))
    assert recall(tmp_path / "store") is None
    assert not (tmp_path / "store" / STATE_FILE).exists()


class TestWhatDoesNotStart:
    """It says why, and leaves nothing running."""

    def test_a_file_where_the_folder_should_be(self, tmp_path: Path) -> None:
        (tmp_path / "store").write_text("")
        with pytest.raises(StoreStartError, match="File exists"), running(tmp_path / "store"):
            pass

    def test_memory_that_is_none(self, tmp_path: Path) -> None:
        with (
            pytest.raises(StoreStartError, match="Invalid maximum heap size"),
            running(tmp_path, memory="much"),
        ):
            pass
        assert recall(tmp_path) is None

    def test_a_disk_that_takes_no_more(self, tmp_path: Path) -> None:
        limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n{OPEN}"
        command = [sys.executable, "-c", limited, str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        assert done.returncode == 1
        assert "StoreStartError" in done.stderr.splitlines()[-1]
        assert "File too large" in done.stderr.splitlines()[-1]
        assert _until(lambda: not _processes_of(tmp_path))


def _processes_of(folder: Path) -> list[psutil.Process]:
    return [p for p in psutil.process_iter(["cmdline"]) if str(folder) in " ".join(p.info["cmdline"] or ())]
