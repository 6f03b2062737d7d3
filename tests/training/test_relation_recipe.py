"""Recipes of relation heads: the shipped one is the default, and mistakes are named."""

from pathlib import Path

import pytest

from kgbuild.errors import RecipeError
from kgbuild.training.relation_recipe import RelationRecipe, load_relation_recipe

SHIPPED = Path(__file__).parents[2] / "pipelines" / "train-relations.toml"


def write(folder: Path, text: str) -> Path:
    file = folder / "recipe.toml"
    file.write_text(text)
    return file


def test_the_shipped_recipe_is_the_built_in_one() -> None:
    assert load_relation_recipe(SHIPPED) == RelationRecipe()


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
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(RecipeError, match=problem):
        load_relation_recipe(write(tmp_path, text))


def test_a_missing_recipe_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="cannot be read"):
        load_relation_recipe(tmp_path / "none.toml")


def test_the_rate_rises_then_falls_to_nothing() -> None:
    recipe = RelationRecipe(warmup=0.1)
    assert recipe.learning_rate_at(0.05) == pytest.approx(0.5)
    assert recipe.learning_rate_at(0.1) == 1.0
    assert recipe.learning_rate_at(1.0) == 0.0
