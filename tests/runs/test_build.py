"""A build by the library: what it counts and keeps, and what becomes of a document that kills its reader."""

import json
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest

from kgbuild.documents.rejections import Reason
from kgbuild.errors import InputNotFoundError
from kgbuild.graph.workspace import Workspace
from kgbuild.runs.build import build
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


def deadly_job(workspace: Path, options: BuildOptions) -> LocalEngine:
    config = config_fingerprint(fingerprints(options))
    return LocalEngine(Job(workspace, options, config, maker="killing:KillingMaker"))


def test_a_document_that_kills_its_reader_is_quarantined_alone_and_tried_again_at_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    papers = write(tmp_path / "papers.jsonl", TEXT, f"This one kills its reader. {TEXT}", TEXT)
    ws, options = tmp_path / "ws", BuildOptions(workers=1)
    record = build([papers], ws, options=options, engine=deadly_job(ws, options))
    assert record.quarantine == {Reason.EXTRACTION_FAILED: 1}
    assert (record.workspace_records, record.tables["documents"]) == (3, 2)
    (row,) = pq.read_table(Workspace(ws).table("quarantine")).to_pylist()
    assert row["document_id"] == "X:1"
    assert "killed" in row["message"]
    assert not build([papers], ws, options=options).did_anything
    again = replace(options, retry_quarantined=True)
    failed = build([papers], ws, options=again, engine=deadly_job(ws, options))
    assert failed.quarantine == {Reason.EXTRACTION_FAILED: 1}
    assert (failed.documents_read, failed.workspace_records) == (1, 4)
    (row,) = pq.read_table(Workspace(ws).table("quarantine")).to_pylist()
    assert "--retry-quarantined" in row["message"]
    done = build([papers], ws, options=again)
    assert done.quarantine == {}
    assert (done.documents_read, done.tables["documents"], done.tables["withdrawn"]) == (1, 3, 2)
    assert not build([papers], ws, options=again).did_anything


def test_a_file_that_is_mended_under_its_name_leaves_the_quarantine(tmp_path: Path) -> None:
    papers = write(tmp_path / "papers.jsonl", TEXT, "")
    options = BuildOptions(workers=1)
    first = build([tmp_path / "papers.jsonl"], tmp_path / "ws", options=options)
    assert first.quarantine == {Reason.NO_TEXT: 1}
    write(papers, TEXT, TEXT)
    second = build([papers], tmp_path / "ws", options=options)
    assert second.quarantine == {}
    assert (second.tables["documents"], second.tables["withdrawn"]) == (2, 1)
    assert second.workspace_records == 3
    assert not build([papers], tmp_path / "ws", options=options).did_anything


def test_an_archive_that_is_mended_leaves_the_quarantine(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "papers.zip", "w") as archive:
        archive.write(write(tmp_path / "papers.jsonl", TEXT), "papers.jsonl")
    whole = (tmp_path / "papers.zip").read_bytes()
    (tmp_path / "papers.zip").write_bytes(whole[:-30])
    inputs, options = [tmp_path / "papers.zip"], BuildOptions(workers=1)
    assert build(inputs, tmp_path / "ws", options=options).quarantine == {Reason.BROKEN_ARCHIVE: 1}
    (tmp_path / "papers.zip").write_bytes(whole)
    assert build(inputs, tmp_path / "ws", options=options).quarantine == {}


def test_what_killed_builds_left_is_removed(tmp_path: Path) -> None:
    ws = tmp_path / "ws"
    left = [ws / folder / ".tmp-x.json" for folder in ("inputs", "runs", "withdrawals")]
    for file in (ws / ".tmp-workspace.json", *left):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        if file.parent == ws:
            Workspace.create(ws)
    build([write(tmp_path / "papers.jsonl", TEXT)], ws, options=BuildOptions(workers=1))
    assert not list(ws.rglob(".tmp-*"))


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
