"""The settings of a relation head's training, read from TOML; unknown keys are refused."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from kgbuild.errors import RecipeError


@dataclass(frozen=True, slots=True)
class RelationRecipe:
    """How a relation head is trained; `pipelines/train-relations.toml` says what each setting means."""

    name: str = "relations-1"
    seed: int = 13
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
    checked_weight: float = 3.0
    precision: float = 0.7

    def learning_rate_at(self, progress: float) -> float:
        """Return the factor of the learning rate at a share of the training: linear up, then linear to zero.

        >>> round(RelationRecipe(warmup=0.2).learning_rate_at(0.6), 2)
        0.5
        """
        if progress < self.warmup:
            return progress / self.warmup
        return max(0.0, 1.0 - progress) / (1.0 - self.warmup)


def load_relation_recipe(path: Path) -> RelationRecipe:
    """Return the recipe in a TOML file; what it leaves out has the default."""
    try:
        settings = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RecipeError(path, f"cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(path, f"no valid TOML: {error}") from error
    defaults = RelationRecipe()
    known = {field.name: getattr(defaults, field.name) for field in fields(RelationRecipe)}
    for key, value in settings.items():
        if key not in known:
            raise RecipeError(path, f"unknown setting {key!r}; known: {', '.join(known)}")
        if isinstance(known[key], float) and type(value) is int:
            settings[key] = float(value)
        elif type(value) is not type(known[key]):
            raise RecipeError(path, f"{key} = {value!r} should be like {known[key]!r}")
    return RelationRecipe(**settings)
