"""PubTator files as documents."""

from kgbuild.domain.document import Document, Rejection
from tests.contracts.reader import ReaderContract


class TestPubTator(ReaderContract):
    format = "pubtator"
    records = (
        b"1|t|Fever.\n1|a|Aspirin cures caf\xc3\xa9 fever.\n1\t7\t14\tAspirin\tChemical\tD001241\n",
        b"PMC2|t|Pain.\n",
        b"3|t|Cough\r\n3|a|Cough is common.\r\n3\tCID\tD1\tD2\r\n",
    )
    ids = ("PMID:1", "PMC:2", "PMID:3")
    endless = (b"9|t|", b"text ", b"\n")

    def test_title_and_abstract_are_sections(self) -> None:
        document = self.documents(self.file())[0]
        assert document.text == "Fever.\n\nAspirin cures caf\u00e9 fever."
        assert document.title == "Fever."
        assert [section.label for section in document.sections] == ["title", "abstract"]

    def test_annotations_are_not_read(self) -> None:
        assert all("D001241" not in document.text for document in self.documents(self.file()))

    def test_a_change_of_id_begins_a_record(self) -> None:
        documents = self.documents(b"1|t|One\n2|t|Two\n3|t|Three")
        assert [document.text for document in documents] == ["One", "Two", "Three"]

    def test_a_record_in_another_encoding_costs_no_other(self) -> None:
        first, middle, last = self.read(self.file(self.records[0], b"2|t|Caf\xe9\n", self.records[2]))
        assert isinstance(first, Document)
        assert isinstance(middle, Rejection)
        assert isinstance(last, Document)
        assert (middle.reason, middle.location) == ("encoding", "line 5")
        assert "iconv" in middle.message

    def test_a_block_without_text_is_rejected(self) -> None:
        (rejection,) = self.read(b"1\t0\t5\tFever\tDisease\tD005334\n")
        assert isinstance(rejection, Rejection)
        assert (rejection.reason, rejection.document_id) == ("no-text", "PMID:1")

    def test_a_block_of_very_many_lines_takes_no_time(self) -> None:
        lines = b"1|t|Fever\n" + b"1\t0\t5\tFever\tDisease\tD005334\n" * 30_000
        (document,) = self.documents(lines)
        assert document.text == "Fever"
