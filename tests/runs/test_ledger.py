"""The ledger: what is finished is known, what could not be read is tried again."""

from pathlib import Path

import pytest

from kgbuild.errors import WorkspaceDamagedError
from kgbuild.runs.ledger import Ledger
from kgbuild.runs.packing import SourceKey, Unit


def unit(
    *digests: str, shard: str = "s1", name: str = "", rejected: bool = False, rejections: int = 0
) -> Unit:
    sources = [SourceKey(digest, name or f"{digest}.xml", rejections=rejections) for digest in digests]
    return Unit(sources, [shard], records=len(digests), complete=True, rejected=rejected)


def shards(ledger: Ledger) -> set[str]:
    return {shard for entry in ledger.entries for shard in entry.shards}


def test_a_new_ledger_knows_what_was_written(tmp_path: Path) -> None:
    Ledger(tmp_path, "config").add(unit("d1", "d2"))
    ledger = Ledger(tmp_path, "config")
    assert [ledger.knows(digest) for digest in ("d1", "d2", "d3")] == [True, True, False]
    assert shards(ledger) == {"s1"}


def test_another_configuration_reads_everything_again(tmp_path: Path) -> None:
    Ledger(tmp_path, "config").add(unit("d1"))
    other = Ledger(tmp_path, "other")
    assert not other.knows("d1")
    assert shards(other) == {"s1"}


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
    assert shards(ledger) == {"bad"}
    ledger.add(unit("mended", name="a.xml", shard="good"))
    assert shards(ledger) == shards(Ledger(tmp_path, "config")) == {"good"}


def test_a_readable_source_is_not_replaced_by_one_of_its_name(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "config")
    ledger.add(unit("monday", name="daily.xml", shard="s1"))
    ledger.add(unit("tuesday", name="daily.xml", shard="s2"))
    assert shards(ledger) == {"s1", "s2"}


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
    assert shards(ledger) == shards(Ledger(tmp_path, "config")) == {"b-good", "a-good"}


def counted(ledger: Ledger) -> dict[str, int]:
    """Records that count, by shard."""
    return {shard: entry.counted_records for entry in ledger.entries for shard in entry.shards}


@pytest.mark.parametrize("config", ["config", "former"])
def test_what_could_not_be_read_counts_until_a_whole_file_of_its_name_is_read(
    tmp_path: Path, config: str
) -> None:
    Ledger(tmp_path, config).add(unit("cut", name="a.xml", shard="partly", rejections=1))
    Ledger(tmp_path, config).add(unit("other", name="b.xml", shard="other", rejections=1))
    ledger = Ledger(tmp_path, "config")
    ledger.add(unit("still cut", name="a.xml", shard="again", rejections=1))
    assert counted(ledger) == {"partly": 1, "other": 1, "again": 1}
    ledger.add(unit("whole", name="a.xml", shard="mended"))
    expected = {"partly": 0, "other": 1, "again": 0, "mended": 1}
    assert counted(ledger) == counted(Ledger(tmp_path, "config")) == expected
    assert not Ledger(tmp_path, "config").knows("cut")  # should the old bytes come back, they are read again


def test_a_finished_source_that_is_found_under_another_name_mends_it(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "config")
    ledger.add(unit("whole", name="good.xml", shard="good"))
    ledger.add(unit("cut", name="a.xml", shard="partly", rejections=1))
    ledger.mend(SourceKey("cut", "a.xml"))
    assert counted(ledger)["partly"] == 1
    ledger.mend(SourceKey("whole", "a.xml"))
    assert counted(ledger)["partly"] == 0


def test_another_attempt_at_some_documents_mends_nothing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "config")
    ledger.add(unit("cut", name="a.xml", shard="partly", rejections=1))
    again = Unit([SourceKey("cut", "a.xml", attempt=1)], ["retry"], records=1, complete=True)
    assert ledger.add(again)
    assert counted(ledger) == {"partly": 1, "retry": 1}
    assert Ledger(tmp_path, "config").knows("cut")
