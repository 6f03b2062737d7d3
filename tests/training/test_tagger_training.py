"""Training from end to end with a tiny encoder: export, tagging, and going on after a kill."""

# ruff: noqa: E402 - the imports below need what is skipped for above them

import json
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")
pytestmark = pytest.mark.learn

import torch
from safetensors.torch import load_file

from kgbuild.cli.main import command
from kgbuild.domain.document import Document, Section
from kgbuild.errors import EncoderError, TrainingStateError
from kgbuild.mentions.labels import LABELS
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.runs.bench_taggers import precision_of
from kgbuild.training.dequantise import torch_model
from kgbuild.training.journal import EVERY, read_journal
from kgbuild.training.reports.plotting import can_plot
from kgbuild.training.splits import load_tagger_splits
from kgbuild.training.tagger_recipe import TaggerRecipe
from kgbuild.training.tagger_run import TaggerRun, run_tagger_training
from tests.training.tiny import ABLE, RECIPE, write_tiny_encoder

WEIGHTS = "best/model.safetensors"
SETTINGS = """
epochs = 3
patience = 3
pieces_per_step = 48
learning_rate = 5e-3
window = 32
training_windows = [0, 32]
average = 0.5
checkpoint_every = 3
"""


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    """Return the folder of a BERT of 2 layers with random weights, and its tokenizer."""
    return write_tiny_encoder(tmp_path / "encoder")


class Killed(BaseException):
    """Stands for the end of the process: what was not written is lost."""


def _train(
    data: Path, out: Path, encoder: Path, *, recipe: TaggerRecipe = RECIPE, kill_at: int = 0
) -> TaggerRun:
    steps = 0

    def progress(epoch: int, step: int, steps_in_epoch: int, loss: float) -> None:
        nonlocal steps
        steps += 1
        if steps == kill_at:
            raise Killed

    return run_tagger_training(
        recipe, load_tagger_splits(data), out, encoder=str(encoder), device="cpu", threads=1,
        progress=progress, scoring=lambda done, total: None,
    )  # fmt: skip


def test_the_command_trains_exports_and_reports(corpora: Path, encoder: Path, tmp_path: Path) -> None:
    out, recipe = tmp_path / "out", tmp_path / "recipe.toml"
    recipe.write_text(SETTINGS, "utf-8")
    options = {"--recipe": recipe, "--data": corpora, "--out": out, "--encoder": encoder, "--threads": 1}
    arguments = [str(part) for pair in options.items() for part in pair]
    result = CliRunner().invoke(command, ["train", "tagger", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    assert "bc5cdr-test" in result.stdout

    rows = [row for row in read_journal(out) if "f1" in row]
    assert [row["epoch"] for row in rows] == [1, 2, 3]
    report = json.loads((out / "report.json").read_text("utf-8"))
    assert report["stopping"] == max(rows, key=lambda row: (row["f1"], -row["epoch"]))
    scored = CliRunner().invoke(
        command, ["evaluate", "tagger", "--data", str(corpora), "--model", str(out / "export"), "--json"]
    )
    assert json.loads(scored.stdout) == report["scores"]
    assert json.loads((out / "export" / "config.json").read_text("utf-8"))["calibration"] == {}
    again = CliRunner().invoke(command, ["train", "tagger", *arguments, "--precision", "fp32"])
    assert f"{out / 'export-fp32'} (fp32)" in again.stdout
    assert [precision_of(out / name) for name in ("export", "export-fp32")] == ["int8", "fp32"]
    page = (out / "report" / "index.html").read_text("utf-8")
    assert "F1 on the stopping documents" in page
    assert f"--recipe {recipe}" in page
    assert "by chance" in result.stdout


def test_a_learning_curve_is_drawn_and_goes_on(corpora: Path, encoder: Path, tmp_path: Path) -> None:
    out, recipe = tmp_path / "out", tmp_path / "recipe.toml"
    recipe.write_text(SETTINGS.replace("epochs = 3", "epochs = 1"), "utf-8")
    options = {"--recipe": recipe, "--data": corpora, "--out": out, "--encoder": encoder, "--threads": 1}
    arguments = ["train", "tagger", *(str(part) for pair in options.items() for part in pair)]
    arguments += ["--corpus", "bc5cdr", "--shots", "all", "--shots", "2"]
    for _ in range(2):
        result = CliRunner().invoke(command, arguments, catch_exceptions=False)
        assert result.exit_code == 0
    assert (out / "shots-2" / "report" / "index.html").is_file()
    models_ = json.loads((out / "report" / "report.json").read_text("utf-8"))["models"]
    assert [(one["documents"], one["mentions"]) for one in models_] == [(2, 8), (5, 20)]
    page = (out / "report" / "index.html").read_text("utf-8")
    assert "--shots all --shots 2" in page
    assert (out / "report" / "learning-curve.png").is_file() == can_plot()
    assert "documents  mentions  stopping" in result.stdout
    steps = [row["step"] for row in read_journal(out / "shots-all")]
    assert len(steps) == len(set(steps))


def test_the_command_takes_seeds_teachers_and_leaves_a_corpus_out(
    corpora: Path, encoder: Path, tmp_path: Path
) -> None:
    out, recipe, papers = tmp_path / "out", tmp_path / "recipe.toml", tmp_path / "paper.txt"
    recipe.write_text(SETTINGS.replace("epochs = 3", "epochs = 1"), "utf-8")
    papers.write_text("She took salbutamol.", "utf-8")
    options = {
        "--recipe": recipe, "--data": corpora, "--out": out, "--encoder": encoder, "--threads": 1,
        "--seeds": 2, "--teacher": DEFAULT_TAGGER, "--unlabelled": papers, "--without": "ncbi",
    }  # fmt: skip
    if find_spec("tensorboard"):
        options["--track"] = "tensorboard"
    arguments = [str(part) for pair in options.items() for part in pair]
    result = CliRunner().invoke(command, ["train", "tagger", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    assert "stopping documents: seed 13 " in result.stdout
    report = json.loads((out / "report.json").read_text("utf-8"))
    assert list(report["seeds"]["singles"]) == ["13", "14"]
    page = (out / "report" / "index.html").read_text("utf-8")
    assert "mean of weights" in page
    assert "--without ncbi" in page
    assert {"seed-13", "seed-14", "best", "export", "teachers"} <= {path.name for path in out.iterdir()}
    assert "ncbi-dev" in report["scores"]
    assert not any(name.startswith("ncbi") for name in report["balanced"])


def test_an_export_with_enough_mentions_is_calibrated(
    corpora: Path, encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgbuild.training.calibration.FEWEST", 1)
    run = _train(corpora, tmp_path / "out", encoder, recipe=ABLE)
    maps = Tagger.load(run.folder).maps
    assert maps is not None
    assert "Drug" in maps.knots
    figures = run.evaluation.calibration["bc5cdr-test"]
    assert figures.after is not None
    assert figures.after != figures.before


def test_it_learns_and_the_export_tags(corpora: Path, encoder: Path, tmp_path: Path) -> None:
    run = _train(corpora, tmp_path / "out", encoder, recipe=ABLE)
    assert run.stopping["f1"] == 1.0
    assert run.evaluation.scores["bc5cdr-test"]["overall"].f1 == 1.0
    text = "She took naproxen. A man had headache."
    document = Document(id="PMID:1", text=text, title="", sections=(Section("abstract", 0, len(text)),))
    found = Tagger.load(run.folder).tag(document, SentenceSplitter().split(document)).mentions
    assert {("naproxen", "Drug"), ("headache", "Symptom")} <= {(m.text, str(m.type)) for m in found}


@pytest.mark.parametrize("kill_at", [2, 5, 11])
def test_a_killed_run_goes_on_to_the_same_weights(
    corpora: Path, encoder: Path, tmp_path: Path, kill_at: int
) -> None:
    whole = _train(corpora, tmp_path / "whole", encoder)
    with pytest.raises(Killed):
        _train(corpora, tmp_path / "killed", encoder, kill_at=kill_at)
    resumed = _train(corpora, tmp_path / "killed", encoder)
    without_clock = [{k: v for k, v in run.stopping.items() if k != "seconds"} for run in (whole, resumed)]
    assert without_clock[0] == without_clock[1]
    weights = [load_file(tmp_path / name / WEIGHTS) for name in ("whole", "killed")]
    assert weights[0].keys() == weights[1].keys()
    assert all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0])
    models_ = [(run.folder / "model.onnx").read_bytes() for run in (whole, resumed)]
    assert models_[0] == models_[1]


def test_a_killed_run_keeps_the_same_journal(corpora: Path, encoder: Path, tmp_path: Path) -> None:
    recipe = replace(RECIPE, epochs=12, patience=12)
    _train(corpora, tmp_path / "whole", encoder, recipe=recipe)
    with pytest.raises(Killed):
        _train(corpora, tmp_path / "killed", encoder, recipe=recipe, kill_at=23)
    _train(corpora, tmp_path / "killed", encoder, recipe=recipe)
    whole, resumed = (
        [
            {key: value for key, value in row.items() if key != "seconds"}
            for row in read_journal(tmp_path / name)
        ]
        for name in ("whole", "killed")
    )
    assert whole == resumed
    assert next(row["step"] for row in whole if "loss" in row) == EVERY


def test_a_finished_run_is_not_trained_again(corpora: Path, encoder: Path, tmp_path: Path) -> None:
    first = _train(corpora, tmp_path / "out", encoder)
    assert _train(corpora, tmp_path / "out", encoder, kill_at=1) == first


def test_other_settings_are_refused(corpora: Path, encoder: Path, tmp_path: Path) -> None:
    with pytest.raises(Killed):
        _train(corpora, tmp_path / "out", encoder, kill_at=4)
    other = replace(RECIPE, learning_rate=1e-3)
    with pytest.raises(TrainingStateError, match="other settings"):
        _train(corpora, tmp_path / "out", encoder, recipe=other)


def test_an_encoder_that_reads_too_little_is_refused(corpora: Path, encoder: Path, tmp_path: Path) -> None:
    recipe = replace(RECIPE, window=128, pieces_per_step=256)
    with pytest.raises(EncoderError, match="reads 64 word pieces"):
        _train(corpora, tmp_path / "out", encoder, recipe=recipe)


def test_a_folder_that_cannot_be_made_is_explained(corpora: Path, encoder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(TrainingStateError, match="cannot be made"):
        _train(corpora, tmp_path / "file" / "out", encoder)


def test_the_export_holds_the_trained_weights(corpora: Path, encoder: Path, tmp_path: Path) -> None:
    run = _train(corpora, tmp_path / "out", encoder)
    model, _ = torch_model(run.folder)
    trained = load_file(tmp_path / "out" / WEIGHTS)
    for type, shift in run.shifts.items():
        trained["classifier.bias"][LABELS.index(f"B-{type}")] -= shift
    rebuilt = model.state_dict()
    for name, tensor in trained.items():
        # 7 bits: 63 steps to either side of zero, and at most half of one is rounded away.
        step = tensor.abs().max().item() / 63
        np.testing.assert_allclose(rebuilt[name].numpy(), tensor.numpy(), atol=step / 2 + 1e-6, rtol=0)
