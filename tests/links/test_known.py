"""Look-up of known answers."""

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


def test_no_triples() -> None:
    assert KnownTails(array(), Directions(1)).of(0, 0).tolist() == []
