"""Read which variants of a recipe are compared, each with what it changes of the base."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kgbuild.errors import OptionError, RecipeError
from kgbuild.training.recipes import record_of
from kgbuild.training.tagger_recipe import TaggerRecipe

BASE = "base"


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a variant has besides its recipe: a number of seeds, teachers, or a look at its int8 export.

    `teacher` is a tagger's folder, or `shipped`; `unlabelled` has it judge unlabelled text as well.
    """

    seeds: int = 1
    teacher: str = ""
    unlabelled: bool = False
    int8: bool = False

    def __post_init__(self) -> None:
        if self.seeds < 1:
            raise OptionError(f"run.seeds = {self.seeds} should be at least 1")
        if self.unlabelled and not self.teacher:
            raise OptionError("run.unlabelled needs run.teacher, which labels the text")


@dataclass(frozen=True, slots=True)
class Variant:
    """One row of an ablation: its name, its recipe, and how it is run."""

    name: str
    recipe: TaggerRecipe
    run: RunOptions = field(default_factory=RunOptions)


def load_plan(path: Path, *, epochs: int | None = None) -> list[Variant]:
    """Return the variants of a TOML file: the table `base`, and a table below `rows` for each other.

    A row holds the settings of a recipe that it changes, and may hold a table `run`. `epochs` wins over
    the base's.
    """
    try:
        plan = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RecipeError(path, f"cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(path, f"no valid TOML: {error}") from error
    base, rows = plan.pop("base", {}), plan.pop("rows", {})
    if plan:
        raise RecipeError(path, f"unknown table {next(iter(plan))!r}; known: base, rows")
    for name, table in (("base", base), ("rows", rows)):
        if not isinstance(table, dict):
            raise RecipeError(path, f"{name} = {table!r} should be a table")
    if BASE in rows:
        raise RecipeError(path, f"rows.{BASE} is the name of the base itself; call it otherwise")
    if epochs is not None:
        base["epochs"] = epochs
    return [_variant(path, name, base, changes) for name, changes in {BASE: {}, **rows}.items()]


def _variant(path: Path, name: str, base: dict[str, Any], changes: Any) -> Variant:
    if not isinstance(changes, dict):
        raise RecipeError(path, f"rows.{name} should be a table of changed settings")
    changes = dict(changes)
    run = record_of(RunOptions, changes.pop("run", {}), path, table=f"rows.{name}.run.")
    return Variant(name, record_of(TaggerRecipe, {**base, **changes}, path, table=f"rows.{name}."), run)
