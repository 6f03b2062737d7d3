"""`kgbuild demo`: from abstracts to answers, twice."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import kgbuild.resources
from kgbuild.cli.main import command
from kgbuild.graph.workspace import Workspace
from kgbuild.resources import SAMPLE
from kgbuild.store.embedded import stop

RECORDS = 40


@pytest.fixture
def _small_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of the bundled records: all of them would take long."""
    (file,) = SAMPLE.glob("*.xml.gz")
    end = b"</PubmedArticle>"
    records = gzip.decompress(file.read_bytes()).split(end)[:RECORDS]
    (tmp_path / "sample").mkdir()
    (tmp_path / "sample" / "part.xml.gz").write_bytes(
        gzip.compress(end.join(records) + end + b"</PubmedArticleSet>")
    )
    monkeypatch.setattr(kgbuild.resources, "SAMPLE", tmp_path / "sample")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "ws"
    stop(Workspace(tmp_path / "ws").store)


@pytest.mark.usefixtures("_small_sample")
def test_shows_what_it_found_and_what_to_try_next(workspace: Path) -> None:
    result = CliRunner().invoke(command, ["demo", "-w", str(workspace)], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    for words in (
        "documents",
        "mentions",
        "entities",
        "relations",
        "Treatments",
        "Symptoms",
        "Try next",
        "PMID:",
    ):
        assert words in result.output
    assert " treats " in result.output
    assert "--name drugs-for-disease" in result.output
    assert "Nothing found" not in result.output

    again = CliRunner().invoke(command, ["demo", "-w", str(workspace)], env={"COLUMNS": "200"})
    assert (again.exit_code, again.output) == (0, result.output)
