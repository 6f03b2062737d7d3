"""`kgbuild build`: bad input, bad options, a full disk and Ctrl-C each end as promised, nothing is lost."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kgbuild.cli.main import command
from kgbuild.runs.lock import locked

TREATED = "Metformin was given for type 2 diabetes. It caused nausea in two patients."
ARTICLE = (
    '<PubmedArticle><MedlineCitation><PMID Version="1">{id}</PMID>'
    "<Article><ArticleTitle>Number {id}</ArticleTitle>"
    "<Abstract><AbstractText>{text}</AbstractText></Abstract><Language>eng</Language></Article></MedlineCitation></PubmedArticle>\n"
)
FULL_DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"
"""No file can grow beyond a page."""
HEED_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
"""A shell's background job, where tests may run, ignores it."""
PATIENCE = 60.0


def pubmed(ids: Iterable[int], *, text: str = TREATED, end: str = "</PubmedArticleSet>") -> bytes:
    articles = "".join(ARTICLE.format(id=id, text=text) for id in ids)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>{articles}{end}'.encode()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["build", "--workers", "1", *map(str, arguments)])


def program(*arguments: object, first: str = "pass") -> list[str]:
    """The command line as a process of its own that does something `first`."""
    code = f"{first}; from kgbuild.cli.main import main; main()"
    return [sys.executable, "-c", code, "build", "--workers", "1", *map(str, arguments)]


def latest_record(workspace: Path) -> dict[str, dict[str, int]]:
    """The facts of the workspace's last run."""
    facts: dict[str, dict[str, int]] = json.loads(max((workspace / "runs").glob("*.json")).read_text("utf-8"))
    return facts


def temporary_files(workspace: Path) -> list[Path]:
    return list(workspace.rglob(".tmp-*"))


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "good.xml").write_bytes(pubmed(range(1, 4)))
    return folder


def test_bad_files_are_quarantined_and_good_ones_kept(papers: Path, tmp_path: Path) -> None:
    packed = gzip.compress(pubmed(range(10, 200), text=os.urandom(20).hex()))
    (papers / "cut.xml.gz").write_bytes(packed[: len(packed) // 2])
    (papers / "broken.xml").write_bytes(pubmed([300, 301]).replace(b"<ArticleTitle>Number 301<", b"<", 1))
    (papers / "empty.xml").touch()
    (papers / "twice.xml").write_bytes(pubmed([1], text="Another text for the first."))
    workspace = tmp_path / "ws"

    result = run(papers, "-w", workspace)
    assert result.exit_code == 3, result.output
    record = latest_record(workspace)
    assert {"truncated", "empty", "broken-xml", "conflicting-copy"} <= record["quarantine"].keys()
    counted = sum(record["tables"][name] for name in ("documents", "withdrawn", "quarantine"))
    assert record["workspace_records"] == counted
    assert record["tables"]["documents"] > 3
    assert "In the quarantine" in result.output
    assert "quarantine.parquet" in result.output

    (papers / "cut.xml.gz").write_bytes(packed)
    (papers / "broken.xml").write_bytes(pubmed([300, 301]))
    (papers / "empty.xml").write_bytes(pubmed([302]))
    result = run(papers, "-w", workspace)
    assert latest_record(workspace)["tables"]["documents"] == 3 + 190 + 3, result.output


def test_a_mended_source_leaves_the_quarantine(papers: Path, tmp_path: Path) -> None:
    (papers / "late.xml").touch()
    assert run(papers, "-w", tmp_path / "ws").exit_code == 3
    (papers / "late.xml").write_bytes(pubmed([7]))
    result = run(papers, "-w", tmp_path / "ws")
    assert result.exit_code == 0, result.output
    assert latest_record(tmp_path / "ws")["tables"]["documents"] == 4


def test_a_second_run_has_nothing_to_do(papers: Path, tmp_path: Path) -> None:
    assert run(papers, "-w", tmp_path / "ws").exit_code == 0
    result = run(papers, "-w", tmp_path / "ws")
    assert result.exit_code == 0
    assert "Nothing to do" in result.output


def test_quiet_is_quiet(papers: Path, tmp_path: Path) -> None:
    result = run(papers, "-w", tmp_path / "ws", "-q")
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["nowhere"], 1, "nowhere: no such file or folder"),
        (["papers", "--format", "word"], 1, "unknown document format 'word'"),
        (["papers", "--workers", "0"], 2, "0 is not in the range"),
        (["papers", "--engine", "spark"], 2, "'spark' is not one of 'local', 'ray'"),
        (["papers", "--tagger", "papers"], 1, "papers: there is no model.onnx"),
        (["papers", "--relations", "papers"], 1, "papers"),
        (["papers", "--lexicon", "papers/good.xml"], 1, "good.xml"),
        ([], 2, "Missing argument"),
    ],
)
@pytest.mark.usefixtures("papers")
def test_wrong_arguments_are_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = subprocess.run(program(*arguments, "-w", "ws"), capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_input_makes_no_workspace(tmp_path: Path) -> None:
    run(tmp_path / "nowhere", "-w", tmp_path / "ws")
    assert not (tmp_path / "ws").exists()


def test_a_workspace_below_a_file_is_refused(papers: Path) -> None:
    done = subprocess.run(
        program(papers, "-w", papers / "good.xml" / "ws"), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("kgbuild: ")
    assert "good.xml" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_workspace_that_may_not_be_written_is_refused(papers: Path, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o555)
    done = subprocess.run(
        program(papers, "-w", tmp_path / "closed" / "ws"), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "cannot be written: Permission denied" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_with_something_else_is_no_workspace(papers: Path) -> None:
    done = subprocess.run(program(papers, "-w", papers), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "name a new or empty folder" in done.stderr


def test_one_build_at_a_time(papers: Path, tmp_path: Path) -> None:
    assert run(papers, "-w", tmp_path / "ws").exit_code == 0
    with locked(tmp_path / "ws"):
        done = subprocess.run(
            program(papers, "-w", tmp_path / "ws"), capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert "another build is at work" in done.stderr


def test_a_full_disk_is_explained_and_what_is_finished_is_kept(papers: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "ws"
    done = subprocess.run(
        program(papers, "-w", workspace, first=FULL_DISK),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    result = run(papers, "-w", workspace)
    assert result.exit_code == 0, result.output
    assert latest_record(workspace)["tables"]["documents"] == 3
    assert temporary_files(workspace) == []


def test_ctrl_c_stops_it_and_it_goes_on_where_it_was(tmp_path: Path) -> None:
    papers, workspace = tmp_path / "papers.xml", tmp_path / "ws"
    papers.write_bytes(pubmed(range(1, 101)))
    command = program(papers, "-w", workspace, "--shard-size", 5, first=HEED_CTRL_C)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        deadline = time.monotonic() + PATIENCE
        while not list((workspace / "shards").glob("[!.]*")) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to everybody in the group
        output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "run the same command to go on" in output
    made = len(list((workspace / "shards").glob("[!.]*")))
    assert 0 < made < 20
    result = run(papers, "-w", workspace, "--shard-size", 5)
    assert result.exit_code == 0, result.output
    facts = latest_record(workspace)
    assert facts["shards_found"] == made
    assert facts["tables"]["documents"] == 100
