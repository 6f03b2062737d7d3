"""What ships of two trained models, in one folder."""

from pathlib import Path

import pytest

from kgbuild.training.shipping import FILES, RELATIONS, TAGGER, ship


@pytest.fixture
def models(tmp_path: Path) -> dict[str, Path]:
    folders = {name: tmp_path / "trained" / name for name in (TAGGER, RELATIONS)}
    for name, folder in folders.items():
        folder.mkdir(parents=True)
        for file in (*FILES[name], "checkpoint.pt"):
            (folder / file).write_text(f"{name} {file}")
    return folders


def test_it_replaces_what_was_there_and_takes_nothing_else(models: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "resources"
    (out / TAGGER).mkdir(parents=True)
    (out / TAGGER / "old").write_text("")
    (out / f"{TAGGER}.partial").mkdir()
    assert ship(out, tagger=models[TAGGER], relations=models[RELATIONS]) == out
    assert {folder.name for folder in out.iterdir()} == {TAGGER, RELATIONS}
    for name in (TAGGER, RELATIONS):
        assert {file.name for file in (out / name).iterdir()} == set(FILES[name])
    assert (out / TAGGER / "model.onnx").read_text() == "tagger model.onnx"


def test_a_tagger_without_names_ships_without_them(models: dict[str, Path], tmp_path: Path) -> None:
    (models[TAGGER] / "names.bin").unlink()
    ship(tmp_path / "out", tagger=models[TAGGER], relations=models[RELATIONS])
    shipped = {file.name for file in (tmp_path / "out" / TAGGER).iterdir()}
    assert shipped == set(FILES[TAGGER]) - {"names.bin"}
