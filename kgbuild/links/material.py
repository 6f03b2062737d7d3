"""Gather what models are made from: vectors of names and who is called alike."""

from pathlib import Path

import torch

from kgbuild.links.features import Progress, Vectors, text_vectors
from kgbuild.links.neighbours import by_meaning, find_neighbours
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.trainable import Material
from kgbuild.links.triples import Dataset, Triples


def gather(
    dataset: Dataset,
    recipe: LinkRecipe,
    *,
    encoder: str | None,
    cache: Path | None,
    device: torch.device,
    progress: Progress | None = None,
) -> Material:
    """Return the material for training on a data set, names encoded; raises `EncoderError`, `ScoresError`."""
    vectors = text_vectors(
        dataset.vocabulary.described, encoder=encoder, cache=cache, device=device, progress=progress
    )
    return with_vectors(dataset, recipe, vectors, context=dataset.train, device=device)


def with_vectors(
    dataset: Dataset, recipe: LinkRecipe, vectors: Vectors, *, context: Triples, device: torch.device
) -> Material:
    """Return the material whose names are encoded already; models look at the triples of `context`."""
    # Neighbours are those that training triples tell of, whatever the context: members stay what they were.
    neighbours = find_neighbours(
        by_meaning(vectors), dataset.vocabulary.kinds, dataset.degrees > 0, count=recipe.neighbours
    )
    return Material(dataset, context, vectors, neighbours, device)
