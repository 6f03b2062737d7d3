"""What learns nothing, worked out by hand."""

import numpy as np
import pytest

from kgbuild.links.models.degree import DegreeModel
from kgbuild.links.models.literature import LiteratureModel
from kgbuild.links.models.text import TextNeighboursModel
from kgbuild.links.neighbours import Neighbours
from kgbuild.links.triples import Directions
from tests.links.graphs import array

TRIPLES = array((0, 0, 3), (1, 0, 3), (1, 0, 4))


def test_degree_counts_answers_to_the_relation() -> None:
    scores = DegreeModel(TRIPLES, Directions(1), entities=5).score(np.array([2, 3]), np.array([0, 1]))
    assert scores.astype(int).tolist() == [[0, 0, 0, 2, 1], [1, 2, 0, 0, 0]]


def test_neighbours_vote_by_similarity() -> None:
    # Entity 2 is like 0 (0.8) and like 1 (0.4); nobody else is like anybody.
    nearest = np.array([[0, 0], [1, 1], [0, 1], [3, 3], [4, 4]])
    similarity = np.array([[0, 0], [0, 0], [0.8, 0.4], [0, 0], [0, 0]], dtype=np.float32)
    model = TextNeighboursModel("text", TRIPLES, Directions(1), Neighbours(nearest, similarity), entities=5)
    asked = model.score(np.array([2]), np.array([0]))[0]
    # 0 and 1 both say 3; only 1 says 4, with a weight of 0.4³ of 0.8³ + 0.4³; 0.01 for popularity.
    assert asked[3] == pytest.approx(1 + 0.01)
    assert asked[4] == pytest.approx(1 / 9 + 0.005)
    # Asked for subjects of 4: 1 is known, and 2 is like 1.
    answering = model.score(np.array([4]), np.array([1]))[0]
    assert answering[2] == pytest.approx(0.4**3)


def test_the_more_documents_name_both_the_higher_the_score() -> None:
    model = LiteratureModel(array((0, 2, 3), (1, 2, 1)), entities=4)
    scores = model.score(np.array([2, 3, 0]), np.array([0, 1, 1]))
    # Shares are as the squares of the documents, and one.
    assert np.exp(scores) == pytest.approx(np.array([[16, 4, 1, 1], [1, 1, 1, 1], [1, 1, 16, 1]]))
