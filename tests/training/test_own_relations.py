"""Training and scoring relations on a user's documents by command."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kgbuild.cli.main import command
from kgbuild.errors import AnnotationError, OptionError, WorkerFailedError
from kgbuild.training.relation_splits import FITTING_BUCKETS
from kgbuild.training.splits import bucket

MAPPED = ("--label", "Chemical=Drug", "--label", "Finding=Symptom", "--relation", "Harms=CAUSES")
RECIPE = "epochs = 2\npairs_per_step = 8\nwidth = 8\nheads = 1\nargument = 4\nunits = 8\nseed_abstracts = 0\n"


def notes(path: Path, ids: list[str]) -> Path:
    """Write a document of two sentences for each id; the first says what harms."""
    text = "Cisplatin caused nausea. Aspirin was given for headache."
    marked = {"Cisplatin": "Chemical", "nausea": "Finding", "Aspirin": "Chemical", "headache": "Finding"}
    entities = [
        {"start": text.index(name), "end": text.index(name) + len(name), "label": label}
        for name, label in marked.items()
    ]
    fields = {
        "text": text,
        "entities": entities,
        "relations": [{"subject": 0, "object": 1, "label": "Harms"}],
    }
    path.write_text("".join(json.dumps({"id": id, **fields}) + "\n" for id in ids), "utf-8")
    return path


def pmids(buckets: range, count: int) -> list[str]:
    return [str(n) for n in range(1, 10_000) if bucket(f"PMID:{n}") in buckets][:count]


def run(*arguments: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(command, [*map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


def test_pairs_are_scored_by_the_name_of_the_path(tmp_path: Path) -> None:
    path = notes(tmp_path / "notes.jsonl", ["1"])
    figures = json.loads(run("evaluate", "relations", "--documents", path, *MAPPED, "--json"))
    assert list(figures) == ["notes"]
    assert list(figures["notes"]) == ["CAUSES", "overall"]
    assert figures["notes"]["CAUSES"] == figures["notes"]["overall"]
    assert figures["notes"]["CAUSES"] == {
        "precision": 100, "recall": 100, "f1": 100, "right": 1, "predicted": 1, "gold": 1
    }  # fmt: skip
    output = run("evaluate", "relations", "--documents", path, *MAPPED)
    assert "notes: 1 documents, pairs in one sentence: CAUSES 1\n  relations: Harms 1\n" in output


def test_what_is_missing_is_explained(tmp_path: Path) -> None:
    path = notes(tmp_path / "notes.jsonl", ["1"])
    with pytest.raises(AnnotationError, match="--relation Harms=CAUSES"):
        run("evaluate", "relations", "--documents", path, *MAPPED[:4])
    assert "give --data, --documents or both" in run("evaluate", "relations", code=2)
    checked = ("--documents", path, *MAPPED, "--checked", path)
    assert "judge texts of --data" in run("evaluate", "relations", *checked, code=2)
    assert "which is missing" in run("evaluate", "relations", "--data", tmp_path, *MAPPED, code=2)


def _stop(*arguments: object) -> None:
    raise WorkerFailedError("stopped")


def train(path: Path, tmp_path: Path) -> str:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE, "utf-8")
    return run(
        "train", "relations", "--recipe", recipe, "--documents", path, *MAPPED, "--out", tmp_path / "model"
    )


@pytest.mark.learn
def test_own_documents_alone_give_a_model(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    threads = torch.get_num_threads()
    path = notes(tmp_path / "notes.jsonl", [*pmids(range(20, 100), 6), *pmids(FITTING_BUCKETS, 2)])
    output = train(path, tmp_path)
    torch.set_num_threads(threads)
    assert "trained on 12 pairs of mentions" in output
    scored = ("--documents", path, *MAPPED, "--model", tmp_path / "model", "--json")
    assert json.loads(run("evaluate", "relations", *scored))["notes"]["CAUSES"]["gold"] == 8


@pytest.mark.learn
def test_a_stopped_run_goes_on_from_its_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch")
    threads = torch.get_num_threads()
    path = notes(tmp_path / "notes.jsonl", [*pmids(range(20, 100), 6), *pmids(FITTING_BUCKETS, 2)])
    checkpoints = tmp_path / "model" / "folds"
    with monkeypatch.context() as patch:
        patch.setattr("kgbuild.training.relation_training.save_model", _stop)
        with pytest.raises(WorkerFailedError):
            train(path, tmp_path)
    assert all((checkpoints / str(head) / "checkpoint.pt").is_file() for head in range(3))
    # All epochs of all heads are done: none is trained, and so none is kept, again.
    monkeypatch.setattr("kgbuild.training.relation_trainer.save_checkpoint", _stop)
    train(path, tmp_path)
    torch.set_num_threads(threads)
    assert not checkpoints.exists()
    assert (tmp_path / "model" / "weights.npz").is_file()


@pytest.mark.learn
def test_too_few_documents_are_explained(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    threads = torch.get_num_threads()
    with pytest.raises(OptionError, match="no labelled pair for fitting; 12 % of them"):
        train(notes(tmp_path / "notes.jsonl", pmids(range(20, 100), 2)), tmp_path)
    torch.set_num_threads(threads)
