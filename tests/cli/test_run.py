"""`kgbuild run`: a pipeline file from documents to answers, and what is said of a wrong one."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kgbuild.cli.main import command
from kgbuild.graph.workspace import Workspace
from kgbuild.runs.pipeline import read_pipeline
from kgbuild.store.embedded import stop

PIPELINES = Path(__file__).parents[2] / "pipelines"
TEXTS = (
    "Metformin is an effective treatment for type 2 diabetes. Nausea was the most common adverse effect.",
    "Type 2 diabetes was treated with metformin in all patients. Metformin caused diarrhea in two of them.",
)


@pytest.fixture
def pipeline(tmp_path: Path) -> Iterator[Path]:
    lines = [json.dumps({"id": f"X:{n}", "text": text}) for n, text in enumerate(TEXTS)]
    (tmp_path / "papers.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path = tmp_path / "pipeline.toml"
    path.write_text(
        '[build]\ninputs = ["papers.jsonl"]\nworkspace = "ws"\nworkers = 1\n'
        '[query]\nnames = ["hubs", "document-relations"]\nparameters = { document = "X:0" }\n',
        encoding="utf-8",
    )
    yield path
    stop(Workspace(tmp_path / "ws").store)


def test_builds_loads_and_asks(pipeline: Path) -> None:
    result = CliRunner().invoke(command, ["run", str(pipeline)])
    assert result.exit_code == 0, result.output
    assert "records in" in result.output
    assert "The store now holds" in result.output
    assert result.output.lower().count("metformin") > 1

    again = CliRunner().invoke(command, ["run", str(pipeline), "--quiet"])
    assert again.exit_code == 0
    assert "records in" not in again.output
    assert "metformin" in again.output.lower()


def test_a_wrong_file_is_explained_before_anything_is_done(pipeline: Path) -> None:
    pipeline.write_text(pipeline.read_text(encoding="utf-8").replace("hubs", "hub"), encoding="utf-8")
    program = [sys.executable, "-m", "kgbuild", "run", str(pipeline)]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "pipeline.toml: no query is named 'hub'; did you mean hubs?" in done.stderr
    assert not (pipeline.parent / "ws").exists()


@pytest.mark.parametrize("name", ["sample", "pubmed"])
def test_the_pipelines_that_ship_are_in_order(name: str) -> None:
    assert read_pipeline(PIPELINES / f"{name}.toml").inputs
