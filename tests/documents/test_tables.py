"""CSV and TSV."""

import pytest

from kgbuild.domain.document import Document, Rejection
from tests.contracts.reader import ReaderContract


class TestTable(ReaderContract):
    format = "csv"
    opening = b"PMID,Title,Abstract,year\n"
    records = (
        b'1,Fever.,"Aspirin, ""the"" drug, cures caf\xc3\xa9 fever.",2020',
        b'2,"Pain.","Two\nlines.\n\nAnd a paragraph.",',
        b"3,Cough,Common.,2021.0\r",
    )
    ids = ("PMID:1", "PMID:2", "PMID:3")
    endless = (b"9,Title,", b"text ", b",2020")

    def test_quoted_fields(self) -> None:
        first, second, third = self.documents(self.file())
        assert first.text == 'Fever.\n\nAspirin, "the" drug, cures caf\u00e9 fever.'
        assert second.text == "Pain.\n\nTwo lines.\n\nAnd a paragraph."
        assert (first.year, second.year, third.year) == (2020, None, 2021)

    @pytest.mark.parametrize("delimiter", [b"\t", b";"])
    def test_other_delimiters(self, delimiter: bytes) -> None:
        (document,) = self.documents(b"id\x00text\x00year\na\x00Pain, loss\x002020".replace(b"\0", delimiter))
        assert (document.id, document.text, document.year) == ("a", "Pain, loss", 2020)

    def test_longer_names_of_the_text_s_column(self) -> None:
        (document,) = self.documents(b"label,Medical_Abstract\n3,Sleep apnea.")
        assert document.text == "Sleep apnea."

    def test_facts_about_texts_are_no_texts(self) -> None:
        (rejection,) = self.read(b"file,has_abstract,abstract_chars\na.xml,1,2482")
        assert isinstance(rejection, Rejection)
        assert rejection.reason == "unknown-format"

    def test_a_row_with_too_few_fields_costs_no_other(self) -> None:
        first, broken, last = self.read(self.file(self.records[0], b"5,Fever", self.records[2]))
        assert isinstance(first, Document)
        assert isinstance(broken, Rejection)
        assert isinstance(last, Document)
        assert (broken.reason, broken.location) == ("broken-record", "line 3")
        assert broken.message == "has 2 fields where the header names 4; mend this row"

    def test_a_row_in_another_encoding_costs_no_other(self) -> None:
        first, broken, last = self.read(self.file(self.records[0], b"5,Caf\xe9,Text,", self.records[2]))
        assert isinstance(broken, Rejection)
        assert broken.reason == "encoding"
        assert isinstance(first, Document)
        assert isinstance(last, Document)

    def test_a_quote_that_never_ends_tells_what_it_took(self) -> None:
        first, broken = self.read(self.file(self.records[0], b'5,"Fever,Text,', self.records[2], b"6,A,B,"))
        assert isinstance(first, Document)
        assert isinstance(broken, Rejection)
        assert broken.location == "line 3"
        assert "a quoted field that does not end" in broken.message
        assert "took the next 2 lines with it" in broken.message

    def test_a_stray_quote_in_a_long_field_takes_no_time(self) -> None:
        (rejection,) = self.read(self.opening + b'1,"' + b"a" * 100_000 + b'"x,Text,')
        assert isinstance(rejection, Rejection)

    def test_lines_that_end_in_carriage_returns_alone(self) -> None:
        (rejection,) = self.read(b"id,text\r1,Fever.\r2,Cough.\r")
        assert isinstance(rejection, Rejection)
        assert "carriage returns" in rejection.message

    def test_a_column_of_its_own_when_the_format_is_named(self) -> None:
        (document,) = self.documents(b"text\nFever.")
        assert document.text == "Fever."
