"""Give an encoder hints as types of tokens, of which BERT has two, for pairs of texts."""

from functools import cache
from pathlib import Path
from typing import Any

import torch

from kgbuild.domain.mention import EntityType
from kgbuild.entities.lexicon_file import read_lexicon
from kgbuild.entities.normalise import uninverted
from kgbuild.errors import EncoderError
from kgbuild.mentions.hints import HINTS
from kgbuild.mentions.known_names import KnownNames, Name
from kgbuild.resources import DEFAULT_LEXICON
from kgbuild.training.annotated_names import SOURCE as ANNOTATED
from kgbuild.training.tagger_recipe import TaggerRecipe

TOKEN_TYPES = "type_vocab_size"


def names_for(recipe: TaggerRecipe) -> KnownNames | None:
    """Return the names that a tagger of this recipe is told of: those of the lexicon that ships, or none."""
    return known_names(DEFAULT_LEXICON) if recipe.known_names else None


@cache
def known_names(lexicon: Path) -> KnownNames:
    """Return the names of a lexicon without those that annotated abstracts gave it.

    A tagger that is trained on these abstracts would trust its hints too far.
    """
    rows = read_lexicon(lexicon, ("name", "type", "acronym", "source")).to_pylist()
    return KnownNames.of(
        Name(text, EntityType(row["type"]), row["acronym"])
        for row in rows
        if row["source"] != ANNOTATED
        for text in dict.fromkeys((row["name"], uninverted(row["name"])))
    )


def give_hints(model: Any) -> None:
    """Make room for hints in a model: each begins as the type that all tokens had.

    So the model is at first what it was. EncoderError where it has no types of tokens.
    """
    table = getattr(getattr(model.base_model, "embeddings", None), "token_type_embeddings", None)
    if table is None:
        raise EncoderError("known_names needs an encoder with token types, as BERT's; set it to false here")
    with torch.no_grad():
        rows = table.weight[:1].repeat(HINTS, 1)
    types = torch.nn.Embedding(HINTS, rows.shape[1])
    types.weight = torch.nn.Parameter(rows)
    model.base_model.embeddings.token_type_embeddings = types
    setattr(model.config, TOKEN_TYPES, HINTS)


def takes_hints(model: Any) -> bool:
    """Whether `give_hints` made room for hints in the model, or in that which it was loaded from."""
    return bool(getattr(getattr(model, "config", None), TOKEN_TYPES, 0) == HINTS)


def hint_inputs(model: Any, hints: torch.Tensor) -> dict[str, torch.Tensor]:
    """Return the inputs of a model that are hints (windows, pieces): none where it takes none."""
    return {"token_type_ids": hints} if takes_hints(model) else {}
