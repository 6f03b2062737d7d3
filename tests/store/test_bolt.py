"""The adapter on running stores of each kind: what it returns, refuses and ends."""

import signal
import time
from pathlib import Path
from typing import Any

import pytest

from kgbuild.errors import QueryError, StoreConnectionError, StoreWriteError
from kgbuild.store.bolt import Store, connect, embedded
from kgbuild.store.process import DATABASE
from kgbuild.store.state import recall

ENDLESS = """
UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a * b AS c WHERE c % 7 = 1 RETURN count(c)
"""


@pytest.fixture
def two(store: Store) -> Store:
    store.write("CREATE (:Drug {id: 'a', n: 1})-[:TREATS {belief: 0.5}]->(:Disease {id: 'b', n: 2})")
    return store


def _all(store: Store) -> list[Any]:
    return store.query(
        "MATCH (n) OPTIONAL MATCH (n)-[r]->(m) RETURN properties(n), labels(n), type(r), m.id"
    ).rows


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (:Drug {id: 'c'})",
        "MERGE (:Drug {id: 'c'})",
        "MERGE (n:Drug {id: 'a'}) ON MATCH SET n.n = 5",
        "MATCH (n:Drug) SET n.n = 5",
        "MATCH (n:Drug) SET n:Other",
        "MATCH (n:Drug) REMOVE n.n",
        "MATCH (n) DETACH DELETE n",
        "MATCH ()-[r]->() DELETE r",
        "MATCH (a:Drug), (b:Disease) CREATE (a)-[:CAUSES]->(b)",
        "FOREACH (i IN [1] | CREATE (:Drug {id: 'c'}))",
        "MATCH (n:Drug) CALL { WITH n SET n.n = 5 } RETURN n",
        "CREATE (:Unheard {id: 'c'})",
        "CREATE INDEX another IF NOT EXISTS FOR (n:Drug) ON (n.n)",
        "CREATE CONSTRAINT another IF NOT EXISTS FOR (n:Drug) REQUIRE n.n IS UNIQUE",
    ],
)
def test_the_server_refuses_queries_that_write(two: Store, statement: str) -> None:
    before = _all(two)
    with pytest.raises(QueryError, match="only read"):
        two.query(statement)
    assert _all(two) == before


def test_the_server_refuses_procedures_that_write(embedded_store: Store) -> None:
    with pytest.raises(QueryError, match="only read"):
        embedded_store.query("CALL merge.node(['Drug'], {id: 'c'}, {}, {}) YIELD node RETURN node")
    assert not _all(embedded_store)


@pytest.mark.neo4j
def test_neo4j_refuses_procedures_that_write(neo4j_store: Store) -> None:
    with pytest.raises(QueryError, match="only read"):
        neo4j_store.query("CALL db.createLabel('Unheard')")


def test_files_of_the_machine_cannot_be_read(store: Store, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("secret\n")
    with pytest.raises(QueryError):
        store.query(f"LOAD CSV FROM '{(tmp_path / 'secret.csv').as_uri()}' AS row RETURN row")


def test_the_server_ends_a_query_at_its_time_limit(store: Store) -> None:
    started = time.monotonic()
    with pytest.raises(QueryError, match=r"stopped after 0.5 s.*--timeout"):
        store.query(ENDLESS, timeout=0.5)
    assert time.monotonic() - started < 30
    assert store.query("RETURN 1").rows == [(1,)]


def test_an_interrupt_does_not_wait_for_the_server(store: Store) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 1)
    started = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            store.query(ENDLESS, timeout=60)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - started < 30
    assert store.query("RETURN 1").rows == [(1,)]


def test_a_limit_left_by_a_query_does_not_end_a_write(store: Store) -> None:
    store.query("RETURN 1", timeout=0.001)
    created = store.write("UNWIND range(1, 20000) AS i CREATE (n:Other {i: i}) RETURN count(*)")
    assert created == 20_000


def test_an_answer_is_cut_at_the_limit_and_says_so(store: Store) -> None:
    statement = "UNWIND range(1, $n) AS i RETURN i, i * 0.5 AS half"
    whole = store.query(statement, {"n": 3}, limit=3)
    assert (whole.columns, whole.rows, whole.truncated) == (
        ("i", "half"),
        [(1, 0.5), (2, 1.0), (3, 1.5)],
        False,
    )
    cut = store.query(statement, {"n": 4}, limit=3)
    assert (cut.rows, cut.truncated) == (whole.rows, True)
    assert len(store.query(statement, {"n": 20_000}).rows) == 20_000


@pytest.mark.parametrize("name", ["Ångström", 'O\'Neil "x"', "a\nb\t\\", "疾病", "🫀", ""])
def test_texts_come_back_as_they_were(store: Store, name: str) -> None:
    store.write("CREATE (:Drug {id: $name}) RETURN 1", name=name)
    assert store.query("MATCH (n:Drug {id: $x}) RETURN n.id", {"x": name}).rows == [(name,)]


@pytest.mark.parametrize(
    ("statement", "last"),
    [
        ("MATCH (n)\nRETURN n RETRUN", ["  RETURN n RETRUN", "           ^"]),
        ("MATCH (n RETURN n", ["  MATCH (n RETURN n", "           ^"]),
        ("MATCH (n)\nRETURN", ["  RETURN", "        ^"]),
    ],
)
def test_an_error_of_syntax_shows_its_place(embedded_store: Store, statement: str, last: list[str]) -> None:
    with pytest.raises(QueryError, match=r"line [12], column") as caught:
        embedded_store.query(statement)
    assert str(caught.value).splitlines()[1:] == last


@pytest.mark.neo4j
def test_neo4j_shows_the_place_by_itself(neo4j_store: Store) -> None:
    with pytest.raises(QueryError, match=r"line 1, column 10") as caught:
        neo4j_store.query("MATCH (n RETURN n")
    assert str(caught.value).splitlines()[1:] == ['"MATCH (n RETURN n"', "          ^"]


def test_other_errors_of_a_query_are_its_own(store: Store) -> None:
    for statement in ("RETURN $missing", "RETURN nothing(1)", "CALL no.such.procedure()", "RETURN 1/0"):
        with pytest.raises(QueryError):
            store.query(statement)


def test_a_write_that_breaks_a_constraint_is_explained(store: Store) -> None:
    store.define("CREATE CONSTRAINT sole_id IF NOT EXISTS FOR (n:Sole) REQUIRE n.id IS UNIQUE")
    store.write("CREATE (:Sole {id: 'a'}) RETURN 1")
    with pytest.raises(StoreWriteError, match="writing failed"):
        store.write("CREATE (:Sole {id: 'a'}) RETURN 1")


class TestByUrl:
    """The same server as any other that speaks Bolt."""

    def test_queries_that_write_are_refused_before_they_are_sent(
        self, embedded_store: Store, server_folder: Path
    ) -> None:
        embedded_store.write("CREATE (:Drug {id: 'a'})")
        state = recall(server_folder)
        assert state is not None
        with connect(state.url, user="root", password=state.password, database=DATABASE) as store:
            assert store.query("MATCH (n:Drug) RETURN n.id").rows == [("a",)]
            with pytest.raises(QueryError, match="may do more"):
                store.query("MATCH (n) DETACH DELETE n")

    def test_a_wrong_password_is_named(self, store: Store) -> None:
        with (
            pytest.raises(StoreConnectionError, match="KGBUILD_STORE_PASSWORD"),
            connect(store.url, user="root", password="wrong", database=DATABASE),
        ):
            pass

    def test_an_unknown_database_is_an_error(self, embedded_store: Store, server_folder: Path) -> None:
        state = recall(server_folder)
        assert state is not None
        with (
            pytest.raises(StoreConnectionError, match="nosuch"),
            connect(state.url, user="root", password=state.password, database="nosuch"),
        ):
            pass

    def test_nobody_there_is_an_error(self) -> None:
        with pytest.raises(StoreConnectionError, match="cannot be reached"), connect("bolt://127.0.0.1:1"):
            pass

    def test_no_address_is_an_error(self) -> None:
        with pytest.raises(StoreConnectionError, match="not a usable address"), connect("http://127.0.0.1"):
            pass


def test_two_stores_of_one_folder_share_the_server(embedded_store: Store, server_folder: Path) -> None:
    with embedded(server_folder) as other:
        assert other.url == embedded_store.url
