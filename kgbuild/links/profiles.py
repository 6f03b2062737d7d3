"""Entities alike by relations, by company or by class: the rarer what they share, the more alike."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kgbuild.links.neighbours import Alike
from kgbuild.links.triples import Dataset


def by_relations(dataset: Dataset) -> Alike:
    """Return the cosine of entities by whom they are related to, and how, in training.

    Each relation to an entity counts by how few have it too (TF-IDF); who has none is like nobody.
    """
    entities = len(dataset.vocabulary.entities)
    asked = np.unique(dataset.vocabulary.directions.both(dataset.train), axis=0)
    return _profiles(asked[:, 0], asked[:, 1] * entities + asked[:, 2], np.ones(len(asked)), entities)


def by_company(dataset: Dataset) -> Alike:
    """Return the cosine of entities by whom they are named with, the more documents do the more (TF-IDF)."""
    a, b, documents = np.concatenate([dataset.together, dataset.together[:, [1, 0, 2]]]).T
    return _profiles(a, b, np.log1p(documents), len(dataset.vocabulary.entities))


def by_classes(dataset: Dataset) -> Alike:
    """Return the cosine of entities by the classes that they have, rare ones the more (TF-IDF)."""
    entities, classes = dataset.classes.T
    return _profiles(entities, classes, np.ones(len(classes)), len(dataset.vocabulary.entities))


def _profiles(
    rows: NDArray[np.int64], features: NDArray[np.int64], counts: NDArray[np.float64], entities: int
) -> Alike:
    # Slow to import, and needed by who trains alone.
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfTransformer

    columns = np.unique(features, return_inverse=True)[1]
    shape = (entities, int(columns.max(initial=0)) + 1)
    table = csr_matrix((counts.astype(np.float32), (rows, columns)), shape=shape)
    table = TfidfTransformer().fit_transform(table).tocsr()

    return cosines(table)


def cosines(table: Any) -> Alike:
    """Return the cosine of rows of a sparse matrix (n, features), which have length 1 or none."""

    def alike(some: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float32]:
        products: NDArray[np.float32] = (table[some] @ table[others].T).toarray()
        return products

    return alike
