"""Within limits and without a way to write, on a running embedded store."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import cast

import pytest

from kgbuild.errors import OptionError, QueryError
from kgbuild.store.bolt import Answer, Store, embedded
from kgbuild.store.embedded import stop
from kgbuild.store.guard import only_reading
from kgbuild.store.load import load
from kgbuild.store.made_up import made_up
from kgbuild.store.read_only import Limits, ReadOnly
from tests.store.attacks import HUGE, attacks
from tests.store.conftest import STORES, opened

FUZZED = 5_000
LATEST = 20.0
"""Seconds after which a query of one second is over, also where the machine is slow."""
SECRET = "s3cret-of-this-machine"
UNSTOPPABLE = "RETURN size([x IN range(1, 100000) WHERE size([y IN range(1, 100000) WHERE y > x]) > 3])"
"""One expression, amid which the server looks at no clock; the guard would refuse it."""
COUNTS = "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN labels(n) AS l, count(DISTINCT n), count(r) ORDER BY l"


@pytest.fixture(scope="module", params=STORES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    workspace = made_up(tmp_path_factory.mktemp("attacked") / "ws", relations=300, evidence=True)
    with opened(request, request.param) as store:
        load(store, workspace)
        yield store


def _passing() -> list[str]:
    passed = []
    for attack in attacks(FUZZED):
        with suppress(QueryError):
            only_reading(attack, {"name": "x"})
            passed.append(attack)
    return passed


def test_what_passes_the_guard_neither_writes_nor_reads_a_file(made: Store, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    asked = ReadOnly(made, Limits(seconds=10, rows=20))
    before = made.query(COUNTS).rows
    attempts = [attack.replace("/etc/passwd", str(tmp_path / "secret")) for attack in _passing()]
    assert attempts
    for attempt in attempts:
        with suppress(QueryError):
            assert SECRET not in str(asked.ask(attempt, {"name": "x"}).rows)
    assert made.query(COUNTS).rows == before


@pytest.mark.parametrize("statement", HUGE)
def test_what_is_huge_ends_with_its_time(made: Store, statement: str) -> None:
    started = time.monotonic()
    with suppress(QueryError):
        ReadOnly(made, Limits(seconds=1)).ask(statement)
    assert time.monotonic() - started < LATEST
    assert made.query("RETURN 1").rows == [(1,)]


def test_what_the_server_cannot_end_ends_with_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgbuild.store.watchdog.GRACE_SECONDS", 1.0)
    folder = tmp_path / "store"
    with embedded(folder) as store:
        store.write("CREATE (:Drug {id: 'a'}) RETURN 1")
        with pytest.raises(QueryError, match=r"stopped after 0\.5 s"):
            store.query(UNSTOPPABLE, timeout=0.5)
    with embedded(folder) as store:
        assert store.query("MATCH (n) RETURN n.id").rows == [("a",)]
    stop(folder, force=True)


def test_rows_are_capped_and_it_is_said(made: Store) -> None:
    asked = ReadOnly(made, Limits(rows=5))
    answer = asked.ask("UNWIND range(1, 6) AS i RETURN i")
    assert (len(answer.rows), answer.truncated) == (5, True)
    assert not asked.ask("UNWIND range(1, 5) AS i RETURN i").truncated
    assert len(asked.ask("UNWIND range(1, 9) AS i RETURN i", rows=2).rows) == 2
    assert len(asked.ask("UNWIND range(1, 9) AS i RETURN i", rows=100).rows) == 5


def test_bytes_are_capped_and_it_is_said(made: Store) -> None:
    asked = ReadOnly(made, Limits(bytes=10_000))
    row = "reduce(s = '', i IN range(1, 100) | s + 'x') AS x"
    answer = asked.ask(f"UNWIND range(1, 1000) AS i RETURN {row}")
    assert (len(answer.rows), answer.truncated, answer.reason) == (86, True, "bytes")  # 116 a row
    whole = asked.ask(f"UNWIND range(1, 86) AS i RETURN {row}")
    assert (len(whole.rows), whole.truncated, whole.reason) == (86, False, "")
    assert asked.ask(f"UNWIND range(1, 50) AS i RETURN {row}", rows=9).reason == "rows"
    for huge in (
        "MATCH (e:Evidence) RETURN collect(e.sentence) AS all",
        "MATCH (e:Evidence) RETURN collect(e)",
    ):
        with pytest.raises(QueryError, match="one row of the answer is larger than 10,000 bytes"):
            asked.ask(huge)
    assert len(ReadOnly(made).ask("MATCH (e:Evidence) RETURN collect(e.sentence) AS all").rows[0][0]) == 300


class Slow:
    """A store that answers when told to."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.told = threading.Event()

    def query(self, *_: object, **__: object) -> Answer:
        self.asked.set()
        self.told.wait(60)
        return Answer(("i",), [(1,)], truncated=False)


def test_only_so_many_run_at_a_time() -> None:
    slow = Slow()
    asked = ReadOnly(cast(Store, slow), Limits(at_a_time=1, seconds=0.1))
    thread = threading.Thread(target=asked.ask, args=["RETURN 1"])
    thread.start()
    slow.asked.wait(60)
    with pytest.raises(QueryError, match=r"1 queries have been running for 0.1 s; try again later"):
        asked.ask("RETURN 1")
    slow.told.set()
    thread.join()
    assert asked.ask("RETURN 1").rows == [(1,)]


def test_limits_are_checked() -> None:
    for wrong in ({"rows": 0}, {"bytes": 0}, {"seconds": 0.0}, {"seconds": float("nan")}, {"at_a_time": 0}):
        with pytest.raises(OptionError):
            Limits(**wrong)  # type: ignore[arg-type]
