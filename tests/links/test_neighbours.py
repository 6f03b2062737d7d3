"""Who is called alike."""

import numpy as np
import pytest

from kgbuild.links.neighbours import by_meaning, find_neighbours

VECTORS = np.array([[1, 0], [0.8, 0.6], [0, 1], [0.6, 0.8], [-1, 0]], dtype=np.float32)
MEANT = by_meaning(VECTORS)
ALL = np.ones(5, dtype=np.bool_)


def test_nearest_first_and_never_itself() -> None:
    found = find_neighbours(MEANT, (), ALL, count=2)
    assert found.nearest[0].tolist() == [1, 3]
    assert found.similarity[0].tolist() == pytest.approx([0.8, 0.6])


def test_only_of_the_same_kind_and_only_connected_ones() -> None:
    found = find_neighbours(MEANT, ("a", "b", "a", "b", "a"), ALL, count=1)
    assert found.nearest[1].tolist() == [3]
    connected = np.array([True, False, True, True, True])
    assert find_neighbours(MEANT, (), connected, count=1).nearest[0].tolist() == [3]


def test_what_is_not_alike_is_none() -> None:
    found = find_neighbours(MEANT, (), ALL, count=4)
    assert found.similarity[4].tolist() == [0, 0, 0, 0]
    assert found.nearest[4].tolist() == [4, 4, 4, 4]


def test_edges_go_both_ways_once() -> None:
    edges, weights = find_neighbours(MEANT, (), ALL[:2], count=1).edges(1)
    assert edges.tolist() == [[0, 1], [1, 0]]
    assert weights.tolist() == pytest.approx([0.8, 0.8])


def test_a_kind_without_connected_entities_has_no_neighbours() -> None:
    connected = np.array([True, False, True, False, True])
    found = find_neighbours(MEANT, ("a", "b", "a", "b", "a"), connected, count=2)
    assert found.similarity[[1, 3]].tolist() == [[0, 0], [0, 0]]
    assert found.nearest[[1, 3]].tolist() == [[1, 1], [3, 3]]
