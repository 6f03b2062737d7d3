"""Each shipped file is opened: one that is gone or damaged is named with its mend."""

import shutil
from pathlib import Path

import pytest

from kgbuild.resources import RESOURCES
from kgbuild.runs.findings import State
from kgbuild.runs.shipped import shipped

FILES = {
    "tagger model.onnx": "tagger/model.onnx",
    "tagger tokenizer.json": "tagger/tokenizer.json",
    "tagger config.json": "tagger/config.json",
    "tagger names.bin": "tagger/names.bin",
    "relations weights.npz": "relations/weights.npz",
    "relations context.npz": "relations/context.npz",
    "relations config.json": "relations/config.json",
    "lexicon": "lexicon.parquet",
    "sample abstracts": "sample/pubmed21n1298-sample.xml.gz",
}


def bad(folder: Path) -> dict[str, str]:
    """What is not good, with what is said about it."""
    found = list(
        shipped(
            tagger=folder / "tagger",
            relations=folder / "relations",
            lexicon=folder / "lexicon.parquet",
            sample=folder / "sample",
        )
    )
    assert [finding.name for finding in found] == list(FILES)
    assert all(bool(finding.mend) == (finding.state is State.MISSING) for finding in found)
    return {finding.name: finding.detail for finding in found if finding.state is not State.GOOD}


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(RESOURCES, tmp_path_factory.mktemp("shipped") / "resources"))


def test_what_ships_is_good(resources: Path) -> None:
    assert bad(resources) == {}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_gone_is_named(resources: Path, name: str) -> None:
    path = resources / FILES[name]
    away = path.rename(path.with_name("away"))
    try:
        assert bad(resources) == {name: f"no {path}"}
    finally:
        away.rename(path)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_cut_short_is_named(resources: Path, name: str) -> None:
    path = resources / FILES[name]
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    try:
        assert list(bad(resources)) == [name]
        assert "is damaged" in bad(resources)[name]
    finally:
        path.write_bytes(whole)
