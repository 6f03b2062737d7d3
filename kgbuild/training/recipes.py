"""Read a training's settings from TOML into a record of them; unknown and mistyped ones are refused."""

import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

from kgbuild.errors import OptionError, RecipeError

Recipe = TypeVar("Recipe")

SEEDS = range(2**31)
"""What numpy and torch both take as a seed, with room for those that several trainings count up to."""


def load_recipe(path: Path, kind: type[Recipe]) -> Recipe:
    """Return the recipe in a TOML file: a record of this kind, which has a default for all."""
    try:
        settings = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RecipeError(path, f"cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(path, f"no valid TOML: {error}") from error
    return record_of(kind, settings, path)


def record_of(kind: type[Recipe], settings: dict[str, Any], path: Path, *, table: str = "") -> Recipe:
    """Return the record of this kind with these settings; RecipeError, of this file, says what is wrong.

    A setting that is a record of its own is a table; `table` is where the settings are, with a full stop.
    """
    defaults = kind()
    record: Any = kind
    known = {field.name: getattr(defaults, field.name) for field in fields(record)}
    typed: dict[str, object] = {}
    for key, value in settings.items():
        if key not in known:
            raise RecipeError(path, f"unknown setting {table + key!r}; known: {', '.join(known)}")
        if is_dataclass(known[key]) and isinstance(value, dict):
            typed[key] = record_of(type(known[key]), value, path, table=f"{table}{key}.")
        else:
            typed[key] = _typed(path, table + key, value, known[key])
    try:
        return kind(**typed)
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
    if isinstance(default, tuple) and isinstance(value, list):
        if all(type(one) is type(default[0]) for one in value):
            return tuple(value)
        raise RecipeError(path, f"{key} = {value!r} should be a list of such as {default[0]!r}")
    if isinstance(default, float) and type(value) is int:
        return float(value)
    if type(value) is not type(default):
        like = "a table" if is_dataclass(default) else f"like {default!r}"
        raise RecipeError(path, f"{key} = {value!r} should be {like}")
    return value
