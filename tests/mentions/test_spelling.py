"""American spellings."""

import pytest

from kgbuild.mentions.spelling import american


@pytest.mark.parametrize(
    ("british", "expected"),
    [
        ("anaemia", "anemia"),
        ("leukaemia", "leukemia"),
        ("oesophagitis", "esophagitis"),
        ("dyspnoea", "dyspnea"),
        ("foetal", "fetal"),
        ("coeliac", "celiac"),
        ("behavioural", "behavioral"),
        ("sulphate", "sulfate"),
        ("aetiology", "etiology"),
        ("leucopenia", "leukopenia"),
    ],
)
def test_british(british: str, expected: str) -> None:
    assert american(british) == expected


@pytest.mark.parametrize("word", ["aerosol", "coenzyme", "toe", "source", "alpha", "michael"])
def test_other_words_stay(word: str) -> None:
    assert american(word) == word
