"""Maps of scores."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.domain.mention import EntityType
from kgbuild.mentions.score_maps import ScoreMaps

DISEASE, SYMPTOM, DRUG = EntityType
SHARES = st.floats(0, 1)


@given(
    scores=st.sets(SHARES, min_size=1, max_size=6),
    values=st.lists(SHARES, min_size=6, max_size=6),
    asked=st.lists(SHARES, min_size=2),
)
def test_maps_rise_and_stay_within_their_knots(
    scores: set[float], values: list[float], asked: list[float]
) -> None:
    knots = tuple(zip(sorted(scores), sorted(values), strict=False))
    maps = ScoreMaps({DRUG: knots})
    found = [maps.apply(DRUG, score) for score in sorted(asked)]
    assert all(a <= b for a, b in pairwise(found))
    assert all(round(knots[0][1], 4) <= value <= round(knots[-1][1], 4) for value in found)
    assert all(value == round(value, 4) for value in found)


def test_knots_survive_json() -> None:
    maps = ScoreMaps({DRUG: ((0.1, 0.2), (0.5, 0.2)), DISEASE: ((0.3, 0.9),)})
    assert maps.as_json() == {"Drug": [[0.1, 0.2], [0.5, 0.2]], "Disease": [[0.3, 0.9]]}
    assert ScoreMaps.of(maps.as_json()) == maps


def test_a_type_without_knots_keeps_its_scores() -> None:
    assert ScoreMaps({DRUG: ((0.5, 0.1),)}).apply(SYMPTOM, 0.7) == 0.7


def test_falling_knots_are_refused() -> None:
    with pytest.raises(ValueError, match="should rise"):
        ScoreMaps({DRUG: ((0.1, 0.5), (0.2, 0.4))})
