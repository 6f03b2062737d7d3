"""Recipes in TOML."""

import tomllib
from pathlib import Path

import pytest

from kgbuild.errors import RecipeError
from kgbuild.training.adapter_recipe import AdapterRecipe
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
    settings = tomllib.loads(text)
    assert settings.keys() == set(TaggerRecipe.__dataclass_fields__)
    for name, table in settings.items():
        if isinstance(table, dict) and name != "repeat":
            assert table.keys() == set(getattr(recipe, name).__dataclass_fields__)


def test_the_shipped_recipe_has_every_other_option_off() -> None:
    recipe = load_recipe(SHIPPED, TaggerRecipe)
    assert recipe == TaggerRecipe(version=recipe.version, epochs=5, known_names=True, misspelt=0.1)


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
        ("repeat = 2", "repeat = 2 should be like {}"),
        ("repeat = { ncbi = 0 }", "repeat.ncbi = 0 should be a whole number"),
        ("repeat = { ncbi = 1.5 }", "repeat.ncbi = 1.5 should be a whole number"),
        ("pieces_per_step = 64", "pieces_per_step = 64 should be at least 128"),
        ("warmup = 1.0", "warmup"),
        ("learning_rate = -1", "learning_rate = -1.0 should be above 0"),
        ("learning_rate = nan", "learning_rate = nan should be above 0"),
        ("head_factor = 0", "head_factor = 0.0 should be above 0"),
        ("clip = 0", "clip = 0.0 should be above 0"),
        ("weight_decay = -1", "weight_decay = -1.0 should be at least 0"),
        ("dropout = 1", "dropout = 1.0 should be a share"),
        ("average = 2", "average = 2.0 should be a share"),
        ("seed = -1", "seed = -1 should be from 0"),
        ("frozen_layers = -1", "frozen_layers = -1 should be at least 0"),
        ("accumulate = 0", "accumulate = 0 should be at least 1"),
        ("pruned_units = 1.0", "pruned_units = 1.0 should be a share"),
        ("class_weights = 1.5", "class_weights = 1.5 should be from 0 to 1"),
        ("entity_swap = -0.1", "entity_swap = -0.1 should be from 0 to 1"),
        ("misspelt = 2", "misspelt = 2.0 should be from 0 to 1"),
        ("focal = -1", "focal = -1.0 should be at least 0"),
        ("adversarial = -1", "adversarial = -1.0 should be at least 0"),
        ("layer_decay = 0", "layer_decay = 0.0 should be above 0"),
        ("adapters = 'lora'", "adapters = 'lora' should be a table"),
        ("[adapters]\nkinds = 'lora'", "unknown setting 'adapters.kinds'; known: kind, rank"),
        ("[adapters]\nkind = 'dora'", "adapters.kind = 'dora' should be \"lora\""),
        ("[adapters]\nrank = 0", "adapters.rank = 0 should be at least 1"),
        ("[adapters]\nrank = 1.5", "adapters.rank = 1.5 should be like 8"),
        ("[adapters]\nalpha = 0", "adapters.alpha should be above 0"),
        ("[adapters]\ntargets = []", "adapters.targets should name linear layers"),
        ("[adapters]\ntargets = [1]", "adapters.targets = .1. should be a list of such as 'query'"),
        ("[adapters]\ntargets = ['classifier']", "the classifier is trained whole"),
        ("[adapters]\nkind = 'adalora'\ninitial_rank = 8", "nothing to prune"),
        ("[adapters]\nkind = 'adalora'\nprune_until = 0.1", "rising shares"),
        ("frozen_layers = 2\n[adapters]\nkind = 'lora'", "frozen_layers has nothing to freeze"),
        ("freeze_embeddings = true\n[adapters]\nkind = 'adalora'", "freeze_embeddings has nothing to freeze"),
        ("unfreeze_per_epoch = 1\n[adapters]\nkind = 'lora'", "unfreeze_per_epoch has nothing to freeze"),
        ("distillation.temperature = 0", "distillation.temperature = 0.0 should be above 0"),
        ("distillation.weight = 0", "distillation.weight = 0.0 should be above 0"),
        ("distillation.unlabelled = 0", "distillation.unlabelled = 0 should be at least 1"),
        ("training_windows = [0, 256]", "training_windows should be some of 0 and 8 to window = 128"),
    ],
)
def test_mistakes_are_explained(tmp_path: Path, text: str, problem: str) -> None:
    path = _recipe(tmp_path, text)
    with pytest.raises(RecipeError, match=problem) as caught:
        load_recipe(path, TaggerRecipe)
    assert str(path) in str(caught.value)


def test_tables_are_read_into_records(tmp_path: Path) -> None:
    path = _recipe(tmp_path, "[adapters]\nkind = 'lora'\nalpha = 8\ntargets = ['key', 'dense']\n")
    adapters = AdapterRecipe(kind="lora", alpha=8.0, targets=("key", "dense"))
    assert load_recipe(path, TaggerRecipe) == TaggerRecipe(adapters=adapters)


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
