"""The settings of a tagger's training, read from TOML; unknown keys are refused."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from kgbuild.errors import RecipeError


@dataclass(frozen=True, slots=True)
class TaggerRecipe:
    """How a tagger is trained; `pipelines/train-tagger.toml` says what each setting means."""

    name: str = "tagger"
    version: str = "0"
    seed: int = 13
    epochs: int = 4
    patience: int = 2
    pieces_per_step: int = 2048
    learning_rate: float = 4e-4
    head_factor: float = 3.0
    weight_decay: float = 0.01
    warmup: float = 0.1
    dropout: float = 0.1
    clip: float = 1.0
    average: float = 0.97
    mixed_precision: bool = True
    window: int = 128
    training_windows: tuple[int, ...] = (0, 64, 128)
    checkpoint_every: int = 100

    def learning_rate_at(self, progress: float) -> float:
        """Return the factor of the learning rate at a share of the training: linear up, then linear to zero.

        >>> recipe = TaggerRecipe(warmup=0.2)
        >>> [round(recipe.learning_rate_at(p), 2) for p in (0.1, 0.2, 0.6, 1.0)]
        [0.5, 1.0, 0.5, 0.0]
        """
        if progress < self.warmup:
            return progress / self.warmup
        return max(0.0, 1.0 - progress) / (1.0 - self.warmup)


def load_recipe(path: Path) -> TaggerRecipe:
    """Return the recipe in a TOML file; what it leaves out has the default."""
    try:
        settings = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RecipeError(path, f"cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(path, f"no valid TOML: {error}") from error
    defaults = TaggerRecipe()
    known = {field.name: getattr(defaults, field.name) for field in fields(TaggerRecipe)}
    for key, value in settings.items():
        if key not in known:
            raise RecipeError(path, f"unknown setting {key!r}; known: {', '.join(known)}")
        settings[key] = _typed(path, key, value, known[key])
    return TaggerRecipe(**settings)


def _typed(path: Path, key: str, value: object, default: object) -> object:
    if isinstance(default, tuple) and isinstance(value, list) and all(isinstance(v, int) for v in value):
        return tuple(value)
    if isinstance(default, float) and type(value) is int:
        return float(value)
    if type(value) is not type(default):
        raise RecipeError(path, f"{key} = {value!r} should be like {default!r}")
    return value
