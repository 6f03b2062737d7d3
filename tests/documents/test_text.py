"""Document text: what is changed, and that labels take no time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.documents.text import SEPARATOR, TextBuilder, clean, section_label
from tests.contracts.reader import property_test


def test_nothing_but_blanks_and_invisible_characters_is_changed() -> None:
    assert clean("Ca\u0308f\u00e9 \u2126 \ufb01 \u03b2\u2013\u2014\u201dx\u201d \U0001f600") == (
        "Ca\u0308f\u00e9 \u2126 \ufb01 \u03b2\u2013\u2014\u201dx\u201d \U0001f600"
    )


@pytest.mark.parametrize(
    "blank", ["\n", "\r\n", "\t", "\u00a0", "\u2009", "\u3000", "\u2028", "\x0c", "\x1f"]
)
def test_blanks_of_any_kind_become_one(blank: str) -> None:
    assert clean(f"{blank}a{blank} {blank}b{blank}") == "a b"


@pytest.mark.parametrize("invisible", ["\u00ad", "\u200b", "\u2060", "\ufeff", "\x00", "\x7f", "\x9f"])
def test_invisible_characters_go(invisible: str) -> None:
    assert clean(f"mela{invisible}noma {invisible} x") == "melanoma x"


def test_joiners_that_change_letters_stay() -> None:
    assert clean("\u0646\u200c\u0647") == "\u0646\u200c\u0647"


@pytest.mark.parametrize("title", ["1" * 5000 + "x", "1." * 5000 + "x", "." * 5000, "1 " * 5000])
def test_odd_labels_take_no_time(title: str) -> None:
    assert section_label(title) or not title.strip(" .")


@property_test
@given(sections=st.lists(st.tuples(st.text(), st.text()), max_size=6))
def test_sections_are_the_text(sections: list[tuple[str, str]]) -> None:
    builder = TextBuilder()
    for label, text in sections:
        builder.add(label, text)
    found = [builder.text[section.start : section.end] for section in builder.sections]
    assert found == [cleaned for _, text in sections if (cleaned := clean(text))]
    assert builder.text == SEPARATOR.join(found)
    builder.text.encode()
