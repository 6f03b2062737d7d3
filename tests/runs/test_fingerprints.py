"""Fingerprints change with what decides the result, and with nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kgbuild.runs.fingerprints import config_fingerprint, files_fingerprint


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


def test_every_part_counts_in_any_order() -> None:
    parts = {"tagger": "a", "code": "1"}
    assert config_fingerprint(parts) == config_fingerprint(dict(reversed(parts.items())))
    assert config_fingerprint(parts) != config_fingerprint(parts | {"code": "2"})
