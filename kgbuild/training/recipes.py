"""Read a training's settings from TOML into a record of them; unknown and mistyped ones are refused."""

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from kgbuild.errors import OptionError, RecipeError

Recipe = TypeVar("Recipe")


def load_recipe(path: Path, kind: type[Recipe]) -> Recipe:
    """Return the recipe in a TOML file: a record of this kind, which has a default for all."""
    try:
        settings = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RecipeError(path, f"cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(path, f"no valid TOML: {error}") from error
    defaults = kind()
    record: Any = kind
    known = {field.name: getattr(defaults, field.name) for field in fields(record)}
    for key, value in settings.items():
        if key not in known:
            raise RecipeError(path, f"unknown setting {key!r}; known: {', '.join(known)}")
        settings[key] = _typed(path, key, value, known[key])
    try:
        return kind(**settings)
    except OptionError as error:
        raise RecipeError(path, str(error)) from error


def linear_rate(progress: float, *, warmup: float) -> float:
    """Return the factor of the learning rate at a share of the training: linear up, then linear to zero.

    >>> [round(linear_rate(progress, warmup=0.2), 2) for progress in (0.1, 0.2, 0.6, 1.0)]
    [0.5, 1.0, 0.5, 0.0]
    """
    if progress < warmup:
        return progress / warmup
    return max(0.0, 1.0 - progress) / (1.0 - warmup)


def _typed(path: Path, key: str, value: object, default: object) -> object:
    if isinstance(default, tuple) and isinstance(value, list) and all(isinstance(v, int) for v in value):
        return tuple(value)
    if isinstance(default, float) and type(value) is int:
        return float(value)
    if type(value) is not type(default):
        raise RecipeError(path, f"{key} = {value!r} should be like {default!r}")
    return value
