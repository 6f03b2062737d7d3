"""Loading a real Neo4j: over lines that break, past others that write, and after kills."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import neo4j
import pytest

import kgbuild.store.changes
import kgbuild.store.paged
from kgbuild.errors import StoreOfAnotherError
from kgbuild.graph.assemble import assemble
from kgbuild.graph.withdraw import reinstate, withdraw
from kgbuild.graph.workspace import Workspace
from kgbuild.store.bolt import Store, connect
from kgbuild.store.layout import LAYOUT, parts
from kgbuild.store.load import LoadProgress, is_current, load
from kgbuild.store.made_up import made_up
from kgbuild.store.mark import Mark, write_mark
from kgbuild.store.neo4j_server import LocalNeo4j
from kgbuild.store.paged import held_rows
from tests.graph.papers import CONFIG, KNOWLEDGE, new_workspace, paper, shard, treats
from tests.store.broken_line import broken_line
from tests.store.clinic import clinic
from tests.store.graphs import publish_tables
from tests.store.neo4j_server import running
from tests.store.test_load import HELD, content

pytestmark = pytest.mark.neo4j
RELATIONS = 300
LOAD = """
import os, sys
from pathlib import Path
import kgbuild.store.changes
from kgbuild.graph.workspace import Workspace
from kgbuild.store.bolt import connect
from kgbuild.store.load import load
kgbuild.store.changes.BATCH = 20
with connect(sys.argv[2], user="neo4j", password=os.environ["PASSWORD"]) as store:
    print(0, flush=True)
    report = load(store, Workspace.open(Path(sys.argv[1])), progress=lambda p: print(p.done, flush=True))
print("loaded", sum(n for part, n in report.held.items() if part.endswith("nodes")))
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return made_up(tmp_path_factory.mktemp("neo4j-load") / "ws", relations=RELATIONS, evidence=True)


@pytest.fixture(scope="module")
def other_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a server that may be killed."""
    return tmp_path_factory.mktemp("killed") / "home"


def _ask(store: Store, words: str) -> list[str]:
    found = "CALL db.index.fulltext.queryNodes('entity_names', $words) YIELD node, score RETURN node.name"
    return [name for (name,) in store.query(found, {"words": words}).rows]


def test_names_and_synonyms_are_found_by_words(neo4j_store: Store, tmp_path: Path) -> None:
    load(neo4j_store, publish_tables(tmp_path / "ws", clinic()))
    neo4j_store.define("CALL db.awaitIndexes()")
    assert _ask(neo4j_store, "blood") == ["Hypertension"]
    assert _ask(neo4j_store, "acetylsal*") == ["aspirin"]
    assert _ask(neo4j_store, "cough") == ["Cough"]


def test_withdrawn_evidence_leaves_the_store_and_comes_back(neo4j_store: Store, tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    papers = (paper("PMID:1", treats(), treats(object="migraine")), paper("PMID:2", treats(score=0.5)))
    assemble(workspace, [shard(workspace, *papers)], config=CONFIG, knowledge=KNOWLEDGE)
    load(neo4j_store, workspace)
    before = content(neo4j_store)
    withdraw(workspace, "PMID:1")
    report = load(neo4j_store, workspace)
    assert report.removed == {"Evidence nodes": 2, "TREATS relationships": 1}
    gone = "MATCH (e:Evidence)-[:FROM]->(d:Document {id: 'PMID:1'}) RETURN e"
    assert not neo4j_store.query(gone).rows
    assert neo4j_store.query("MATCH (d:Document {id: 'PMID:1'}) RETURN d.retracted").rows == [(True,)]
    reinstate(workspace, "PMID:1")
    load(neo4j_store, workspace)
    assert content(neo4j_store) == before


def test_what_another_extractor_finds_takes_the_place_of_the_former(
    neo4j_store: Store, tmp_path: Path
) -> None:
    workspace = new_workspace(tmp_path)
    first = shard(workspace, paper("PMID:1", treats(), treats(object="migraine")))
    assemble(workspace, [first], config=CONFIG, knowledge=KNOWLEDGE)
    load(neo4j_store, workspace)
    second = shard(workspace, paper("PMID:1", treats(score=0.7), treats("ibuprofen")), config="config-2")
    assemble(workspace, [first, second], config="config-2", knowledge=KNOWLEDGE)
    load(neo4j_store, workspace)
    pairs = neo4j_store.query("MATCH (a)-[r:TREATS]->(b) RETURN a.name, b.name ORDER BY a.name").rows
    assert pairs == [("Aspirin", "Headache"), ("Ibuprofen", "Headache")]
    assert neo4j_store.query("MATCH (e:Evidence) RETURN count(e), min(e.score)").rows == [(2, 0.7)]
    changed = content(neo4j_store)
    neo4j_store.write("MATCH (n) DETACH DELETE n")
    load(neo4j_store, workspace)
    assert content(neo4j_store) == changed


def test_pages_have_all_that_a_part_holds(
    neo4j_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kgbuild.store.paged, "PAGE", 2)
    workspace = publish_tables(tmp_path / "ws", clinic())
    load(neo4j_store, workspace)
    assert not load(neo4j_store, workspace, check=True).changed
    odd = "CREATE (:Entity:Drug {id: $id})-[:TREATS {id: 'odd'}]->(:Entity:Disease {id: 'x' + $id}) RETURN 1"
    for id in ("", "\x01", "Ω", "🫀"):
        neo4j_store.write(odd, id=id)
    neo4j_store.write("CREATE (:Entity:Drug)-[:TREATS {id: 'odd'}]->(:Entity:Disease) RETURN 1")
    for part in parts():
        held = sorted(map(repr, map(list, held_rows(neo4j_store, part))))
        assert held == sorted(map(repr, map(list, neo4j_store.stream(part.present))))


def test_a_database_holds_the_graph_of_one_workspace(neo4j_store: Store, tmp_path: Path) -> None:
    tables = clinic()
    first, second = (publish_tables(tmp_path / name, tables) for name in ("first", "second"))
    assert first.id != second.id
    load(neo4j_store, first)
    before = content(neo4j_store)
    assert is_current(neo4j_store, second)  # It holds just that, whoever loaded it: nothing is to be done.
    assert not load(neo4j_store, second).compared
    tables["documents"][0]["title"] = "Another title"
    second = publish_tables(tmp_path / "second", tables)
    with pytest.raises(StoreOfAnotherError, match=f"{first.id}, not of this one, {second.id}.*--replace"):
        load(neo4j_store, second)
    assert content(neo4j_store) == before
    assert load(neo4j_store, first, check=True).held == HELD

    assert load(neo4j_store, second, replace=True).updated["Document nodes"] == 1
    assert is_current(neo4j_store, second)
    assert not load(neo4j_store, second, check=True).changed
    with pytest.raises(StoreOfAnotherError, match="not of this one"):
        load(neo4j_store, first)


def test_a_graph_that_was_replaced_while_it_was_loading_is_not_called_complete(
    neo4j_store: Store, tmp_path: Path
) -> None:
    first, second = (publish_tables(tmp_path / name, clinic()) for name in ("first", "second"))

    def replaced(progress: LoadProgress) -> None:
        if progress.done == progress.total:
            write_mark(neo4j_store, Mark("b", LAYOUT, complete=False, workspace=second.id))

    with pytest.raises(StoreOfAnotherError, match=second.id):
        load(neo4j_store, first, progress=replaced)
    assert not is_current(neo4j_store, first)


def test_a_graph_that_an_earlier_version_loaded_is_nobodys(neo4j_store: Store, tmp_path: Path) -> None:
    workspace = publish_tables(tmp_path / "ws", clinic())
    (workspace.path / "workspace.json").write_text('{"format": 2}\n')
    assert workspace.id == workspace.id
    write_mark(neo4j_store, Mark("former", LAYOUT, complete=True))
    with pytest.raises(StoreOfAnotherError, match="a workspace that was not noted"):
        load(neo4j_store, workspace)
    assert load(neo4j_store, workspace, replace=True).held == HELD


def test_a_line_that_breaks_again_and_again(
    neo4j_store: Store, neo4j_server: LocalNeo4j, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kgbuild.store.changes, "BATCH", 5)
    workspace = publish_tables(tmp_path / "ws", clinic())
    broken = []

    def cut(progress: LoadProgress) -> None:
        if progress.done % 10 < 5 and len(broken) < 4:
            broken.append(progress)
            line.drop()

    with (
        broken_line(neo4j_server.url) as line,
        connect(line.url, user=neo4j_server.user, password=neo4j_server.password) as store,
    ):
        report = load(store, workspace, progress=cut)
    assert len(broken) == 4
    assert report.held == HELD
    assert not load(neo4j_store, workspace, check=True).changed


def test_a_deadlock_with_another_writer_is_tried_again(
    neo4j_store: Store, neo4j_server: LocalNeo4j, tmp_path: Path
) -> None:
    tables = clinic()
    load(neo4j_store, publish_tables(tmp_path / "ws", tables))
    for row in tables["documents"]:
        row["year"] = 1999
    workspace = publish_tables(tmp_path / "ws", tables)
    ours = [str(row["id"]) for row in tables["documents"]]
    done = threading.Event()

    def disturb() -> None:
        auth = (neo4j_server.user, neo4j_server.password)
        with neo4j.GraphDatabase.driver(neo4j_server.url, auth=auth) as driver, driver.session() as session:
            while not done.is_set():
                try:
                    with session.begin_transaction() as transaction:
                        for id in (*ours, *reversed(ours)):
                            lock = "MATCH (d:Document {id: $id}) SET d.seen = 1"
                            transaction.run(lock, id=id).consume()
                except neo4j.exceptions.TransientError:
                    pass

    other = threading.Thread(target=disturb)
    other.start()
    try:
        report = load(neo4j_store, workspace)
    finally:
        done.set()
        other.join()
    assert report.updated["Document nodes"] == 4
    assert neo4j_store.query("MATCH (d:Document) RETURN DISTINCT d.year").rows == [(1999,)]


@pytest.fixture
def loading(workspace: Workspace) -> "Iterator[_Loads]":
    loads = _Loads(workspace)
    yield loads
    loads.end()


class _Loads:
    """Loads in processes of their own, which tests kill."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._processes: list[subprocess.Popen[str]] = []

    def start(self, server: LocalNeo4j, *, rows: int) -> subprocess.Popen[str]:
        """Return a process that has written at least so many rows and goes on."""
        command = [sys.executable, "-c", LOAD, str(self._workspace.path), server.url]
        environment = os.environ | {"PASSWORD": server.password}
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )
        self._processes.append(process)
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip().isdigit() and int(line) >= rows:
                return process
        raise AssertionError(f"the load ended by itself: {process.communicate()[1]}")

    def end(self) -> None:
        for process in self._processes:
            process.kill()
            process.communicate()


def test_a_killed_load_is_finished_by_the_next(
    neo4j_store: Store, neo4j_server: LocalNeo4j, workspace: Workspace, loading: _Loads
) -> None:
    chance = random.Random(7)
    for rows in (0, 120, 200):
        process = loading.start(neo4j_server, rows=rows)
        time.sleep(chance.random() / 10)
        process.kill()
        process.communicate()
    assert not is_current(neo4j_store, workspace)
    report = load(neo4j_store, workspace)
    assert 0 < report.created.total() < 60 + 60 + 2 * RELATIONS  # something had been kept
    killed = content(neo4j_store)
    neo4j_store.write("MATCH (n) DETACH DELETE n")
    load(neo4j_store, workspace)
    assert content(neo4j_store) == killed


def test_a_load_outlives_its_server(workspace: Workspace, other_home: Path, loading: _Loads) -> None:
    with running(other_home) as server:
        process = loading.start(server, rows=200)
        os.kill(server.pid, signal.SIGKILL)
    with running(other_home) as server:
        output, errors = process.communicate(timeout=300)
        assert (process.returncode, errors) == (0, "")
        assert output.splitlines()[-1] == f"loaded {60 + 60 + RELATIONS}"
        with connect(server.url, user=server.user, password=server.password) as store:
            assert not load(store, workspace, check=True).changed
