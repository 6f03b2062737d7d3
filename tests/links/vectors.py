"""Vectors of names made by hand, since encoders take long, and what models are made from with them."""

import numpy as np
import torch

from kgbuild.links.features import Vectors
from kgbuild.links.material import with_vectors
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.trainable import Material
from kgbuild.links.triples import Dataset, Vocabulary

SMALL = LinkRecipe(
    members="degree, text, complex, paths",
    neighbours=3,
    checked_triples=20,
    check_every=20,
    embedding_width=16,
    embedding_steps=40,
    embedding_batch=32,
    graph_width=16,
    graph_steps=40,
    path_width=8,
    path_layers=3,
    path_neighbours=1,
    path_steps=60,
    path_batch=8,
    path_rate=0.02,
)


def vectors(vocabulary: Vocabulary, *, width: int = 8) -> Vectors:
    """Return a vector of length 1 for each entity; those with equal last word of the name are alike."""
    words = [name.split()[-1] for name in vocabulary.names]
    made = np.stack([np.random.default_rng(sum(map(ord, word))).normal(size=width) for word in words])
    made += np.random.default_rng(0).normal(size=made.shape) * 0.05
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def material(dataset: Dataset, recipe: LinkRecipe = SMALL) -> Material:
    return with_vectors(
        dataset, recipe, vectors(dataset.vocabulary), context=dataset.train, device=torch.device("cpu")
    )
