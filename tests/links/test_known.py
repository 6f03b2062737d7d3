"""Look-up of known answers."""

from kgbuild.links.known import KnownTails
from tests.links.graphs import array


def test_both_directions_sorted_and_once() -> None:
    known = KnownTails(array((3, 1, 5), (3, 1, 4), (3, 1, 5), (0, 0, 4)), relations=2)
    assert known.of(3, 1).tolist() == [4, 5]
    assert known.of(4, 3).tolist() == [3]
    assert known.of(4, 2).tolist() == [0]
    assert known.of(9, 0).tolist() == []
    assert known.queries.tolist() == [[0, 0], [3, 1], [4, 2], [4, 3], [5, 3]]


def test_no_triples() -> None:
    assert KnownTails(array(), relations=1).of(0, 0).tolist() == []
