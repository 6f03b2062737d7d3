"""Scoring the shipped tagger, by library and by command, without torch."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kgbuild.cli.main import command
from kgbuild.mentions.tagger import Tagger
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.training.entity_scores import Score
from kgbuild.training.tagger_evaluation import evaluate_tagger


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(DEFAULT_TAGGER)


def test_scores_every_set(tagger: Tagger, corpora: Path) -> None:
    steps: list[tuple[int, int]] = []
    scores = evaluate_tagger(tagger, corpora, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert list(scores) == ["bc5cdr-test", "ncbi-dev", "maccrobat-test"]
    assert scores["bc5cdr-test"]["Drug"] == Score(right=2, predicted=2, gold=2)
    assert scores["bc5cdr-test"]["overall"].gold == 4
    assert scores["maccrobat-test"]["Symptom"].gold == 1


def test_mentions_that_are_not_found_cost_recall(tagger: Tagger, corpora: Path) -> None:
    path = corpora / "bc5cdr" / "test.pubtator"
    text = path.read_text("utf-8").rstrip("\n")
    id = text.partition("|")[0]
    path.write_text(f"{text}\n{id}\t28\t31\tman\tChemical\t-1\n", "utf-8")
    scores = evaluate_tagger(tagger, corpora, progress=lambda done, total: None)
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
