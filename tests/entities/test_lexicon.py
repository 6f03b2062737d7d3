"""The lexicon's file and what is read from it."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.domain.entity import Entity
from kgbuild.domain.mention import EntityType
from kgbuild.entities.concept import Source, Status
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.lexicon_file import write_lexicon
from kgbuild.entities.rows import Row
from kgbuild.errors import LexiconError

TABLE = """\
id\tname\ttype\tstatus\txrefs
HP:1\tFever\tsymptom\t\tMESH:D1|UMLS:C1
HP:1\tpyrexia\t\texact
HP:1\tHigh temperature\t\trelated
DRUGBANK:1\tAspirin\tdrug
"""
SOURCE = Source("s", "title", "1", "CC0")


def test_entity(build: Callable[..., Lexicon]) -> None:
    lexicon = build(names__tsv=TABLE)
    assert lexicon.entity("HP:1") == Entity(
        "HP:1", "Fever", EntityType.SYMPTOM, ("High temperature", "pyrexia"), ("MESH:D1", "UMLS:C1"), True
    )
    assert lexicon.entity("DRUGBANK:1") == Entity("DRUGBANK:1", "Aspirin", EntityType.DRUG)
    assert lexicon.entity("HP:2") is None
    assert lexicon.entity("MESH:D1") is lexicon.lookup("HP:2") is None
    assert lexicon.lookup("MESH:D1") == lexicon.lookup("HP:1") == lexicon.entity("HP:1")
    assert len(lexicon) == 4


def test_source_and_licence_of_each_name(build: Callable[..., Lexicon], tmp_path: Path) -> None:
    lexicon = build(names__tsv=TABLE)
    (row,) = lexicon.find("pyrexia")
    assert lexicon.source(row).id == "names.tsv"
    table = pq.read_table(tmp_path / "lexicon.parquet")
    assert set(table["licence"].to_pylist()) == {"as its owner says"}


def test_an_empty_lexicon_knows_nothing(tmp_path: Path) -> None:
    write_lexicon(tmp_path / "l.parquet", [], [])
    lexicon = Lexicon.load(tmp_path / "l.parquet")
    assert len(lexicon) == 0
    assert list(lexicon.find("x")) == []


@settings(max_examples=60, deadline=None)
@given(keys=st.lists(st.text("abcé1 ", max_size=12), max_size=30), absent=st.text("abcé1 ", max_size=12))
def test_find_is_exact(tmp_path_factory: pytest.TempPathFactory, keys: list[str], absent: str) -> None:
    path = tmp_path_factory.mktemp("lexicon") / "l.parquet"
    rows = [
        Row(key, f"X:{i}", EntityType.DRUG, key, Status.NAME, True, False, "s") for i, key in enumerate(keys)
    ]
    write_lexicon(path, sorted(rows, key=lambda row: (row.key, row.id)), [SOURCE])
    lexicon = Lexicon.load(path)
    for key in {*keys, absent}:
        assert [lexicon.name(row) for row in lexicon.find(key)] == [key] * keys.count(key)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(
        LexiconError, match=r"nothing\.parquet: no such file; make one with `kgbuild vocabulary"
    ):
        Lexicon.load(tmp_path / "nothing.parquet")


def test_not_parquet(tmp_path: Path) -> None:
    (tmp_path / "l.parquet").write_bytes(b"no parquet at all")
    with pytest.raises(LexiconError, match="cannot be read"):
        Lexicon.load(tmp_path / "l.parquet")


def test_another_table(tmp_path: Path) -> None:
    pq.write_table(pa.table({"key": ["x"]}), tmp_path / "l.parquet")
    with pytest.raises(LexiconError, match="no lexicon of this version"):
        Lexicon.load(tmp_path / "l.parquet")


def test_unwritable(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="cannot be written"):
        write_lexicon(tmp_path / "no" / "folder" / "l.parquet", [], [])
