"""Shards: there whole or not at all."""

import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from kgbuild.errors import WorkspaceDamagedError, WorkspaceWriteError
from kgbuild.graph.rows import document_rows
from kgbuild.graph.shards import clean, list_shards, write_shard
from kgbuild.graph.tables import SHARD_TABLES
from kgbuild.graph.workspace import Workspace
from tests.graph.papers import files, new_workspace, paper, shard, treats

EMPTY = {name: schema.empty_table() for name, schema in SHARD_TABLES.items()}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return new_workspace(tmp_path)


def test_a_shard_holds_what_was_written(workspace: Workspace) -> None:
    made = paper("PMID:1", treats(), corrections=("PMID:7",))
    name = shard(workspace, made, config="c7")
    (found,) = list_shards(workspace)
    assert (found.fingerprint, found.config) == (name, "c7")
    for table, schema in SHARD_TABLES.items():
        assert pq.read_table(found.folder / f"{table}.parquet").schema.equals(schema)
    (document,) = pq.read_table(found.folder / "documents.parquet").to_pylist()
    assert document["content_hash"] == made.document.content_hash
    assert document["sections"] == [
        {"label": "abstract", "start": 0, "end": len(made.document.text), "language": "en"}
    ]
    (evidence,) = pq.read_table(found.folder / "evidence.parquet").to_pylist()
    assert (evidence["id"], evidence["relation_id"]) == (made.evidence[0].id, made.evidence[0].relation_id)


def test_a_shard_that_is_there_is_left_alone(workspace: Workspace) -> None:
    shard(workspace, paper("PMID:1"))
    before = files(workspace)
    shard(workspace, paper("PMID:1"))
    changed = {path for path, time in files(workspace).items() if before.get(path) != time}
    assert changed <= {workspace.shards}


def test_only_those_named_are_listed(workspace: Workspace) -> None:
    one, _ = shard(workspace, paper("PMID:1")), shard(workspace, paper("PMID:2"))
    assert [found.fingerprint for found in list_shards(workspace, {one, "other"})] == [one]
    assert list_shards(Workspace(workspace.path / "none")) == []


def test_tables_must_be_those_of_a_shard(workspace: Workspace) -> None:
    with pytest.raises(ValueError, match="a shard holds the tables"):
        write_shard(workspace, "x", {"documents": EMPTY["documents"]}, config="c")


def test_a_document_stands_once_in_a_shard(workspace: Workspace) -> None:
    twice = document_rows([paper("PMID:1").document] * 2)
    with pytest.raises(ValueError, match="two documents of one id"):
        write_shard(workspace, "x", EMPTY | {"documents": twice}, config="c")
    assert not workspace.has_shard("x")


def test_what_killed_writers_left_is_no_shard_and_is_removed(workspace: Workspace) -> None:
    name = shard(workspace, paper("PMID:1"))
    (workspace.shards / ".tmp-dead-1").mkdir()
    assert [found.fingerprint for found in list_shards(workspace)] == [name]
    clean(workspace)
    assert [path.name for path in workspace.shards.iterdir()] == [name]


def test_a_shard_without_its_facts_is_damaged(workspace: Workspace) -> None:
    name = shard(workspace, paper("PMID:1"))
    (workspace.shards / name / "shard.json").write_text("{}")
    with pytest.raises(WorkspaceDamagedError, match=f"{name}: damaged"):
        list_shards(workspace)


def test_a_disk_that_takes_nothing_is_explained(workspace: Workspace) -> None:
    workspace.shards.write_text("a file where the folder should be")
    with pytest.raises(WorkspaceWriteError, match="cannot be written"):
        write_shard(workspace, "x", EMPTY, config="c")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_without_permission_is_explained(workspace: Workspace) -> None:
    workspace.path.chmod(0o500)
    with pytest.raises(WorkspaceWriteError, match="Permission denied"):
        write_shard(workspace, "x", EMPTY, config="c")
