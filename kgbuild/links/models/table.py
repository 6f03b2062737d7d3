"""Which models there are: a trained one is added by its file and a line here."""

from importlib import import_module

from kgbuild.links.model import LinkModel
from kgbuild.links.models.degree import DegreeModel
from kgbuild.links.models.text import TextNeighboursModel
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.trainable import Material, Trainable

TRAINABLE = {
    "transe": "kgbuild.links.models.transe:TransE",
    "distmult": "kgbuild.links.models.distmult:DistMult",
    "complex": "kgbuild.links.models.complex:ComplEx",
    "rotate": "kgbuild.links.models.rotate:RotatE",
    "rgcn": "kgbuild.links.models.rgcn:RelationalGraph",
    "paths": "kgbuild.links.models.paths:Paths",
}


def trainable(name: str, material: Material, recipe: LinkRecipe) -> Trainable:
    """Return a model that has learnt nothing yet."""
    module, _, attribute = TRAINABLE[name].partition(":")
    model: Trainable = getattr(import_module(module), attribute)(material, recipe)
    return model


def fixed(name: str, material: Material) -> LinkModel:
    """Return a baseline, which learns nothing: `degree` or `text`."""
    context, directions, entities = material.context, material.directions, material.entities
    if name == "degree":
        return DegreeModel(context, directions, entities=entities)
    return TextNeighboursModel(context, directions, material.neighbours, entities=entities)


def steps(name: str, recipe: LinkRecipe) -> int:
    """Return the most steps that a model is trained for."""
    if name == "paths":
        return recipe.path_steps
    return recipe.graph_steps if name == "rgcn" else recipe.embedding_steps
