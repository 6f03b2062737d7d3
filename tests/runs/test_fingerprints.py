"""Fingerprints change with what decides the result, and with nothing else."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kgbuild.relations.model_folder import FILES
from kgbuild.resources import DEFAULT_RELATIONS
from kgbuild.runs.fingerprints import DESCRIPTIONS, config_fingerprint, files_fingerprint, fingerprints
from kgbuild.runs.options import BuildOptions


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(b"weights")
    (folder / "config.json").write_text("{}")
    (folder / "README.md").write_text("About it.")
    return folder


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (lambda folder: (folder / "README.md").write_text("More about it."), True),
        (lambda folder: (folder / "figures.json").write_text("{}"), True),
        (lambda folder: (folder / "reliability.png").write_bytes(b"PNG"), True),
        (lambda folder: (folder / "config.json").touch(), True),
        (lambda folder: (folder / "config.json").write_text("{ }"), False),
        (lambda folder: (folder / "config.json").rename(folder / "other.json"), False),
        (lambda folder: (folder / "new").write_bytes(b""), False),
    ],
)
def test_a_folder_is_its_names_and_bytes(model: Path, change: Callable[[Path], object], same: bool) -> None:
    before = files_fingerprint(model)
    change(model)
    assert (files_fingerprint(model) == before) is same


def test_bytes_cannot_move_between_files_unnoticed(model: Path) -> None:
    before = files_fingerprint(model)
    (model / "model.onnx").write_bytes(b"weight")
    (model / "config.json").write_text("s{}")
    assert files_fingerprint(model) != before


@pytest.mark.parametrize(("name", "same"), [("checked.tsv", True), ("config.json", False)])
def test_of_a_relation_model_only_what_is_read_counts(tmp_path: Path, name: str, same: bool) -> None:
    folder = tmp_path / "relations"
    shutil.copytree(DEFAULT_RELATIONS, folder)
    before = fingerprints(BuildOptions(relations=folder))
    assert before == fingerprints(BuildOptions())
    with (folder / name).open("a") as file:
        file.write(" ")
    assert (fingerprints(BuildOptions(relations=folder)) == before) is same


def test_a_relation_model_ships_without_what_only_training_reads() -> None:
    assert {file.name for file in DEFAULT_RELATIONS.iterdir()} == DESCRIPTIONS | set(FILES)


def test_every_part_counts_in_any_order() -> None:
    parts = {"tagger": "a", "code": "1"}
    assert config_fingerprint(parts) == config_fingerprint(dict(reversed(parts.items())))
    assert config_fingerprint(parts) != config_fingerprint(parts | {"code": "2"})
