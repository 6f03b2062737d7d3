"""Plain text: one file, one document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.documents.limits import DEFAULT_LIMITS
from kgbuild.documents.plain import PlainReader
from kgbuild.documents.text import clean
from kgbuild.domain.document import Document, Rejection
from tests.contracts.reader import ReaderContract, property_test


def read(data: bytes, name: str = "note.txt") -> Document | Rejection:
    (record,) = PlainReader().read(iter([data]), name, DEFAULT_LIMITS)
    assert isinstance(record, Document | Rejection)
    return record


def document(data: bytes, name: str = "note.txt") -> Document:
    record = read(data, name)
    assert isinstance(record, Document), record
    return record


class TestPlain(ReaderContract):
    format = "plain"
    records = ("A case of café fever\n\nA man had\nfever.\n\nHe took aspirin.\n".encode(),)
    endless = (b"A title\n\n", b"text ", b"")
    ids = ("text:e0c8a46df20fbefe0d1c",)

    test_memory_does_not_grow_with_the_number_of_records = None  # a file holds just one

    def test_the_first_line_is_the_title(self) -> None:
        (found,) = self.documents(self.file())
        assert found.title == "A case of café fever"
        assert found.text == "A case of café fever\n\nA man had fever.\n\nHe took aspirin."
        assert [section.label for section in found.sections] == ["title", "text", "text"]


def test_running_text_has_no_title() -> None:
    found = document(b"Fever is common.")
    assert [section.label for section in found.sections] == ["text"]
    assert found.title == "Fever is common."


def test_a_long_first_line_is_no_title() -> None:
    found = document(b"word " * 100 + b"\nmore")
    assert {section.label for section in found.sections} == {"text"}


@pytest.mark.parametrize(
    ("name", "id"),
    [("a/PMC12.txt", "PMC:12"), ("x.zip!PMID_12.txt.gz", "PMID:12"), ("pmid12.md", "PMID:12")],
)
def test_ids_from_names(name: str, id: str) -> None:
    assert document(b"Fever.", name).id == id


def test_the_same_text_is_the_same_document_wherever_it_lies() -> None:
    assert document(b"Fever.", "a.txt").content_hash == document(b" Fever.\r\n", "b/c.txt").content_hash


def test_nul_bytes_and_other_control_characters_go() -> None:
    assert document(b"Fe\0ver\x07 and\x0b cough.").text == "Fever and cough."


def test_another_encoding_is_told_of_and_not_guessed() -> None:
    rejection = read("Un café.".encode("latin-1"))
    assert isinstance(rejection, Rejection)
    assert rejection.reason == "encoding"
    assert "byte 7 of it is not UTF-8" in rejection.message


def test_blank_text_is_a_rejection() -> None:
    rejection = read(b" \n\t\xc2\xad\n")
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, rejection.document_id) == ("no-text", "")


@property_test
@given(text=st.text())
def test_any_text_gives_exact_offsets_and_loses_no_letter(text: str) -> None:
    record = read(text.encode("utf-8", "surrogatepass"))
    if isinstance(record, Rejection):
        assert record.reason in ("encoding", "no-text")
        return
    assert all(record.text[s.start : s.end] == clean(record.text[s.start : s.end]) for s in record.sections)
    assert [c for c in record.text if c.isalnum()] == [c for c in text if c.isalnum()]
