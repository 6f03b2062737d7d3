"""The digest: content and nothing but content."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kgbuild.errors import NothingToLoadError, TablesDamagedError
from kgbuild.graph.assemble import assemble
from kgbuild.graph.digest import graph_hash, tables_hash
from kgbuild.graph.published import published
from kgbuild.graph.tables import DOCUMENTS
from kgbuild.graph.workspace import Workspace
from tests.graph.papers import CONFIG, KNOWLEDGE, Item, broken, new_workspace, packed, paper, treats


def digest(folder: Path, *items: Item, size: int = 9) -> str:
    workspace = new_workspace(folder)
    assemble(workspace, packed(workspace, items, size), config=CONFIG, knowledge=KNOWLEDGE)
    return graph_hash(workspace)


def test_it_is_a_sha_256(tmp_path: Path) -> None:
    assert len(bytes.fromhex(digest(tmp_path, paper("PMID:1", treats())))) == 32


def test_names_of_files_are_no_content(tmp_path: Path) -> None:
    one = digest(tmp_path, paper("PMID:1", treats(), source="a.xml"), replace(broken("a.xml"), location="1"))
    other = digest(
        tmp_path, paper("PMID:1", treats(), source="b.xml"), replace(broken("b.xml"), location="7")
    )
    assert one == other


@pytest.mark.parametrize(
    "other",
    [
        paper("PMID:1", treats(score=0.8)),
        paper("PMID:1", treats(), year=1999),
        paper("PMID:1", treats(), year=None),
        paper("PMID:1", treats(), journal="J"),
        paper("PMID:1", treats(), corrections=("PMID:5",)),
        paper("PMID:2", treats()),
        paper("PMID:1", treats(), treats()),
        paper("PMID:1", treats(object="migraine")),
    ],
)
def test_everything_else_shows(tmp_path: Path, other: Item) -> None:
    assert digest(tmp_path, paper("PMID:1", treats())) != digest(tmp_path, other)


def test_reading_twice_does_not_show(tmp_path: Path) -> None:
    once = digest(tmp_path / "1", paper("PMID:1", treats(), source="a.xml"))
    twice = digest(
        tmp_path / "2", paper("PMID:1", treats(), source="a.xml"), paper("PMID:1", treats(), source="b.xml")
    )
    assert once == twice


def test_what_was_quarantined_shows(tmp_path: Path) -> None:
    assert digest(tmp_path, paper("PMID:1")) != digest(tmp_path, paper("PMID:1"), broken())


def test_the_build_is_its_beginning(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    assemble(workspace, packed(workspace, [paper("PMID:1", treats())], 9), config=CONFIG)
    build = published(workspace).manifest.build
    assert graph_hash(workspace).startswith(build)
    assert set(pq.read_table(workspace.table("relations")).column("build").to_pylist()) == {build}


def test_row_groups_do_not_show(tmp_path: Path) -> None:
    texts = ["", "a", "bc", None, "déjà", "d"] * 40
    sections = [None, [], [{"label": "x", "start": 1, "end": 2, "language": None}]] * 80
    columns: dict[str, list[object]] = {name: [None] * 240 for name in DOCUMENTS.names}
    columns |= {"id": [str(n) for n in range(240)], "text": list(texts), "sections": list(sections)}
    columns |= {"retracted": [True, None, False] * 80, "corrections": [["a", "b"], [], None] * 80}
    table = pa.table(columns, schema=DOCUMENTS)
    found = set()
    for size in (1, 7, 240):
        path = tmp_path / f"{size}.parquet"
        pq.write_table(table, path, row_group_size=size)
        found.add(tables_hash({"documents": path}))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("one", "other"), [(["ab", "c"], ["a", "bc"]), (["a", None], [None, "a"]), (["", "a"], [None, "a"])]
)
def test_values_are_kept_apart(tmp_path: Path, one: list[str | None], other: list[str | None]) -> None:
    found = set()
    for texts in (one, other):
        path = tmp_path / "documents.parquet"
        columns: dict[str, list[object]] = {name: [None, None] for name in DOCUMENTS.names}
        pq.write_table(pa.table(columns | {"text": texts}, schema=DOCUMENTS), path)
        found.add(tables_hash({"documents": path}))
    assert len(found) == 2


def test_without_tables_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(NothingToLoadError, match="kgbuild build"):
        graph_hash(Workspace.create(tmp_path / "ws"))


def test_damaged_tables_have_none(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    documents = [paper(f"PMID:{n}", treats()) for n in range(50)]
    assemble(workspace, packed(workspace, documents, 90), config=CONFIG)
    path = published(workspace).path("documents")
    data = bytearray(path.read_bytes())
    data[100:400] = bytes(300)
    path.write_bytes(data)
    with pytest.raises(TablesDamagedError, match="makes the tables anew"):
        graph_hash(workspace)
