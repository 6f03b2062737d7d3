"""Scoring the shipped tagger on a user's documents by command, without torch."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kgbuild.cli.main import command
from kgbuild.errors import AnnotationError

TEXT = "Naproxen induced headache. A man with pneumonia took naproxen."
MARKED = (
    ("Naproxen", "Chemical"),
    ("headache", "Finding"),
    ("pneumonia", "Disease"),
    ("naproxen", "Chemical"),
)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Return a file of one document."""
    entities = [
        {"start": TEXT.index(text), "end": TEXT.index(text) + len(text), "label": label}
        for text, label in MARKED
    ]
    path = tmp_path / "notes.jsonl"
    path.write_text(json.dumps({"id": "note 1", "text": TEXT, "entities": entities}), "utf-8")
    return path


def evaluate(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(command, ["evaluate", "tagger", *map(str, arguments)])
    return result.exit_code, result.output


MAPPED = ("--label", "Chemical=Drug", "--label", "Finding=Disease,Symptom")


def test_documents_are_scored_by_the_name_of_their_path(notes: Path) -> None:
    code, output = evaluate("--documents", notes, *MAPPED, "--json")
    assert code == 0
    figures = json.loads(output)
    assert list(figures) == ["notes", "notes-alone"]
    assert figures["notes"]["overall"] == {
        "precision": 100, "recall": 100, "f1": 100, "right": 4, "predicted": 4, "gold": 4
    }  # fmt: skip


def test_documents_are_scored_beside_the_corpora_and_perturbed(notes: Path, corpora: Path) -> None:
    code, output = evaluate("--data", corpora, "--documents", notes, *MAPPED, "--json", "--robustness")
    assert code == 0
    figures = json.loads(output)
    sets = [name for name in figures if not name.endswith("-alone")]
    assert sets == ["bc5cdr-test", "ncbi-dev", "maccrobat-test", "notes"]
    assert figures["notes"]["robustness"]["upper case"]["touched"] == 4


def test_the_table_says_what_was_read(notes: Path, tmp_path: Path) -> None:
    labels = tmp_path / "labels.toml"
    labels.write_text('Chemical = "Drug"\nFinding = "-"\n', "utf-8")
    code, output = evaluate("--documents", notes, "--labels", labels)
    assert code == 0
    assert "notes: 1 documents (jsonl), mentions: Disease 1, Drug 2\n" in output
    assert "  labels: Chemical 2, Disease 1\n  left out: 1 mentions of Finding\n" in output
    assert "  no mention is a Symptom: taken as not looked for, and left out of scores\n" in output


def test_what_is_wrong_is_explained(notes: Path) -> None:
    with pytest.raises(AnnotationError, match="2 problems in the annotated documents:") as caught:
        CliRunner().invoke(command, ["evaluate", "tagger", "--documents", str(notes)], catch_exceptions=False)
    assert "--label Chemical=Drug" in str(caught.value)
    assert evaluate()[0] == 2
    assert "is missing" in evaluate("--label", "Chemical=Drug", "--data", notes.parent)[1]


def test_help_has_the_shape_of_each_format() -> None:
    for name in ("train", "evaluate"):
        output = CliRunner().invoke(command, [name, "tagger", "--help"]).output
        assert '"entities":\n' in output
        assert "-DOCSTART- ID" in output
