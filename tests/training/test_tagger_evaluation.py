"""Scoring the shipped tagger, by library and by command, without torch."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kgbuild.cli.main import command
from kgbuild.domain.mention import EntityType
from kgbuild.mentions.score_maps import ScoreMaps
from kgbuild.mentions.tagger import Tagger
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.training.calibration import write_maps
from kgbuild.training.calibration_error import calibration_error
from kgbuild.training.entity_scores import Score
from kgbuild.training.perturbations import PERTURBATIONS
from kgbuild.training.splits import load_tagger_splits
from kgbuild.training.tagger_evaluation import evaluate_tagger


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(DEFAULT_TAGGER)


def test_scores_every_set(tagger: Tagger, corpora: Path) -> None:
    steps: list[tuple[int, int]] = []
    scores = evaluate_tagger(
        tagger.uncalibrated(),
        load_tagger_splits(corpora),
        progress=lambda done, total: steps.append((done, total)),
    ).scores
    assert steps == [(1, 3), (2, 3), (3, 3)]
    names = ["bc5cdr-test", "ncbi-dev", "maccrobat-test"]
    assert list(scores) == [f"{name}{end}" for name in names for end in ("", "-alone")]
    assert scores["bc5cdr-test"]["Drug"] == Score(right=2, predicted=2, gold=2)
    assert scores["bc5cdr-test"]["overall"].gold == 4
    assert scores["maccrobat-test"]["Symptom"].gold == 1


def test_abbreviations_that_a_document_defines_count(tagger: Tagger, corpora: Path) -> None:
    path = corpora / "bc5cdr" / "test.pubtator"
    title, abstract = "We compared valproic acid (VA) with usual care.", "A larger VA was seen in one."
    text = f"{title}\n{abstract}"
    where = [(text.index("valproic acid"), 13), (text.index("VA"), 2), (text.rindex("VA"), 2)]
    lines = [f"77|t|{title}", f"77|a|{abstract}"]
    lines += [f"77\t{at}\t{at + size}\t{text[at : at + size]}\tChemical\tD014635" for at, size in where]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    scores = evaluate_tagger(tagger, load_tagger_splits(corpora), progress=lambda done, total: None).scores
    assert scores["bc5cdr-test"]["Drug"] == Score(right=3, predicted=3, gold=3)
    alone = scores["bc5cdr-test-alone"]["Drug"]
    assert alone.right < alone.gold == 3


def test_mentions_that_are_not_found_cost_recall(tagger: Tagger, corpora: Path) -> None:
    path = corpora / "bc5cdr" / "test.pubtator"
    text = path.read_text("utf-8").rstrip("\n")
    id = text.partition("|")[0]
    path.write_text(f"{text}\n{id}\t28\t31\tman\tChemical\t-1\n", "utf-8")
    scores = evaluate_tagger(tagger, load_tagger_splits(corpora), progress=lambda done, total: None).scores
    assert scores["bc5cdr-test"]["Drug"] == Score(right=2, predicted=2, gold=3)


def test_the_command_prints_a_table_and_json(corpora: Path) -> None:
    arguments = ["evaluate", "tagger", "--data", str(corpora)]
    table = CliRunner().invoke(command, arguments)
    assert table.exit_code == 0
    assert "bc5cdr-test" in table.stdout
    assert "support" in table.stdout
    figures = json.loads(CliRunner().invoke(command, [*arguments, "--json"]).stdout)
    assert figures["bc5cdr-test"]["Drug"]["f1"] == 100.0
    assert set(figures["ncbi-dev"]["overall"]) >= {"precision", "recall", "f1"}


@pytest.fixture
def calibrated(tmp_path: Path) -> Path:
    """Return a copy of the shipped model whose scores of drugs are all mapped to 0.4."""
    folder = tmp_path / "calibrated"
    shutil.copytree(DEFAULT_TAGGER, folder)
    write_maps(folder, ScoreMaps({EntityType.DRUG: ((0.0, 0.4), (1.0, 0.4))}))
    return folder


def test_calibration_is_told_before_and_after(calibrated: Path, corpora: Path) -> None:
    steps: list[tuple[int, int]] = []
    evaluation = evaluate_tagger(
        Tagger.load(calibrated),
        load_tagger_splits(corpora),
        progress=lambda done, total: steps.append((done, total)),
    )
    # The documents that maps are fitted on are read as well.
    assert steps[-1] == (4, 4)
    cdr = evaluation.calibration["bc5cdr-test"]
    assert cdr.after is not None
    assert cdr.after.count(0.4) == 2
    assert 0.4 not in cdr.before
    row = evaluation.as_rows()["bc5cdr-test"]["calibration"]
    assert row["mentions"] == len(cdr.right)
    assert row["ece_before"] == round(calibration_error(cdr.before, cdr.right), 4)
    assert row["ece_after"] == round(calibration_error(cdr.after, cdr.right), 4)


def test_documents_that_maps_were_fitted_on_are_judged_by_others(calibrated: Path, corpora: Path) -> None:
    write_maps(calibrated, ScoreMaps(dict.fromkeys(EntityType, ((0.0, 0.4), (1.0, 0.4)))))
    evaluation = evaluate_tagger(
        Tagger.load(calibrated), load_tagger_splits(corpora), progress=lambda done, total: None
    )
    dev, test = evaluation.calibration["ncbi-dev"], evaluation.calibration["bc5cdr-test"]
    # So few mentions are not fitted on: their scores stay, where the model's own maps would make them 0.4.
    assert dev.after == dev.before
    assert test.after is not None
    assert set(test.after) == {0.4}


def test_an_uncalibrated_model_has_nothing_after(tagger: Tagger, corpora: Path) -> None:
    evaluation = evaluate_tagger(
        tagger.uncalibrated(), load_tagger_splits(corpora), progress=lambda done, total: None
    )
    row = evaluation.as_rows()["bc5cdr-test"]["calibration"]
    assert row["ece_after"] is row["adaptive_after"] is None
    assert row["ece_before"] is not None


def test_the_command_draws_and_perturbs(calibrated: Path, corpora: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    plot = tmp_path / "plot.png"
    arguments = ["evaluate", "tagger", "--data", str(corpora), "--model", str(calibrated)]
    options = ["--plot", str(plot), "--robustness"]
    table = CliRunner().invoke(command, [*arguments, *options])
    assert table.exit_code == 0, table.output
    assert plot.read_bytes().startswith(b"\x89PNG")
    assert "abbreviation" in table.stdout
    figures = json.loads(CliRunner().invoke(command, [*arguments, "--robustness", "--json"]).stdout)
    assert set(figures["bc5cdr-test"]["robustness"]) == set(PERTURBATIONS)


def test_a_plot_of_another_format_is_refused(corpora: Path, tmp_path: Path) -> None:
    arguments = ["evaluate", "tagger", "--data", str(corpora), "--plot", str(tmp_path / "plot.doc")]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 2
    assert ".svg" in result.output


def test_scoring_works_without_torch(corpora: Path) -> None:
    code = (
        "import sys\n"
        "sys.modules |= dict.fromkeys(('torch', 'transformers', 'onnx'))\n"
        "from kgbuild.cli.main import command\n"
        "command()\n"
    )
    arguments = ["evaluate", "tagger", "--data", str(corpora)]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "bc5cdr-test" in done.stdout
