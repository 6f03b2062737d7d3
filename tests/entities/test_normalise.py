"""The forms in which names are compared."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.entities.normalise import key, plain_name, plain_words, without_parentheses, words


def key_of(text: str) -> str:
    return key(plain_words(words(text)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cancer of the lung", "Lung cancers"),
        ("Parkinson's disease", "Parkinson disease"),
        ("Parkinson’s disease", "PARKINSON DISEASE"),
        ("tumours of the brain", "brain tumor"),
        ("TNF-α", "TNF alpha"),
        ("type II diabetes", "diabetes, type 2"),
        ("Sjögren syndrome", "Sjogren's syndrome"),
        ("anti-inflammatory", "anti inflammatory"),
        ("ﬁbrosis", "fibrosis"),
    ],
)
def test_variants_share_a_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hepatitis A", "hepatitis"), ("hepatitis A", "hepatitis B"), ("diabetes", "diabetic"), ("A-T", "T")],
)
def test_different_names_do_not(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pain in the chest", "chest pain"),
        ("Abscesses, Hepatic", "hepatic abscess"),
        ("loss of consciousness", "consciousness loss"),
        ("1,2-dichloroethane", "1 2 dichloroethane"),
        ("nausea, vomiting, and pain", "nausea vomiting and pain"),
        ("of the", "of"),
    ],
)
def test_plain_name(text: str, expected: str) -> None:
    assert plain_name(text) == expected


def test_brackets_go_unless_nothing_else_is_left() -> None:
    assert without_parentheses("asthma (severe)") == "asthma"
    assert without_parentheses("(asthma)") == "(asthma)"


@given(st.lists(st.text(string.ascii_lowercase, min_size=1, max_size=8), min_size=1, max_size=5))
def test_key_does_not_depend_on_word_order(parts: list[str]) -> None:
    assert key(parts) == key(reversed(parts))


@given(st.text(max_size=40))
def test_any_text_is_normalised(text: str) -> None:
    assert plain_name(text) == plain_name(text)
    assert "  " not in key_of(text)
