"""The settings of a relation head's training."""

from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from kgbuild.errors import OptionError, RecipeError
from kgbuild.training.recipes import SEEDS, load_recipe

MOST_FOLDS = 20
"""Each is a head that every pair is asked of."""


@dataclass(frozen=True, slots=True)
class RelationRecipe:
    """How a relation head is trained; `pipelines/train-relations.toml` says what each setting means.

    `checked` is the path of the table of judged pairs, empty where there is none.
    """

    name: str = "relations-5"
    seed: int = 13
    folds: int = 3
    epochs: int = 12
    pairs_per_step: int = 256
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    warmup: float = 0.1
    dropout: float = 0.3
    clip: float = 1.0
    average: float = 0.995
    width: int = 96
    heads: int = 4
    argument: int = 64
    units: int = 128
    seed_abstracts: int = 36000
    seed_weight: float = 0.5
    checked: str = ""
    checked_weight: float = 3.0
    precision: float = 0.55
    context_trees: int = 300
    context_depth: int = 4
    context_rate: float = 0.05

    def __post_init__(self) -> None:
        least = {
            "epochs": 1, "pairs_per_step": 1, "width": 1, "units": 1, "heads": 0, "argument": 0,
            "seed_abstracts": 0, "weight_decay": 0, "seed_weight": 0, "checked_weight": 0,
            "context_trees": 1, "context_depth": 1, "folds": 2,
        }  # fmt: skip
        if self.folds > MOST_FOLDS:
            raise OptionError(f"folds = {self.folds} should be at most {MOST_FOLDS}")
        for name, value in least.items():
            if not getattr(self, name) >= value:
                raise OptionError(f"{name} = {getattr(self, name)} should be at least {value}")
        if self.seed not in SEEDS:
            raise OptionError(f"seed = {self.seed} should be from 0 to {SEEDS[-1]}")
        for name in ("learning_rate", "clip", "context_rate"):
            if not 0 < getattr(self, name) < inf:
                raise OptionError(f"{name} = {getattr(self, name)} should be above 0")
        for name in ("warmup", "dropout", "average"):
            if not 0 <= getattr(self, name) < 1:
                raise OptionError(f"{name} = {getattr(self, name)} should be a share from 0 to below 1")
        if not 0 <= self.precision <= 1:
            raise OptionError(f"precision = {self.precision} should be from 0 to 1")


def load_relation_recipe(path: Path) -> RelationRecipe:
    """Return the recipe in a TOML file; what it leaves out has the default.

    The file names the table of judged pairs from its own folder; RecipeError where there is none.
    """
    recipe = load_recipe(path, RelationRecipe)
    if not recipe.checked:
        return recipe
    table = path.parent / recipe.checked
    if not table.is_file():
        raise RecipeError(path, f"checked = {recipe.checked!r}: there is no file {table}")
    return replace(recipe, checked=str(table))
