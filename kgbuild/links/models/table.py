"""Which models there are: a trained one is added by its file and a line here."""

from importlib import import_module
from typing import Any

from kgbuild.links.model import LinkModel
from kgbuild.links.models.degree import DegreeModel
from kgbuild.links.models.literature import LiteratureModel
from kgbuild.links.models.text import TextNeighboursModel
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.trainable import Material, Solvable, Trainable, Weighted

SOLVABLE = {"kronecker": "kgbuild.links.models.kronecker:Kronecker"}
TRAINABLE = {
    "transe": "kgbuild.links.models.transe:TransE",
    "distmult": "kgbuild.links.models.distmult:DistMult",
    "complex": "kgbuild.links.models.complex:ComplEx",
    "rotate": "kgbuild.links.models.rotate:RotatE",
    "rgcn": "kgbuild.links.models.rgcn:RelationalGraph",
    "paths": "kgbuild.links.models.paths:Paths",
}


WEIGHTED = SOLVABLE | TRAINABLE
"""Models with a file of weights."""


def solvable(name: str, material: Material, recipe: LinkRecipe) -> Solvable:
    """Return a model that is not solved yet."""
    model: Solvable = _loaded(SOLVABLE[name])(material, recipe)
    return model


def trainable(name: str, material: Material, recipe: LinkRecipe) -> Trainable:
    """Return a model that has learnt nothing yet."""
    model: Trainable = _loaded(TRAINABLE[name])(material, recipe)
    return model


def weighted(name: str, material: Material, recipe: LinkRecipe) -> Weighted:
    """Return a model whose weights are still to be filled in."""
    model: Weighted = _loaded(WEIGHTED[name])(material, recipe)
    return model


def fixed(name: str, material: Material) -> LinkModel:
    """Return a model that learns nothing: `degree`, `text`, `spelling` or `literature`."""
    context, directions, entities = material.context, material.directions, material.entities
    if name == "degree":
        return DegreeModel(context, directions, entities=entities)
    if name == "literature":
        return LiteratureModel(material.dataset.together, entities=entities)
    neighbours = material.neighbours if name == "text" else material.spelt
    return TextNeighboursModel(name, context, directions, neighbours, entities=entities)


def steps(name: str, recipe: LinkRecipe) -> int:
    """Return the most steps that a model is trained for."""
    if name == "paths":
        return recipe.path_steps
    return recipe.graph_steps if name == "rgcn" else recipe.embedding_steps


def _loaded(place: str) -> Any:
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)
