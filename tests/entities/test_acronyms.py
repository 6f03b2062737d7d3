"""Acronyms are told from words."""

import pytest

from kgbuild.entities.acronyms import in_capitals, is_acronym


@pytest.mark.parametrize("text", ["MI", "5-FU", "COPD", "TIAs", "HbA1C", "T2DM"])
def test_in_capitals(text: str) -> None:
    assert in_capitals(text)


@pytest.mark.parametrize("text", ["aids", "Cold", "all", "Ms", "", "X"])
def test_not_in_capitals(text: str) -> None:
    assert not in_capitals(text)


def test_lower_case_vocabularies_lost_the_capitals() -> None:
    assert is_acronym("aids", ["Acquired immuno-deficiency syndrome"])
    assert not is_acronym("gout", ["Gouty arthritis"])
    assert not is_acronym("acute abdomen", ["acute abdomen"])
