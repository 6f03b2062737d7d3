"""The ledger: what is finished is known, what could not be read is tried again."""

from pathlib import Path

import pytest

from kgbuild.errors import WorkspaceDamagedError
from kgbuild.runs.ledger import Ledger
from kgbuild.runs.packing import SourceKey, Unit


def unit(*digests: str, shard: str = "s1", name: str = "", rejected: bool = False) -> Unit:
    sources = [SourceKey(digest, name or f"{digest}.xml") for digest in digests]
    return Unit(sources, [shard], records=len(digests), complete=True, rejected=rejected)


def test_a_new_ledger_knows_what_was_written(tmp_path: Path) -> None:
    Ledger(tmp_path, "config").add(unit("d1", "d2"))
    ledger = Ledger(tmp_path, "config")
    assert [ledger.knows(digest) for digest in ("d1", "d2", "d3")] == [True, True, False]
    assert (ledger.shards, ledger.records) == ({"s1"}, 2)


def test_another_configuration_reads_everything_again(tmp_path: Path) -> None:
    Ledger(tmp_path, "config").add(unit("d1"))
    other = Ledger(tmp_path, "other")
    assert not other.knows("d1")
    assert (other.shards, other.records) == ({"s1"}, 0)


def test_adding_the_same_twice_writes_once(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "config")
    assert ledger.add(unit("d1"))
    (file,) = tmp_path.iterdir()
    before = file.stat()
    assert not ledger.add(unit("d1"))
    assert file.stat() == before


def test_an_unreadable_source_is_tried_again_and_replaced_when_mended(tmp_path: Path) -> None:
    Ledger(tmp_path, "config").add(unit("broken", name="a.xml", shard="bad", rejected=True))
    ledger = Ledger(tmp_path, "config")
    assert not ledger.knows("broken")
    assert ledger.shards == {"bad"}
    ledger.add(unit("mended", name="a.xml", shard="good"))
    assert ledger.shards == Ledger(tmp_path, "config").shards == {"good"}


def test_a_readable_source_is_not_replaced_by_one_of_its_name(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "config")
    ledger.add(unit("monday", name="daily.xml", shard="s1"))
    ledger.add(unit("tuesday", name="daily.xml", shard="s2"))
    assert ledger.shards == {"s1", "s2"}


def test_a_damaged_entry_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "x-config.json").write_text('{"config": ')
    with pytest.raises(WorkspaceDamagedError, match=r"x-config\.json: damaged.*remove it"):
        Ledger(tmp_path, "config")


def test_what_could_not_be_read_stays_when_another_of_its_bytes_is_mended(tmp_path: Path) -> None:
    Ledger(tmp_path, "config").add(unit("empty", name="b.xml", shard="b-bad", rejected=True))
    ledger = Ledger(tmp_path, "config")
    ledger.add(unit("empty", name="a.xml", shard="a-bad", rejected=True))
    ledger.add(unit("good", name="b.xml", shard="b-good"))
    ledger.add(unit("fine", name="a.xml", shard="a-good"))
    assert ledger.shards == Ledger(tmp_path, "config").shards == {"b-good", "a-good"}
