"""The summary of a build: what was left out is said in one line, and nothing where nothing was."""

import json
from pathlib import Path

from click.testing import CliRunner

from kgbuild.cli.main import command
from kgbuild.runs.skips import MEANINGS, Skip, told

PLAIN = {"id": "X:1", "text": "Metformin was given for type 2 diabetes."}
SPANISH = {"id": "X:2", "text": "La metformina es eficaz.", "language": "es"}
BILINGUAL = {
    "id": "X:3",
    "sections": [
        {"label": "abstract", "text": "Aspirin may cause gastric ulcers."},
        {"label": "abstract", "text": "La aspirina puede causar llagas.", "language": "es"},
    ],
}


def summary(folder: Path, *documents: dict[str, object]) -> str:
    papers = folder / "papers.jsonl"
    papers.write_text("".join(json.dumps(document) + "\n" for document in documents))
    arguments = ["build", str(papers), "-w", str(folder / "ws"), "--workers", "1"]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_what_was_left_out_is_one_line(tmp_path: Path) -> None:
    (line,) = [
        line for line in summary(tmp_path, PLAIN, SPANISH, BILINGUAL).splitlines() if "Left out" in line
    ]
    assert "1 documents in another language" in line
    assert "1 sections in another language" in line
    (record,) = (tmp_path / "ws" / "runs").glob("*.json")
    assert json.loads(record.read_text("utf-8"))["skipped"] == {"language": 1, "foreign-section": 1}


def test_nothing_is_said_where_nothing_was(tmp_path: Path) -> None:
    assert "Left out" not in summary(tmp_path, PLAIN)


def test_every_reason_has_words() -> None:
    assert set(MEANINGS) == set(Skip)
    assert all(told({skip: 7}).startswith("7 ") for skip in Skip)
