"""Training on a user's documents by command, with a tiny encoder."""

# ruff: noqa: E402 - the imports below need what is skipped for above them

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")
pytestmark = pytest.mark.learn

from kgbuild.cli.main import command
from kgbuild.training.splits import MACCROBAT_TEST
from tests.training.conftest import id_in, pubtator
from tests.training.tiny import write_tiny_encoder

LABELS = ("--label", "Chemical=Drug", "--label", "Sick=Disease,Symptom")
TYPES = {"Chemical": "Chemical", "Disease": "Sick"}

SETTINGS = "epochs = 1\npieces_per_step = 48\nwindow = 32\ntraining_windows = [0, 32]\n"


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    return write_tiny_encoder(tmp_path / "encoder")


@pytest.fixture
def notes(tmp_path: Path, corpora: Path) -> Path:
    """Return PubTator of ten documents, one of which is scored in a built-in corpus."""
    scored = (corpora / "bc5cdr" / "test.pubtator").read_text("utf-8").partition("|")[0]
    path = tmp_path / "notes.txt"
    ids = [id_in(MACCROBAT_TEST, 1), scored, *(id_in(range(20, 100), n) for n in range(100, 108))]
    path.write_text(pubtator(ids, TYPES), "utf-8")
    return path


def train(out: Path, encoder: Path, *arguments: str | Path) -> str:
    recipe = out.parent / "recipe.toml"
    recipe.write_text(SETTINGS, "utf-8")
    fixed = ("--recipe", recipe, "--out", out, "--encoder", encoder, "--threads", 1)
    result = CliRunner().invoke(command, ["train", "tagger", *map(str, (*fixed, *arguments))])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_own_documents_alone(notes: Path, encoder: Path, tmp_path: Path) -> None:
    output = train(tmp_path / "out", encoder, "--documents", notes, *LABELS)
    assert "notes: 10 documents (pubtator), mentions: Disease or Symptom 20, Drug 20\n" in output
    assert "9 documents to train on, 1 decide when to stop" in output
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert list(report["scores"]) == ["notes-stopping", "notes-stopping-alone"]


def test_own_documents_with_the_corpora(notes: Path, corpora: Path, encoder: Path, tmp_path: Path) -> None:
    more = notes.with_name("more.txt")
    more.write_text(pubtator([id_in(range(20, 100), 100)], TYPES), "utf-8")
    documents = ("--documents", notes, "--stopping", more, *LABELS)
    output = train(tmp_path / "out", encoder, "--data", corpora, *documents)
    assert "1 documents of --documents dropped: they are scored\n" in output
    assert "1 documents of --documents dropped from training: they decide elsewhere when to stop\n" in output
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    sets = [name for name in report["scores"] if not name.endswith("-alone")]
    assert sets == ["bc5cdr-test", "ncbi-dev", "maccrobat-test", "more-stopping"]


def test_without_anything_to_learn_from_it_says_so(encoder: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text("epochs = 1\n", "utf-8")
    arguments = ["train", "tagger", "--recipe", str(recipe), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 2
    assert "give --data, --documents or both" in result.output
