"""Model folders: what is written is read, and each thing that can be wrong is said."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kgbuild.errors import ModelFolderError
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.relations.head import RelationHeads
from kgbuild.relations.model_folder import (
    CONFIG,
    FILES,
    TREES,
    WEIGHTS,
    load_model,
    save_model,
)
from kgbuild.resources import DEFAULT_RELATIONS

LARGEST = 3_000_000
"""Bytes of the shipped weights: they come with every installation."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(DEFAULT_RELATIONS / name, tmp_path / name)
    return tmp_path


def change(folder: Path, **settings: object) -> None:
    config = json.loads((folder / CONFIG).read_text())
    (folder / CONFIG).write_text(json.dumps(config | settings))


def test_what_is_saved_is_loaded_and_equal_models_give_equal_files(folder: Path, tmp_path: Path) -> None:
    facts, heads, context = load_model(folder)
    assert context is not None
    for copy in (tmp_path / "a", tmp_path / "b"):
        save_model(copy, facts, heads, context.trees)
    again, same, _ = load_model(tmp_path / "a")
    assert again == facts
    assert all(np.array_equal(array, same.arrays()[name]) for name, array in heads.arrays().items())
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_weights_without_an_axis_of_heads_are_one_head(folder: Path) -> None:
    _, heads, _ = load_model(folder)
    first = {name: array[0] for name, array in heads.arrays().items()}
    with (folder / WEIGHTS).open("wb") as file:
        np.savez(file, **first)
    (only,) = load_model(folder)[1].heads
    assert all(np.array_equal(getattr(only, name), array) for name, array in first.items())


def test_heads_that_are_not_equally_many_are_refused(folder: Path) -> None:
    (head,) = load_model(folder)[1].heads[:1]
    weights = RelationHeads((head, head)).arrays()
    for kept in (1, 0):
        with (folder / WEIGHTS).open("wb") as file:
            np.savez(file, **{**weights, "answer": weights["answer"][:kept]})
        with pytest.raises(ModelFolderError, match="cannot be read"):
            load_model(folder)
    with (folder / WEIGHTS).open("wb") as file:
        np.savez(file, **{name: array[:0] for name, array in weights.items()})
    with pytest.raises(ModelFolderError, match="holds no head"):
        load_model(folder)


def test_the_shipped_weights_are_small() -> None:
    assert (DEFAULT_RELATIONS / WEIGHTS).stat().st_size < LARGEST


def test_a_head_alone_has_no_context(folder: Path, tmp_path: Path) -> None:
    facts, heads, _ = load_model(folder)
    alone = tmp_path / "alone"
    save_model(alone, replace(facts, context=None), heads)
    assert not (alone / TREES).exists()
    assert load_model(alone)[2] is None


@pytest.mark.parametrize("context", [{}, {"threshold": 0.5, "knots": [[0.5, 1], [0.4, 0]]}, {"knots": []}])
def test_a_context_that_is_none_is_refused(folder: Path, context: dict[str, object]) -> None:
    change(folder, context=context)
    with pytest.raises(ModelFolderError, match="not a relation model's"):
        load_model(folder)


def test_trees_that_ask_for_facts_of_another_version_are_refused(folder: Path) -> None:
    _, _, context = load_model(folder)
    assert context is not None
    arrays = context.trees.arrays()
    arrays["features"] = arrays["features"] + 1000
    with (folder / TREES).open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
    with pytest.raises(ModelFolderError, match="other facts"):
        load_model(folder)


def test_damaged_trees_are_refused(folder: Path) -> None:
    (folder / TREES).write_bytes(b"PK")
    with pytest.raises(ModelFolderError, match="cannot be read"):
        load_model(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelFolderError, match=f"there is no {name}"):
        load_model(folder)


def test_a_config_that_is_none_is_refused(folder: Path) -> None:
    (folder / CONFIG).write_text("{")
    with pytest.raises(ModelFolderError, match="not a relation model's"):
        load_model(folder)


@pytest.mark.parametrize(
    "settings", [{"thresholds": {}}, {"temperatures": None}, {"reliability": {"TREATS": "x"}}]
)
def test_settings_that_are_missing_or_odd_are_refused(folder: Path, settings: dict[str, object]) -> None:
    change(folder, **settings)
    with pytest.raises(ModelFolderError, match="not a relation model's"):
        load_model(folder)


def test_a_temperature_of_zero_is_refused(folder: Path) -> None:
    tasks = json.loads((folder / CONFIG).read_text())["temperatures"]
    change(folder, temperatures=dict.fromkeys(tasks, 0))
    with pytest.raises(ModelFolderError, match="temperature"):
        load_model(folder)


def test_damaged_weights_are_refused(folder: Path) -> None:
    data = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelFolderError, match="cannot be read"):
        load_model(folder)


def test_weights_of_another_shape_are_refused(folder: Path) -> None:
    weights = load_model(folder)[1].arrays()
    for name, array in (
        ("hidden", weights["hidden"][:, 1:]),
        ("hidden", weights["hidden"][..., None]),
        ("answer_bias", weights["answer_bias"][:, 1:]),
    ):
        with (folder / WEIGHTS).open("wb") as file:
            np.savez(file, **{**weights, name: array})
        with pytest.raises(ModelFolderError, match="another shape"):
            load_model(folder)


def test_a_head_is_refused_to_another_tagger(folder: Path) -> None:
    change(folder, tagger="0123")
    with pytest.raises(ModelFolderError, match="tagger 0123, not of 4567"):
        RelationClassifier.load(folder, tagger="4567")
    assert RelationClassifier.load(folder).facts.tagger == "0123"
