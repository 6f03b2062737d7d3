"""The end of a run: which shards count, that counts reconcile, and what is written."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from kgbuild.entities.lexicon_file import write_lexicon
from kgbuild.errors import ModelFolderError, ReconciliationError, ShardMissingError
from kgbuild.graph.workspace import Workspace
from kgbuild.runs.finish import counted, finish
from kgbuild.runs.ledger import Entry, Ledger
from kgbuild.runs.packing import SourceKey, Unit
from kgbuild.runs.progress import Progress, Stage, ignore
from kgbuild.runs.record import RunRecord
from tests.graph.papers import Item, Paper, broken, deleted, files, new_workspace, paper, shard, treats


@dataclass(frozen=True)
class Build:
    """A workspace and the models to build it with; `read` stands for extraction."""

    folder: Workspace
    options: dict[str, str]

    def read(self, *items: Item, config: str = "c1", sources: str = "") -> None:
        name = shard(self.folder, *items, config=config)
        records = sum(not hasattr(item, "stated_by") for item in items)
        keys = [SourceKey(f"digest of {source}", source) for source in sources or name]
        Ledger(self.folder.inputs, config).add(Unit(keys, [name], records, complete=True))

    def finish(self, config: str = "c1") -> RunRecord:
        record = RunRecord(config=config, options=self.options, fingerprints={"lexicon": "lexicon-1"})
        ledger = Ledger(self.folder.inputs, config, has_shard=self.folder.has_shard)
        finish(self.folder, record, ledger, ignore)
        return record

    def documents(self) -> dict[str, str]:
        """Return the object of each document's one piece of evidence."""
        table = pq.read_table(self.folder.table("evidence"), columns=["document_id", "object"])
        return {row["document_id"]: row["object"] for row in table.to_pylist()}


@pytest.fixture
def build(tmp_path: Path) -> Build:
    write_lexicon(tmp_path / "lexicon.parquet", [], [])
    relations = tmp_path / "relations"
    relations.mkdir()
    (relations / "config.json").write_text(json.dumps({"name": "re-v1", "reliability": {"TREATS": 0.5}}))
    options = {"lexicon": str(tmp_path / "lexicon.parquet"), "relations": str(relations)}
    return Build(new_workspace(tmp_path), options)


def test_the_record_says_what_there_is(build: Build) -> None:
    build.read(paper("PMID:1", treats(score=0.9)), paper("PMID:2"), deleted("PMID:2"), broken())
    record = build.finish()
    assert record.assembled
    assert record.workspace_records == 3
    assert {name: record.tables[name] for name in ("documents", "withdrawn", "quarantine", "relations")} == {
        "documents": 1,
        "withdrawn": 1,
        "quarantine": 1,
        "relations": 1,
    }
    assert (record.quarantine, record.relation_types) == ({"broken-xml": 1}, {"TREATS": 1})
    assert record.entity_types == {"Drug": 1, "Symptom": 1}
    assert pq.read_table(build.folder.table("relations")).column("belief").to_pylist() == [0.45]
    (file,) = build.folder.runs.iterdir()
    facts = json.loads(file.read_text())
    assert facts["build"] == record.build
    assert facts["tables"] == record.tables
    assert facts["step_seconds"]["assembly"] > 0


def test_the_second_time_nothing_is_written(build: Build) -> None:
    build.read(paper("PMID:1", treats()))
    first = build.finish()
    before = files(build.folder)
    second = build.finish()
    assert files(build.folder) == before
    assert (second.did_anything, second.tables, second.build) == (False, first.tables, first.build)


def test_it_tells_how_far_it_is(build: Build) -> None:
    told: list[Progress] = []
    record = RunRecord(config="c1", options=build.options, fingerprints={"lexicon": "lexicon-1"})
    finish(build.folder, record, Ledger(build.folder.inputs, "c1"), told.append)
    assert [progress.stage for progress in told] == [Stage.ASSEMBLING, Stage.DONE]


def test_what_another_model_read_again_replaces_what_it_read(build: Build) -> None:
    build.read(paper("PMID:1", treats()), config="c1", sources="a")
    build.read(paper("PMID:2", treats()), config="c1", sources="b")
    build.finish("c1")
    build.read(paper("PMID:1", treats(object="migraine")), config="c2", sources="a")
    record = build.finish("c2")
    assert build.documents() == {"PMID:1": "MESH:D008881", "PMID:2": "HP:0002315"}
    assert (record.workspace_records, record.tables["withdrawn"]) == (2, 0)
    build.finish("c1")
    assert build.documents() == {"PMID:1": "HP:0002315", "PMID:2": "HP:0002315"}


def test_a_group_of_which_one_source_was_read_again_counts_for_the_others(build: Build) -> None:
    build.read(paper("PMID:1", treats()), paper("PMID:2", treats()), config="c1", sources="ab")
    build.finish("c1")
    same_text = paper("PMID:1", treats())
    build.read(Paper(same_text.document, same_text.mentions, ()), config="c2", sources="a")
    record = build.finish("c2")
    assert build.documents().keys() == {"PMID:2"}
    assert (record.workspace_records, record.tables["documents"], record.tables["withdrawn"]) == (3, 2, 1)


def test_records_that_are_nowhere_are_an_error(build: Build) -> None:
    name = shard(build.folder, paper("PMID:1"), config="c1")
    Ledger(build.folder.inputs, "c1").add(Unit([SourceKey("d", "a.xml")], [name], records=2, complete=True))
    with pytest.raises(ReconciliationError, match=r"2 records were read .* hold 1"):
        build.finish()
    assert not build.folder.runs.exists()


def test_a_shard_that_is_gone_is_named_with_its_sources(build: Build) -> None:
    build.read(paper("PMID:1"), sources="a")
    build.finish()
    (gone,) = build.folder.shards.iterdir()
    shutil.rmtree(gone)
    with pytest.raises(ShardMissingError, match=f"{gone.name}: this shard is gone; .* with its sources: a"):
        build.finish()
    assert not Ledger(build.folder.inputs, "c1", has_shard=build.folder.has_shard).knows("digest of a")
    build.read(paper("PMID:1"), sources="a")
    assert build.finish().tables["documents"] == 1


def test_a_relation_model_must_say_how_reliable_it_is(build: Build) -> None:
    (Path(build.options["relations"]) / "config.json").write_text('{"name": "re-v1"}')
    with pytest.raises(ModelFolderError, match="reliable"):
        build.finish()


def entry(config: str, sources: str) -> Entry:
    return Entry(Path(f"{sources}-{config}"), config, tuple(SourceKey(s, s) for s in sources), (), 1, False)


@pytest.mark.parametrize(
    ("entries", "configs", "expected"),
    [
        ("a-1 b-1", "1", "a-1 b-1"),
        ("a-1 a-2", "12", "a-2"),
        ("a-1 a-2", "21", "a-1"),
        ("ab-1 a-2", "12", "a-2 ab-1"),
        ("ab-1 a-2 b-2", "12", "a-2 b-2"),
        ("a-1 a-2 b-3", "123", "a-2 b-3"),
        ("ab-1 a-2 b-3", "123", "a-2 b-3"),
        ("a-8 a-9 b-1", "1", "a-8 b-1"),
    ],
)
def test_the_most_recent_configuration_of_each_source_counts(
    entries: str, configs: str, expected: str
) -> None:
    made = [entry(name.partition("-")[2], name.partition("-")[0]) for name in entries.split()]
    assert " ".join(str(found.path) for found in counted(made, list(configs))) == expected
