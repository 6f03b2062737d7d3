"""Significance: Fisher's test against exact arithmetic with whole numbers."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.graph.significance import significance


def exact(both: int, a: int, b: int, total: int) -> float:
    ways = sum(math.comb(a, i) * math.comb(total - a, b - i) for i in range(both, min(a, b) + 1))
    return -math.log10(Fraction(ways, math.comb(total, b)))


def of(*counts: int) -> float:
    return float(significance(*(np.array([count]) for count in counts))[0])


counts = st.integers(0, 60)


@given(st.integers(1, 60), counts, counts, counts)
def test_it_is_the_exact_test(both: int, only_a: int, only_b: int, neither: int) -> None:
    table = (both, both + only_a, both + only_b, both + only_a + only_b + neither)
    assert of(*table) == pytest.approx(exact(*table), abs=6e-5)


def test_what_must_be_is_no_surprise() -> None:
    assert of(5, 5, 9, 9) == 0
    assert math.copysign(1, of(5, 5, 9, 9)) == 1  # no negative zero, which another digest would show


def test_what_happens_less_than_by_chance_is_none_either() -> None:
    assert 0 <= of(1, 5000, 5000, 20_000) < 1e-4


def test_large_counts_stay_finite_and_exact() -> None:
    total = 30_000_000
    assert of(2, 2, 2, total) == pytest.approx(math.log10(math.comb(total, 2)), abs=1e-3)
    assert math.isfinite(of(400_000, 1_000_000, 2_000_000, total))


def test_many_are_as_one() -> None:
    counts = [(1, 2, 3, 9), (3, 3, 3, 9), (1, 9, 9, 40), (2, 9, 9, 40)]
    columns = [np.array(column) for column in zip(*counts, strict=True)]
    assert significance(*columns).tolist() == [of(*row) for row in counts]


def test_none_are_none() -> None:
    assert significance(*[np.array([], dtype=np.int64)] * 4).tolist() == []
