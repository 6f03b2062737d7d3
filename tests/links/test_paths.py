"""Which paths there are between two entities."""

import pytest

pytestmark = pytest.mark.learn
pytest.importorskip("torch")

from kgbuild.links.paths import RANDOM, edges_around, find_paths, random_paths  # noqa: E402
from tests.links.graphs import array  # noqa: E402

# 0 - 1 - 2, 0 - 3 - 4 - 2, 0 - 2 by another relation, and 0 - 3 - 4 - 5 - 2, which is too long.
TRIPLES = array(
    (0, 0, 1), (2, 0, 1), (0, 0, 3), (3, 1, 4), (4, 1, 2), (0, 1, 2), (4, 0, 5), (5, 0, 2), (0, 0, 2)
)


def test_simple_paths_of_up_to_three_edges_but_for_the_one_explained() -> None:
    found = {steps for _, steps in find_paths(edges_around(TRIPLES, without=(0, 0, 2)), 0, 2)}
    assert found == {
        ((0, 1, 2),),
        ((0, 0, 1), (2, 0, 1)),
        ((0, 0, 3), (3, 1, 4), (4, 1, 2)),
    }


def test_paths_through_hubs_come_later() -> None:
    hub = array(*((1, 1, n) for n in range(10, 40)), (0, 0, 6), (6, 0, 2), (0, 0, 1), (1, 0, 2))
    found = sorted(find_paths(edges_around(hub, without=(0, 0, 2)), 0, 2))
    assert found[0][1] == ((0, 0, 6), (6, 0, 2))


def test_no_path() -> None:
    assert list(find_paths(edges_around(array((0, 0, 1), (2, 0, 3)), without=(0, 0, 2)), 0, 2)) == []


def test_random_paths_are_as_long_and_lead_elsewhere() -> None:
    around = edges_around(TRIPLES, without=(0, 0, 2))
    assert random_paths(around, 0, 2, length=3) == [((0, 0, 3), (3, 1, 4), (4, 0, 5))]
    assert sorted(random_paths(around, 0, 2, length=1)) == [((0, 0, 1),), ((0, 0, 3),)]
    assert random_paths(around, 0, 2, length=4) == []
    star = edges_around(array(*((0, 0, n) for n in range(1, 30))), without=(0, 0, 1))
    assert len(set(random_paths(star, 0, 1, length=1))) == RANDOM
