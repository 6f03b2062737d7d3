"""The settings of a training of link predictors."""

from dataclasses import dataclass, fields
from pathlib import Path

from kgbuild.domain.prediction import MODEL_RUN
from kgbuild.errors import OptionError
from kgbuild.links.splits import SplitSettings
from kgbuild.training.recipes import load_recipe

FIXED = ("degree", "text", "spelling")
"""Baselines, which learn nothing."""

READ = ("literature",)
"""Learn nothing either, and read documents: `kgbuild train links --literature` adds it."""

SOLVED = ("kronecker",)
"""Solved at once, in closed form."""

TRAINED = ("transe", "distmult", "complex", "rotate", "rgcn", "paths")

MEMBERS = FIXED + READ + SOLVED + TRAINED

ENTITIES = ("all", "related")
UNCONNECTED = ("weighed", "even")
ASKED = ("evenly", "as-validation")
FREE = ("seed", "valid_from", "test_from", "kernel_ridge")
"""Numbers that are no counts, also where they are whole."""


@dataclass(frozen=True, slots=True)
class LinkRecipe:
    """How link predictors are trained; `pipelines/train-links.toml` says what each setting means.

    `members` are names with commas between.
    """

    name: str = "links-1"
    seed: int = 0
    members: str = "text, spelling, kronecker, complex, paths"
    split: str = "random"
    unseen_kind: str = "Disease"
    valid_from: int = 2018
    test_from: int = 2020
    entities: str = "all"
    neighbours: int = 20
    unconnected: str = "weighed"
    checked_triples: int = 300
    check_every: int = 300
    patience: int = 4
    embedding_width: int = 512
    embedding_steps: int = 1800
    embedding_batch: int = 512
    embedding_rate: float = 0.1
    embedding_penalty: float = 0.3
    embedding_candidates: int = 20000
    kernel_entities: int = 6500
    kernel_width: int = 512
    kernel_ridge: float = 0.0
    graph_width: int = 64
    graph_layers: int = 2
    graph_steps: int = 400
    graph_rate: float = 0.01
    path_width: int = 32
    path_layers: int = 4
    path_neighbours: int = 3
    path_spelt: int = 5
    path_steps: int = 4000
    path_batch: int = 16
    path_rate: float = 0.005
    path_entities: int = 20000
    path_isolated: float = 0.05
    path_asked: str = "evenly"

    def __post_init__(self) -> None:
        if not MODEL_RUN.fullmatch(self.name):
            raise OptionError(f"name = {self.name!r}: files are named by it; use letters, digits, . _ and -")
        unknown = [name for name in self.chosen if name not in MEMBERS]
        if unknown or not self.chosen:
            known = ", ".join(MEMBERS)
            raise OptionError(f"members = {self.members!r}: give some of {known}, with commas between")
        self.splitting()
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int) and field.name not in FREE and value < 1:
                raise OptionError(f"{field.name} = {value}: it must be 1 or more")
            if field.name.endswith("_rate") and value <= 0:
                raise OptionError(f"{field.name} = {value}: it must be more than 0")
        for option, choices in (
            ("entities", ENTITIES), ("unconnected", UNCONNECTED), ("path_asked", ASKED)
        ):  # fmt: skip
            if getattr(self, option) not in choices:
                raise OptionError(f"{option} = {getattr(self, option)!r}: give one of {', '.join(choices)}")
        for option in ("seed", "kernel_ridge"):
            if not getattr(self, option) >= 0:
                raise OptionError(f"{option} = {getattr(self, option)}: it must be 0 or more")
        if self.embedding_width % 2:
            raise OptionError(f"embedding_width = {self.embedding_width}: it must be even")
        if not 0 <= self.path_isolated <= 1:
            raise OptionError(f"path_isolated = {self.path_isolated}: it is a share, from 0 to 1")

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names of the members."""
        return tuple(dict.fromkeys(name.strip() for name in self.members.split(",") if name.strip()))

    def splitting(self) -> SplitSettings:
        """Return how a graph is split that comes in one part."""
        return SplitSettings(
            self.split,
            self.seed,
            self.unseen_kind,
            self.valid_from,
            self.test_from,
            related=self.entities == "related",
        )


def load_link_recipe(path: Path) -> LinkRecipe:
    """Return the recipe in a TOML file; what it leaves out has the default. Raises `RecipeError`."""
    return load_recipe(path, LinkRecipe)
