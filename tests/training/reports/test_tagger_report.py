"""The report of `kgbuild evaluate tagger`, with plots, without matplotlib, and where it cannot be written."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kgbuild.cli.main import command
from kgbuild.errors import MissingExtraError, OutputFileError
from kgbuild.mentions.tagger import Tagger
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.training.journal import METRICS
from kgbuild.training.reports import plotting, tagger_report
from kgbuild.training.reports.tagger_report import Training, training_of, write_tagger_report
from kgbuild.training.splits import load_tagger_splits
from kgbuild.training.tagger_evaluation import Evaluation, evaluate_tagger

ROWS = [
    {"epoch": 1, "step": 20, "loss": 0.5, "learning_rate": 0.001},
    {"epoch": 1, "step": 25, "f1": 0.75, "bc5cdr/Drug": 80.0, "bc5cdr/overall": 75.0, "seconds": 3.0},
    {"epoch": 2, "step": 50, "f1": 0.8, "bc5cdr/Drug": 85.0, "bc5cdr/overall": 80.0, "seconds": 3.0},
]


@pytest.fixture
def evaluation(corpora: Path) -> Evaluation:
    splits = load_tagger_splits(corpora)
    return evaluate_tagger(Tagger.load(DEFAULT_TAGGER), splits, progress=lambda done, total: None)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a tagger's folder as a training leaves it, with the journal in the folder around it."""
    folder = tmp_path / "trained" / "export"
    shutil.copytree(DEFAULT_TAGGER, folder)
    rows = "".join(json.dumps(row) + "\n" for row in ROWS)
    (tmp_path / "trained" / METRICS).write_text(rows, "utf-8")
    return folder


def test_the_command_writes_a_page_with_everything_in_it(corpora: Path, model: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    folder = tmp_path / "a report"
    options = {"--data": corpora, "--model": model, "--report": folder}
    arguments = [str(part) for pair in options.items() for part in pair]
    result = CliRunner().invoke(command, ["evaluate", "tagger", *arguments, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    pictures = sorted(path.name for path in folder.glob("*.png"))
    assert pictures == ["confusion.png", "reliability.png", "training.png", "types.png"]
    page = (folder / "index.html").read_text("utf-8")
    assert page.count("data:image/png;base64,") == len(pictures)
    assert not re.search(r"https?://", page)
    assert f"--report &#x27;{folder}&#x27;" in page
    for text in ("macro average", "Missed most often", "bc5cdr-test", str(model), "F1 on the stopping"):
        assert text in page

    report = json.loads((folder / "report.json").read_text("utf-8"))
    exact = report["data_sets"]["bc5cdr-test"]["analysis"]["exact"]
    assert exact["Drug"] == json.loads(result.stdout)["bc5cdr-test"]["Drug"]
    assert report["training"]["rows"] == ROWS
    assert (
        report["command"]
        == f"kgbuild evaluate tagger --data {corpora} --model {model} --report '{folder}' --json"
    )


def test_without_matplotlib_a_training_still_gets_its_page(
    evaluation: Evaluation, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plotting, "find_spec", lambda name: None)
    assert not tagger_report.can_plot()
    with pytest.raises(MissingExtraError, match=r"kgbuild\[plots\]"):
        plotting.require_plotting()
    page = write_tagger_report(
        tmp_path / "report", evaluation, model, command="kgbuild", training=training_of(model)
    )
    assert not list(page.parent.glob("*.png"))
    text = page.read_text("utf-8")
    assert "pip install &#x27;kgbuild[plots]&#x27;" in text
    assert "85.00" in text


def test_a_type_that_one_epoch_alone_has_found_is_told(
    evaluation: Evaluation, model: Path, tmp_path: Path
) -> None:
    found = [{**ROWS[1], "mine/Symptom": 12.5}, {**ROWS[2], "mine/Drug": 62.5}]
    for rows in (found, found[::-1]):
        page = write_tagger_report(
            tmp_path / "report", evaluation, model, command="kgbuild", training=Training(rows)
        )
        text = page.read_text("utf-8")
        assert '<td class="figure">12.50</td>' in text
        assert '<td class="figure">62.50</td>' in text
        assert '<td class="figure">–</td>' in text


def test_a_folder_that_cannot_be_written_is_explained(
    evaluation: Evaluation, model: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(OutputFileError):
        write_tagger_report(
            tmp_path / "file", evaluation, model, command="kgbuild", training=training_of(model)
        )


def test_a_model_that_was_not_trained_here_has_no_training() -> None:
    assert training_of(DEFAULT_TAGGER).rows == []
