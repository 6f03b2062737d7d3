"""The recipes of all stages from corpora to the models that ship, named in one TOML file."""

from dataclasses import dataclass
from pathlib import Path

from kgbuild.errors import RecipeError
from kgbuild.training.encoder_recipe import EncoderRecipe
from kgbuild.training.recipes import load_recipe
from kgbuild.training.relation_recipe import RelationRecipe, load_relation_recipe
from kgbuild.training.tagger_recipe import TaggerRecipe


@dataclass(frozen=True, slots=True)
class _Named:
    """What the TOML file may say; `pipelines/train-models.toml` says what each setting means."""

    encoder: str = ""
    tagger: str = ""
    relations: str = ""
    assertion: str = ""
    robustness: bool = True


@dataclass(frozen=True, slots=True)
class ModelsRecipe:
    """The stages' own recipes; no `encoder` leaves the encoder as it is, no `assertion` that unscored."""

    encoder: EncoderRecipe | None
    tagger: TaggerRecipe
    relations: RelationRecipe
    assertion: Path | None
    robustness: bool


def load_models_recipe(path: Path) -> ModelsRecipe:
    """Return the recipes that a TOML file names from its own folder.

    RecipeError where tagger or relations have none, or a named file is missing or wrong.
    """
    named = load_recipe(path, _Named)
    for name in ("tagger", "relations"):
        if not getattr(named, name):
            raise RecipeError(path, f"it names no recipe for {name}: {name} = 'train-{name}.toml'")
    return ModelsRecipe(
        encoder=load_recipe(_file(path, "encoder", named.encoder), EncoderRecipe) if named.encoder else None,
        tagger=load_recipe(_file(path, "tagger", named.tagger), TaggerRecipe),
        relations=load_relation_recipe(_file(path, "relations", named.relations)),
        assertion=_file(path, "assertion", named.assertion) if named.assertion else None,
        robustness=named.robustness,
    )


def _file(path: Path, setting: str, name: str) -> Path:
    file = path.parent / name
    if not file.is_file():
        raise RecipeError(path, f"{setting} = {name!r}: there is no file {file}")
    return file
