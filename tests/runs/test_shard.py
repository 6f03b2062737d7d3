"""The maker of shards: what a task holds is on disk afterwards, and the outcome says how much that is."""

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from kgbuild.documents.rejections import Reason
from kgbuild.domain.document import Document, Record, Rejection, Section, Withdrawal, WithdrawalKind
from kgbuild.domain.relation import Predicate
from kgbuild.graph.shards import list_shards
from kgbuild.graph.workspace import Workspace
from kgbuild.relations.candidates import MAX_MENTIONS
from kgbuild.runs.extraction import Extractor
from kgbuild.runs.options import BuildOptions
from kgbuild.runs.shard import ShardMaker
from kgbuild.runs.skips import Skip
from kgbuild.runs.tasks import Job, Task

TEXT = "Metformin is used to treat type 2 diabetes. Nausea was seen in two patients."
RECORDS: tuple[Record, ...] = (
    Document("X:1", TEXT, "", (Section("abstract", 0, len(TEXT)),)),
    Withdrawal("X:9", WithdrawalKind.DELETED, "a file"),
    Document("X:2", TEXT, "", (Section("abstract", 0, len(TEXT), language="es"),), language="es"),
    Rejection("a.xml", "record 3", "broken-record", "no id"),
    Document("X:3", "", "", ()),
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.load(BuildOptions())


def test_a_shard_holds_what_the_task_did(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "ws")
    told: list[int] = []
    maker = ShardMaker(Job(workspace.path, BuildOptions(), "config"))
    outcome = maker.make(Task("s1", RECORDS), reading=told.append)

    (shard,) = list_shards(workspace)
    assert (shard.fingerprint, shard.config) == ("s1", "config")
    rows = {path.stem: pq.read_table(path).to_pylist() for path in shard.folder.glob("*.parquet")}
    assert [row["id"] for row in rows["documents"]] == ["X:1", "X:2", "X:3"]
    assert [row["document_id"] for row in rows["withdrawals"]] == ["X:9"]
    assert [row["reason"] for row in rows["quarantine"]] == ["broken-record"]
    assert {row["document_id"] for row in rows["mentions"]} == {"X:1"}
    assert {row["text"].lower() for row in rows["mentions"]} >= {"metformin", "type 2 diabetes", "nausea"}
    assert (outcome.documents, outcome.sentences) == (3, 2)
    assert (outcome.mentions, outcome.evidence) == (len(rows["mentions"]), len(rows["evidence"]))
    assert outcome.skipped == {"language": 1, "no-text": 1}
    assert outcome.rejected == {"broken-record": 1}
    assert told == []

    again = maker.make(Task("s2", RECORDS, careful=True, poison=frozenset({0})), reading=told.append)
    assert told == [2, 4]
    assert (again.documents, again.mentions) == (2, 0)
    assert again.rejected == {"broken-record": 1, Reason.EXTRACTION_FAILED: 1}


def test_one_bad_document_does_not_stop_the_others(extractor: Extractor) -> None:
    text = "Half a surrogate pair \ud800 is no text that a tokenizer can read."
    bad = Document("X:7", text, "", (Section("abstract", 0, len(text)),), source="a.jsonl")
    result = extractor.extract([bad, RECORDS[0]])
    assert [document.id for document in result.documents] == ["X:1"]
    (rejection,) = result.rejections
    assert (rejection.document_id, rejection.reason, rejection.source) == (
        "X:7",
        Reason.EXTRACTION_FAILED,
        "a.jsonl",
    )
    assert "the other documents are not affected" in rejection.message


def test_what_comes_out_of_a_document_depends_on_it_alone(extractor: Extractor) -> None:
    other = Document("X:5", f"{TEXT} Aspirin may cause gastric ulcers.", "", (Section("abstract", 0, 113),))
    alone = extractor.extract([RECORDS[0]])
    among = extractor.extract([other, RECORDS[0], other])
    assert [pair for pair in among.mentions if pair[0].document_id == "X:1"] == alone.mentions
    assert [item for item in among.evidence if item.document_id == "X:1"] == alone.evidence


def test_what_is_left_out_of_a_document_is_counted(extractor: Extractor) -> None:
    drugs = (
        "aspirin ibuprofen naproxen metformin ketamine warfarin heparin digoxin lisinopril atenolol morphine "
        "codeine tramadol"
    ).split()
    crowded = f"Metformin was tried. Patients received {', '.join(drugs[:-1])} and {drugs[-1]}."
    long = f"They received {', '.join(drugs)}, {', '.join(drugs)} and metformin."
    sections = (
        Section("abstract", 0, len(crowded)),
        Section("abstract", len(crowded) + 1, len(crowded) + 1 + len(long)),
        Section("abstract", len(crowded) + len(long) + 2, len(crowded) + len(long) + 8, language="es"),
    )
    document = Document("X:6", f"{crowded} {long} Tos y.", "", sections)
    result = extractor.extract([document])
    named = Counter(mention.sentence for mention, _ in result.mentions)
    assert (named[1], named[2] > MAX_MENTIONS) == (len(drugs), True)
    assert result.skipped == {
        Skip.FOREIGN_SECTION: 1,
        Skip.CROWDED_SENTENCE: 2,
        Skip.UNPAIRED_MENTION: named[2] - MAX_MENTIONS,
    }
    assert not any(e.predicate is Predicate.CO_OCCURS_WITH for e in result.evidence)
    assert not any(extractor.extract([RECORDS[0]]).skipped.values())
