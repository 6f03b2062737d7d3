"""`kgbuild build`: bad options, a second build, a second builder and Ctrl-C each end as promised."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kgbuild.cli.main import command
from kgbuild.runs.lock import locked
from tests.cli.articles import latest_record, program, pubmed

HEED_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
"""A shell's background job, where tests may run, ignores it."""
PATIENCE = 60.0


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["build", "--workers", "1", *map(str, arguments)])


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "good.xml").write_bytes(pubmed(range(1, 4)))
    return folder


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
    done = subprocess.run(
        program("build", "--workers", 1, *arguments, "-w", "ws"), capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_input_makes_no_workspace(tmp_path: Path) -> None:
    run(tmp_path / "nowhere", "-w", tmp_path / "ws")
    assert not (tmp_path / "ws").exists()


def test_a_folder_with_something_else_is_no_workspace(papers: Path) -> None:
    done = subprocess.run(
        program("build", "--workers", 1, papers, "-w", papers), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "name a new or empty folder" in done.stderr


def test_one_build_at_a_time(papers: Path, tmp_path: Path) -> None:
    assert run(papers, "-w", tmp_path / "ws").exit_code == 0
    with locked(tmp_path / "ws"):
        done = subprocess.run(
            program("build", "--workers", 1, papers, "-w", tmp_path / "ws"),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "another build is at work" in done.stderr


def test_ctrl_c_stops_it_and_it_goes_on_where_it_was(tmp_path: Path) -> None:
    papers, workspace = tmp_path / "papers.xml", tmp_path / "ws"
    papers.write_bytes(pubmed(range(1, 101)))
    command = program("build", "--workers", 1, papers, "-w", workspace, "--shard-size", 5, first=HEED_CTRL_C)
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
