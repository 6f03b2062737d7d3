"""Recipes in TOML."""

from pathlib import Path

import pytest

from kgbuild.errors import RecipeError
from kgbuild.training.recipes import linear_rate, load_recipe
from kgbuild.training.tagger_recipe import TaggerRecipe

SHIPPED = Path(__file__).parents[2] / "pipelines" / "train-tagger.toml"


def _recipe(folder: Path, text: str) -> Path:
    path = folder / "recipe.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_recipe_sets_everything() -> None:
    recipe = load_recipe(SHIPPED, TaggerRecipe)
    assert recipe.name == "tagger"
    text = SHIPPED.read_text("utf-8")
    assert all(f"\n{name} = " in text for name in TaggerRecipe.__dataclass_fields__)


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    path = _recipe(tmp_path, "epochs = 2\nlearning_rate = 1\ntraining_windows = [0, 32]\n")
    recipe = load_recipe(path, TaggerRecipe)
    assert recipe == TaggerRecipe(epochs=2, learning_rate=1.0, training_windows=(0, 32))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("epoch = 2", "unknown setting 'epoch'"),
        ("epochs = '2'", "epochs = '2' should be like"),
        ("epochs = true", "epochs = True should be like"),
        ("training_windows = [1.5]", "training_windows"),
        ("epochs =", "no valid TOML"),
        ("epochs = 0", "epochs = 0 should be at least 1"),
        ("pieces_per_step = 64", "pieces_per_step = 64 should be at least 128"),
        ("warmup = 1.0", "warmup"),
        ("training_windows = [0, 256]", "training_windows should be some of 0 and 8 to window = 128"),
    ],
)
def test_mistakes_are_explained(tmp_path: Path, text: str, problem: str) -> None:
    path = _recipe(tmp_path, text)
    with pytest.raises(RecipeError, match=problem) as caught:
        load_recipe(path, TaggerRecipe)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="cannot be read"):
        load_recipe(tmp_path / "none.toml", TaggerRecipe)


def test_the_learning_rate_rises_and_falls_to_zero() -> None:
    recipe = TaggerRecipe(warmup=0.25)
    rates = [linear_rate(step / 100, warmup=recipe.warmup) for step in range(101)]
    assert max(rates) == rates[25] == 1.0
    assert rates[:26] == sorted(rates[:26])
    assert rates[25:] == sorted(rates[25:], reverse=True)
    assert rates[100] == 0.0
