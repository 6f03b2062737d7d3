"""The section of a sentence, wherever in the document it stands."""

from hypothesis import given
from hypothesis import strategies as st

from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import Sentence
from kgbuild.domain.span import Span
from kgbuild.relations.sections import section_label


def document(*sections: Section) -> Document:
    return Document("d", "x" * 200, "", sections)


def label(text: Document, start: int) -> str:
    return section_label(text, Sentence("d", 0, Span(start, start + 3)))


@given(st.lists(st.integers(0, 9), max_size=12))
def test_it_is_the_one_section_that_holds_the_start(lengths: list[int]) -> None:
    """Sections of any length, empty ones among them, with a gap of one or two after each."""
    sections, end = [], 0
    for number, length in enumerate(lengths):
        sections.append(Section(str(number), end, end + length))
        end += length + 1 + number % 2
    text = document(*sections)
    for start in range(end + 2):
        holding = [section.label for section in sections if section.start <= start < section.end]
        assert label(text, start) == "".join(holding)


def test_many_sections_are_not_read_one_by_one() -> None:
    looked_at = 0

    class Counted(tuple[Section, ...]):
        def __getitem__(self, index: object) -> Section:  # type: ignore[override]  # by position alone
            nonlocal looked_at
            looked_at += 1
            return super().__getitem__(index)  # type: ignore[index, return-value]  # as above

        def __iter__(self) -> None:  # type: ignore[override]  # must not be called
            raise AssertionError("all sections are read")

    text = document(*(Section(str(n), 10 * n, 10 * n + 9) for n in range(1000)))
    object.__setattr__(text, "sections", Counted(text.sections))
    assert label(text, 5432) == "543"
    assert looked_at < 20
