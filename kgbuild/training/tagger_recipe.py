"""The settings of a tagger's training, read from TOML; unknown keys are refused."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from kgbuild.errors import OptionError, RecipeError
from kgbuild.mentions.windows import SMALLEST_WINDOW


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

    def __post_init__(self) -> None:
        least = {"epochs": 1, "patience": 1, "checkpoint_every": 1, "window": SMALLEST_WINDOW}
        for name, value in {**least, "pieces_per_step": self.window}.items():
            if getattr(self, name) < value:
                raise OptionError(f"{name} = {getattr(self, name)} should be at least {value}")
        if not 0 <= self.warmup < 1:
            raise OptionError(f"warmup = {self.warmup} should be a share from 0 to below 1")
        sizes = range(SMALLEST_WINDOW, self.window + 1)
        if not self.training_windows or not all(size == 0 or size in sizes for size in self.training_windows):
            raise OptionError(f"training_windows should be some of 0 and {sizes[0]} to window = {sizes[-1]}")

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
    try:
        return TaggerRecipe(**settings)
    except OptionError as error:
        raise RecipeError(path, str(error)) from error


def _typed(path: Path, key: str, value: object, default: object) -> object:
    if isinstance(default, tuple) and isinstance(value, list) and all(isinstance(v, int) for v in value):
        return tuple(value)
    if isinstance(default, float) and type(value) is int:
        return float(value)
    if type(value) is not type(default):
        raise RecipeError(path, f"{key} = {value!r} should be like {default!r}")
    return value
