"""A build by the library: what it counts and keeps, and what becomes of a document that kills its reader."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from kgbuild.errors import InputNotFoundError
from kgbuild.graph.workspace import Workspace
from kgbuild.runs.build import build
from kgbuild.runs.extraction import EXTRACTION_FAILED
from kgbuild.runs.fingerprints import config_fingerprint, fingerprints
from kgbuild.runs.local import LocalEngine
from kgbuild.runs.options import BuildOptions
from kgbuild.runs.progress import Progress, Stage
from kgbuild.runs.tasks import Job

HERE = Path(__file__).parent
TEXT = "Metformin is used to treat type 2 diabetes. Nausea was common."


def write(file: Path, *texts: str) -> Path:
    lines = [json.dumps({"id": f"X:{n}", "text": text}) for n, text in enumerate(texts)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_a_document_that_kills_its_reader_is_quarantined_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    papers = write(tmp_path / "papers.jsonl", TEXT, f"This one kills its reader. {TEXT}", TEXT)
    options = BuildOptions(workers=1)
    job = Job(
        tmp_path / "ws", options, config_fingerprint(fingerprints(options)), maker="killing:KillingMaker"
    )
    record = build([papers], tmp_path / "ws", options=options, engine=LocalEngine(job))
    assert record.quarantine == {EXTRACTION_FAILED: 1}
    assert (record.workspace_records, record.tables["documents"]) == (3, 2)
    (row,) = pq.read_table(Workspace(tmp_path / "ws").table("quarantine")).to_pylist()
    assert row["document_id"] == "X:1"
    assert "killed" in row["message"]


def test_the_record_says_what_was_done(tmp_path: Path) -> None:
    papers = write(tmp_path / "papers.jsonl", TEXT, TEXT, "")
    told: list[Progress] = []
    record = build([papers], tmp_path / "ws", options=BuildOptions(workers=1), progress=told.append)
    assert record.did_anything
    assert (record.documents_read + record.rejections_read, record.shards_made) == (3, 1)
    assert record.mentions > 0
    assert {"sentences", "tagging", "relations", "writing"} <= record.extraction_seconds.keys()
    assert record.options["workers"] == "1"
    assert told[0].stage is Stage.EXTRACTING
    assert told[-1].stage is Stage.DONE
    (written,) = (tmp_path / "ws" / "runs").glob("*.json")
    assert json.loads(written.read_text(encoding="utf-8"))["build"] == record.build != ""


def test_a_missing_input_is_found_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError):
        build([write(tmp_path / "a.jsonl", TEXT), tmp_path / "nowhere"], tmp_path / "ws")
    assert not (tmp_path / "ws").exists()
