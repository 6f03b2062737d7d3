"""Intervals of shares that were counted."""

import pytest

from kgbuild.training.interval import wilson


def test_more_counted_narrows_it_and_it_stays_within_0_and_1() -> None:
    few, many = wilson(5, 10), wilson(500, 1000)
    assert few[0] < many[0] < 0.5 < many[1] < few[1]
    assert wilson(10, 10)[1] == pytest.approx(1.0)
    assert 0.69 < wilson(10, 10)[0] < 0.73
    assert wilson(0, 10)[0] == pytest.approx(0.0)


def test_nothing_counted_leaves_everything_open() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
