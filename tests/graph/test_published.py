"""The tables that count: whole or not there, old or new."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kgbuild.errors import InvalidTablesError, NothingToLoadError, TablesDamagedError
from kgbuild.graph.assemble import assemble
from kgbuild.graph.published import MANIFEST, examine, published, recent_configs
from kgbuild.graph.stamp import STAMP, is_stamped
from kgbuild.graph.workspace import Workspace
from tests.graph.papers import CONFIG, new_workspace, paper, shard, treats


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = new_workspace(tmp_path)
    assemble(workspace, [shard(workspace, paper("PMID:1", treats()))], config=CONFIG)
    return workspace


def test_what_was_opened_stays_what_it_was(workspace: Workspace) -> None:
    before = published(workspace)
    with pq.ParquetFile(before.path("documents")) as file:
        assemble(workspace, [shard(workspace, paper("PMID:2", treats()))], config=CONFIG)
        assert file.read().column("id").to_pylist() == ["PMID:1"]
    assert published(workspace).folder != before.folder


def test_a_workspace_without_tables_says_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(NothingToLoadError, match="kgbuild build"):
        published(new_workspace(tmp_path))


def test_a_link_that_leads_nowhere_is_no_tables(workspace: Workspace) -> None:
    workspace.tables.unlink()
    workspace.tables.symlink_to("tables-gone")
    with pytest.raises(NothingToLoadError):
        published(workspace)


def test_a_missing_table_is_named(workspace: Workspace) -> None:
    workspace.table("evidence").unlink()
    with pytest.raises(TablesDamagedError, match=r"evidence\.parquet"):
        published(workspace)


def test_a_table_with_other_rows_is_named(workspace: Workspace) -> None:
    path = workspace.table("mentions")
    pq.write_table(pq.read_table(path).slice(0, 1), path)
    with pytest.raises(TablesDamagedError, match=r"mentions\.parquet has 1 rows in place of 2"):
        published(workspace)


def test_a_table_with_other_columns_is_named(workspace: Workspace) -> None:
    pq.write_table(pa.table({"id": ["x"]}), workspace.table("relations"))
    with pytest.raises(TablesDamagedError, match=r"relations\.parquet lacks the column agent_type"):
        published(workspace)


def test_tables_that_somebody_changed_are_checked_and_refused(workspace: Workspace) -> None:
    path = workspace.table("relations")
    good = pq.read_table(path)
    index = good.schema.get_field_index("belief")
    pq.write_table(good.set_column(index, "belief", pa.array([1.7])), path)
    assert not is_stamped(workspace.tables)
    id = good["id"][0].as_py()
    told = f"{path}: row 1 (id {id}): belief is 1.7; it must be at most 1"
    for _ in "twice":
        with pytest.raises(InvalidTablesError) as raised:
            published(workspace)
        assert raised.value.problems == (told,)
    first, second = examine(workspace).problems
    assert first.told(str(path)) == told
    assert second.rule.endswith("which is what its evidence gives")

    pq.write_table(good, path)
    published(workspace)
    assert is_stamped(workspace.tables)
    assert examine(workspace).total == 0


def test_what_assembly_made_is_checked_already(workspace: Workspace) -> None:
    assert is_stamped(workspace.tables)
    (workspace.tables / STAMP).write_text("of other rules\n")
    assert not is_stamped(workspace.tables)
    published(workspace)
    assert is_stamped(workspace.tables)


def test_a_file_of_which_no_page_can_be_read_is_named(workspace: Workspace) -> None:
    path = workspace.table("entities")
    content = path.read_bytes()
    path.write_bytes(content[:4] + b"\x00" * 60 + content[64:])
    (workspace.tables / STAMP).unlink()
    with pytest.raises(TablesDamagedError):
        published(workspace)


@pytest.mark.parametrize("text", ["", "[]", '{"key": "x"}', json.dumps({"unknown": 1})])
def test_a_damaged_manifest_is_no_tables(workspace: Workspace, text: str) -> None:
    (workspace.tables / MANIFEST).write_text(text)
    with pytest.raises(TablesDamagedError):
        published(workspace)
    assert recent_configs(workspace) == []


def test_it_remembers_configurations(workspace: Workspace) -> None:
    assert recent_configs(workspace) == [CONFIG]
