"""Look-up of known answers."""

import numpy as np

from kgbuild.links.known import KnownTails
from kgbuild.links.triples import Directions
from tests.links.graphs import array


def test_both_directions_sorted_and_once() -> None:
    known = KnownTails(array((3, 1, 5), (3, 1, 4), (3, 1, 5), (0, 0, 4)), Directions(2))
    assert known.of(3, 1).tolist() == [4, 5]
    assert known.of(4, 3).tolist() == [3]
    assert known.of(4, 2).tolist() == [0]
    assert known.of(9, 0).tolist() == []
    assert known.queries.tolist() == [[0, 0], [3, 1], [4, 2], [4, 3], [5, 3]]


def test_without_direction_either_end_answers_the_other() -> None:
    known = KnownTails(array((0, 1, 5), (0, 0, 4)), Directions(2, frozenset({1})))
    assert known.of(0, 1).tolist() == [5]
    assert known.of(5, 1).tolist() == [0]
    assert known.queries.tolist() == [[0, 0], [0, 1], [4, 2], [5, 1]]


def test_several_queries_at_once_are_each_by_itself() -> None:
    known = KnownTails(array((3, 1, 5), (3, 1, 4), (0, 0, 4)), Directions(2))
    heads, relations = np.array([3, 9, 4, 3, 4]), np.array([1, 0, 2, 1, 3])
    places, tails = known.of_each(heads, relations)
    asked = zip(heads.tolist(), relations.tolist(), strict=True)
    wanted = [(place, tail) for place, query in enumerate(asked) for tail in known.of(*query).tolist()]
    assert list(zip(places.tolist(), tails.tolist(), strict=True)) == wanted


def test_no_triples() -> None:
    known = KnownTails(array(), Directions(1))
    assert known.of(0, 0).tolist() == []
    assert [values.tolist() for values in known.of_each(np.array([0]), np.array([1]))] == [[], []]
