"""Classes of third parties, by name."""

from collections.abc import Sized
from fractions import Fraction

import pytest

from kgbuild.components import load_class, make
from kgbuild.errors import ComponentError


def test_a_class_is_found_and_made() -> None:
    assert load_class("fractions:Fraction") is Fraction
    assert make("collections:deque", Sized, [1, 2], maxlen=1) is not None


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("fractions", "not of the form"),
        (":Fraction", "not of the form"),
        ("fractions:", "not of the form"),
        ("no_such_module:A", "No module named"),
        ("fractions:Nothing", "has no attribute"),
        ("fractions:__name__", "not a class"),
        ("fractions:Fraction", "lacks what a Sized has"),
        ("collections:deque", "cannot be made: .*not iterable"),
    ],
)
def test_what_cannot_be_had_is_an_error_that_says_why(name: str, problem: str) -> None:
    with pytest.raises(ComponentError, match=f"^{name}: .*{problem}.*module:Class$"):
        make(name, Sized, 1)
