"""JSON lines, and JSON arrays of the same objects."""

import json

import pytest

from kgbuild.documents.bioc import BiocJsonReader
from kgbuild.documents.jsonl import JsonReader
from kgbuild.documents.limits import DEFAULT_LIMITS
from kgbuild.domain.document import Document, Rejection
from tests.contracts.reader import ReaderContract

RECORDS = (
    {"pmid": 1, "title": "Fever.", "abstract": "Aspirin cures caf\u00e9 fever."},
    {"id": "case-2", "text": 'First.\n\nSecond {with} [all] "marks" \\ and \u2028.', "year": 2020.0},
    {"doi": "https://doi.org/10.1/X", "sections": [{"label": "Methods", "text": "We.", "language": "ger"}]},
)


class TestJsonLines(ReaderContract):
    format = "jsonl"
    records = tuple(json.dumps(record, ensure_ascii=False).encode() for record in RECORDS)
    ids = ("PMID:1", "case-2", "DOI:10.1/x")
    endless = (b'{"id": "9", "text": "', b"text ", b'"}')

    def test_a_broken_line_costs_no_other(self) -> None:
        first, broken, last = self.read(self.file(self.records[0], b'{"id": 5, "te', self.records[1]))
        assert isinstance(first, Document)
        assert isinstance(broken, Rejection)
        assert isinstance(last, Document)
        assert (broken.reason, broken.location) == ("broken-json", "line 2")

    def test_a_line_that_is_no_object(self) -> None:
        (rejection,) = self.read(b'["a", "b"]')
        assert isinstance(rejection, Rejection)
        assert (rejection.reason, rejection.message) == (
            "broken-record",
            "is no JSON object with named fields",
        )

    def test_very_deep_nesting_is_a_rejection(self) -> None:
        (rejection,) = self.read(b'{"id": ' + b"[" * 100_000)
        assert isinstance(rejection, Rejection)
        assert rejection.reason == "broken-json"

    def test_lines_of_bioc_documents(self) -> None:
        (document,) = self.documents(b'{"id": "7", "passages": [{"infons": {}, "text": "Fever."}]}\n\n')
        assert (document.id, document.text) == ("PMID:7", "Fever.")


class TestJson(ReaderContract):
    format = "json"
    opening = b"[\n  "
    records = TestJsonLines.records
    separator = b",\n  "
    closing = b"\n]"
    ids = TestJsonLines.ids
    endless = TestJsonLines.endless

    def test_the_same_objects_as_lines_give_the_same_documents(self) -> None:
        assert self.documents(self.file()) == TestJsonLines().documents(TestJsonLines().file())

    def test_one_object_over_many_lines(self) -> None:
        data = json.dumps(RECORDS[1], indent=2).encode()
        (document,) = self.documents(data)
        assert document.id == "case-2"

    def test_objects_one_after_the_other(self) -> None:
        data = b"\n".join(json.dumps(record, indent=1).encode() for record in RECORDS)
        assert [document.id for document in self.documents(data)] == list(self.ids)

    def test_an_object_that_is_no_document_costs_no_other(self) -> None:
        first, broken, last = self.read(self.file(self.records[0], b'{"id": 5, "x" 1}', self.records[1]))
        assert isinstance(first, Document)
        assert isinstance(broken, Rejection)
        assert isinstance(last, Document)
        offset = len(self.opening) + len(self.records[0]) + len(self.separator)
        assert (broken.reason, broken.location) == ("broken-json", f"record 2, byte {offset}")

    def test_brackets_that_do_not_match_end_the_reading(self) -> None:
        first, rejection = self.read(self.file(self.records[0], b'{"id": 5]}', self.records[1]))
        assert isinstance(first, Document)
        assert isinstance(rejection, Rejection)
        assert "the rest of the file cannot be read" in rejection.message

    def test_very_deep_nesting_is_a_rejection_and_takes_no_memory(self) -> None:
        (rejection,) = self.read(b"[" * 5_000_000)
        assert isinstance(rejection, Rejection)
        assert "brackets are open" in rejection.message

    def test_an_empty_array_holds_nothing_and_a_number_is_none(self) -> None:
        assert self.read(b"[]") == []
        (rejection,) = self.read(b"17")
        assert isinstance(rejection, Rejection)
        assert rejection.message == "holds no documents; check the format"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ('"year": "soon"', "`year` must be a whole number, not 'soon'"),
        ('"title": ["a"]', "`title` must be text"),
        ('"retracted": "maybe"', "`retracted` must be true or false, not 'maybe'"),
        ('"revised": "June"', "`revised` must be a date like 2021-06-07, not 'June'"),
        ('"sections": ["a"]', "`sections` must be a list of objects with `label` and `text`"),
        (f'"year": {"1" * 5000}', "is not JSON"),
    ],
)
def test_fields_that_cannot_be_understood(fields: str, problem: str) -> None:
    (rejection,) = TestJsonLines().read(f'{{"id": "1", "text": "a", {fields}}}'.encode())
    assert isinstance(rejection, Rejection)
    assert problem in rejection.message


def test_what_data_frames_make_of_gaps() -> None:
    (document,) = TestJsonLines().documents(b'{"pmid": 7.0, "year": NaN, "journal": null, "text": "a"}')
    assert (document.id, document.year, document.journal) == ("PMID:7", None, "")


def test_all_facts() -> None:
    (document,) = TestJsonLines().documents(
        b'{"id": "x", "text": "a", "version": 2, "revised": "2021-06-07T10:00:00",'
        b' "journal": " The  Lancet ", "language": "ger", "retracted": true, "other": {}}'
    )
    assert (document.version, document.revised, document.journal) == (2, "2021-06-07", "The Lancet")
    assert (document.language, document.retracted) == ("de", True)


def test_a_document_without_id_is_named_by_its_text() -> None:
    one, other, different = TestJsonLines().documents(b'{"text": "a"}\n{"text": " a "}\n{"text": "b"}')
    assert one.id == other.id != different.id
    assert one.id.startswith("text:")


def test_lone_surrogates_can_be_written_to_a_file() -> None:
    (document,) = TestJsonLines().documents(b'{"id": "a\\ud800", "text": "a\\udfffb", "journal": "\\ud801"}')
    assert document.text == "a\ufffdb"
    (document.id + document.journal + document.title).encode()


STRAY = b'[{"text": "one"}, garbage {"text": "two"}, ["three"], 4]\n{"text": "five"} more "of [it]"'


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_what_stands_between_records_is_rejected(size: int) -> None:
    chunks = (STRAY[at : at + size] for at in range(0, len(STRAY), size))
    records = list(JsonReader().read(chunks, "a.json", DEFAULT_LIMITS))
    assert [r.text for r in records if isinstance(r, Document)] == ["one", "two", "five"]
    rejected = [(r.reason, r.excerpt) for r in records if isinstance(r, Rejection)]
    assert rejected == [
        ("broken-json", "garbage"),
        ("broken-record", '["three"]'),
        ("broken-json", "4"),
        ("broken-json", 'more "of [it]"'),
    ]


def test_between_bioc_documents_as_well() -> None:
    bioc = b'{"documents": [{"id": "7", "passages": [{"text": "Fever."}]}, lost], "key": 1}'
    document, stray = BiocJsonReader().read(iter([bioc]), "a.json", DEFAULT_LIMITS)
    assert isinstance(document, Document)
    assert isinstance(stray, Rejection)
    assert (stray.reason, stray.excerpt) == ("broken-json", "lost")
