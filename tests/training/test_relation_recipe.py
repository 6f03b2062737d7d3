"""Recipes of relation heads: the shipped one is the default, and mistakes are named."""

from dataclasses import replace
from pathlib import Path

import pytest

from kgbuild.errors import RecipeError
from kgbuild.training.relation_checked import load_judgements
from kgbuild.training.relation_recipe import RelationRecipe, load_relation_recipe

SHIPPED = Path(__file__).parents[2] / "pipelines" / "train-relations.toml"


def write(folder: Path, text: str) -> Path:
    file = folder / "recipe.toml"
    file.write_text(text)
    return file


def test_the_shipped_recipe_is_the_built_in_one_and_names_the_judged_pairs() -> None:
    shipped = load_relation_recipe(SHIPPED)
    assert replace(shipped, checked="") == RelationRecipe()
    assert load_judgements(Path(shipped.checked))


def test_judged_pairs_are_named_from_the_recipes_folder(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").touch()
    recipe = load_relation_recipe(write(tmp_path, "checked = 'pairs.tsv'"))
    assert recipe.checked == str(tmp_path / "pairs.tsv")


def test_what_is_left_out_has_the_default(tmp_path: Path) -> None:
    assert load_relation_recipe(write(tmp_path, "epochs = 2\nclip = 2\n")) == RelationRecipe(
        epochs=2, clip=2.0
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("epoch = 2", "unknown setting 'epoch'"),
        ("epochs = 'two'", "should be like"),
        ("epochs = 2.5", "should be like"),
        ("epochs = ", "no valid TOML"),
        ("checked = 'none.tsv'", "there is no file .*none.tsv"),
        ("checked = 2", "should be like"),
        ("epochs = 0", "epochs = 0 should be at least 1"),
        ("pairs_per_step = 0", "pairs_per_step = 0 should be at least 1"),
        ("learning_rate = -1", "learning_rate = -1.0 should be above 0"),
        ("dropout = 3", "dropout = 3.0 should be a share"),
        ("warmup = 1", "warmup = 1.0 should be a share"),
        ("precision = 2", "precision = 2.0 should be from 0 to 1"),
        ("context_trees = 0", "context_trees = 0 should be at least 1"),
        ("folds = 1", "folds = 1 should be at least 2"),
        ("context_rate = 0.0", "context_rate = 0.0 should be above 0"),
        ("seed = -1", "seed = -1 should be from 0"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(RecipeError, match=problem):
        load_relation_recipe(write(tmp_path, text))


def test_a_missing_recipe_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="cannot be read"):
        load_relation_recipe(tmp_path / "none.toml")
