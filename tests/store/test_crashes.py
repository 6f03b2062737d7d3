"""Killing the loader or the server at any moment loses nothing: the next load gives the same counts."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from kgbuild.graph.workspace import Workspace
from kgbuild.store.bolt import embedded
from kgbuild.store.embedded import stop
from kgbuild.store.load import LoadReport, is_current, load
from kgbuild.store.made_up import made_up
from kgbuild.store.state import recall

RELATIONS = 600
LOAD = """
import sys
from pathlib import Path
import kgbuild.store.changes
from kgbuild.graph.workspace import Workspace
from kgbuild.store.bolt import embedded
from kgbuild.store.load import load
kgbuild.store.changes.BATCH = 20
workspace = Workspace.open(Path(sys.argv[1]))
with embedded(workspace.store) as store:
    print("loading", flush=True)
    load(store, workspace, progress=lambda progress: print(progress.done, flush=True))
"""
PARTS = {
    "Disease nodes": 40,
    "Symptom nodes": 40,
    "Drug nodes": 40,
    "Document nodes": 120,
    "Evidence nodes": 600,
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = made_up(tmp_path_factory.mktemp("crashes") / "ws", relations=RELATIONS, evidence=True)
    yield made
    stop(made.store, force=True)


def _loading(workspace: Workspace, rows: int) -> subprocess.Popen[str]:
    """Return a process that has written at least so many rows and goes on."""
    command = [sys.executable, "-c", LOAD, str(workspace.path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip().isdigit() and int(line) >= rows:
            return process
    raise AssertionError(f"the load ended by itself: {process.communicate()[1]}")


def _loaded(workspace: Workspace) -> LoadReport:
    with embedded(workspace.store) as store:
        assert not is_current(store, workspace)
        report = load(store, workspace)
        assert is_current(store, workspace)
        return report


def _complete(held: dict[str, int]) -> bool:
    relations = sum(held[f"{type} relationships"] for type in ("TREATS", "CAUSES", "CO_OCCURS_WITH"))
    joints = {held[f"{type} relationships"] for type in ("FROM", "SUBJECT", "OBJECT")}
    return PARTS.items() <= held.items() and relations == RELATIONS and joints == {RELATIONS}


def test_a_killed_load_is_finished_by_the_next(workspace: Workspace) -> None:
    chance = random.Random(7)
    for rows in (0, 160, 300, 300):  # counted anew by each load
        with _loading(workspace, rows) as process:
            time.sleep(chance.random() / 10)
            process.kill()
            process.communicate()
    report = _loaded(workspace)
    assert _complete(report.held)
    assert report.created.total() < 40 * 3 + 120 + 2 * RELATIONS  # something had been kept


def test_a_server_killed_under_a_load_loses_nothing_that_counts(workspace: Workspace) -> None:
    with embedded(workspace.store) as store:
        store.write("MATCH (n) DETACH DELETE n")
    with _loading(workspace, 400) as process:
        state = recall(workspace.store)
        assert state is not None
        os.kill(state.pid, signal.SIGKILL)
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "StoreWriteError" in errors
    assert _complete(_loaded(workspace).held)
    with embedded(workspace.store) as store:
        assert not load(store, workspace, check=True).changed
