"""Singular forms."""

import pytest

from kgbuild.mentions.plurals import singular


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("headaches", "headache"),
        ("diseases", "disease"),
        ("metastases", "metastasis"),
        ("psychoses", "psychosis"),
        ("carcinomata", "carcinoma"),
        ("arthritides", "arthritis"),
        ("viruses", "virus"),
        ("rashes", "rash"),
        ("allergies", "allergy"),
        ("emboli", "embolus"),
        ("vertebrae", "vertebra"),
        ("doses", "dose"),
        ("kinases", "kinase"),
    ],
)
def test_plural(plural: str, expected: str) -> None:
    assert singular(plural) == expected


@pytest.mark.parametrize(
    "word", ["diabetes", "herpes", "pancreas", "lupus", "sepsis", "abscess", "ms", "gas", "scabies"]
)
def test_singular_words_stay(word: str) -> None:
    assert singular(word) == word
