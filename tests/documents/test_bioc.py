"""BioC in XML and JSON: the same collection gives the same documents."""

import json
from typing import ClassVar

from kgbuild.domain.document import Document, Rejection
from tests.contracts.reader import ReaderContract

Passage = tuple[dict[str, str], int, str]

COLLECTION: tuple[tuple[str, list[Passage]], ...] = (
    ("1", [({"type": "title"}, 0, "Fever."), ({"type": "abstract"}, 7, "Aspirin cures caf\u00e9 fever.")]),
    ("PMC2", [({"type": "front", "section_type": "TITLE"}, 0, "Pain & loss.")]),
)


def xml(id: str, passages: list[Passage]) -> bytes:
    escaped = (
        "<passage>"
        + "".join(f'<infon key="{key}">{value}</infon>' for key, value in infons.items())
        + f"<offset>{offset}</offset><text>{text.replace('&', '&amp;')}</text></passage>"
        for infons, offset, text in passages
    )
    return f"<document><id>{id}</id>{''.join(escaped)}</document>".encode()


def as_json(id: str, passages: list[Passage]) -> bytes:
    listed = [{"infons": infons, "offset": offset, "text": text} for infons, offset, text in passages]
    return json.dumps({"id": id, "infons": {}, "passages": listed}, ensure_ascii=False).encode()


class BiocContract(ReaderContract):
    ids = ("PMID:1", "PMC:2")

    def write(self, id: str, passages: list[Passage]) -> bytes:
        raise NotImplementedError

    def only(self, *passages: Passage, id: str = "1") -> Document:
        (document,) = self.read(self.file(self.write(id, list(passages))))
        assert isinstance(document, Document), document
        return document

    def test_passages_are_sections(self) -> None:
        document = self.documents(self.file())[0]
        assert document.text == "Fever.\n\nAspirin cures caf\u00e9 fever."
        assert document.title == "Fever."
        assert [s.label for s in document.sections] == ["title", "abstract"]

    def test_an_article_has_all_its_names(self) -> None:
        names = {"article-id_pmid": "7", "article-id_pmc": "PMC5", "article-id_doi": "10.1/X"}
        title = ({"type": "front", "section_type": "TITLE", **names}, 0, "Title")
        abstract = self.only(title, ({"type": "abstract", "section_type": "ABSTRACT"}, 6, "We asked."))
        assert (abstract.id, abstract.aliases) == ("PMID:7", ("DOI:10.1/x", "PMC:5"))
        assert not abstract.full_text
        assert self.only(title, ({"type": "paragraph", "section_type": "INTRO"}, 6, "We asked.")).full_text

    def test_back_matter_is_left_out_as_from_jats(self) -> None:
        types = ("ACK_FUND", "AUTH_CONT", "COMP_INT", "ABBR", "APPENDIX", "KEYWORD", "REVIEW_INFO", "REF")
        back = [
            ({"type": type, "section_type": section}, 9, "Lost")
            for section in types
            for type in ("title_1", "paragraph", "footnote", "ref")
        ]
        document = self.only(({"type": "paragraph", "section_type": "CONCL"}, 0, "Aspirin helps."), *back)
        assert document.text == "Aspirin helps."

    def test_full_text_without_references_and_tables(self) -> None:
        document = self.only(
            ({"type": "front", "section_type": "TITLE", "article-id_pmid": "7", "year": "2015"}, 0, "Title"),
            ({"type": "title_1", "section_type": "INTRO"}, 6, "Introduction"),
            ({"type": "paragraph", "section_type": "INTRO"}, 19, "We asked."),
            ({"type": "fig_caption", "section_type": "FIG"}, 29, "Flow."),
            ({"type": "table", "section_type": "TABLE"}, 35, "1\t2"),
            ({"type": "ref", "section_type": "REF"}, 39, "Smith 2001"),
            id="PMC5",
        )
        assert document.id == "PMID:7"
        assert document.year == 2015
        assert [s.label for s in document.sections] == ["title", "introduction", "introduction", "caption"]
        assert document.text == "Title\n\nIntroduction\n\nWe asked.\n\nFlow."

    def test_gaps_between_the_source_s_offsets_do_not_matter(self) -> None:
        near = self.only(({"type": "title"}, 0, "A"), ({"type": "abstract"}, 2, "B"))
        far = self.only(({"type": "title"}, 0, "A"), ({"type": "abstract"}, 900, "B"))
        assert near == far

    def test_a_document_without_id_or_text_is_rejected(self) -> None:
        no_id, no_text = self.read(
            self.file(self.write("", [({"type": "title"}, 0, "A")]), self.write("5", []))
        )
        assert isinstance(no_id, Rejection)
        assert isinstance(no_text, Rejection)
        assert no_id.reason == "no-id"
        assert (no_text.reason, no_text.document_id) == ("no-text", "PMID:5")


class TestBiocXml(BiocContract):
    format = "bioc-xml"
    opening = (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE collection SYSTEM "BioC.dtd">\n'
        b"<collection><source>PubMed</source><date/><key>k</key>"
    )
    records: ClassVar = tuple(xml(*document) for document in COLLECTION)
    closing = b"</collection>"
    endless = (
        b"<document><id>9</id><passage><offset>0</offset><text>",
        b"text ",
        b"</text></passage></document>",
    )

    def write(self, id: str, passages: list[Passage]) -> bytes:
        return xml(id, passages)

    def test_sentences_stand_in_for_text(self) -> None:
        record = (
            b"<document><id>1</id><passage><infon key='type'>abstract</infon><offset>0</offset>"
            b"<sentence><offset>0</offset><text>One.</text></sentence>"
            b"<sentence><offset>5</offset><text>Two.</text></sentence></passage></document>"
        )
        (document,) = self.documents(self.file(record))
        assert document.text == "One. Two."

    def test_annotations_are_not_read(self) -> None:
        record = self.records[0].replace(
            b"</text></passage>", b"</text><annotation><text>Aspirin</text></annotation></passage>"
        )
        assert self.documents(self.file(record)) == self.documents(self.file(self.records[0]))

    def test_another_collection_is_no_bioc(self) -> None:
        (rejection,) = self.read(b"<collection><record><leader>00</leader></record></collection>")
        assert isinstance(rejection, Rejection)
        assert "holds no record" in rejection.message


class TestBiocJson(BiocContract):
    format = "bioc-json"
    opening = b'{"source": "PubTator", "date": "", "key": "", "infons": {}, "documents": ['
    records: ClassVar = tuple(as_json(*document) for document in COLLECTION)
    separator = b",\n"
    closing = b"]}"
    endless = (b'{"id": "9", "passages": [{"text": "', b"text ", b'"}]}')

    def write(self, id: str, passages: list[Passage]) -> bytes:
        return as_json(id, passages)

    def test_both_formats_agree(self) -> None:
        assert self.documents(self.file()) == TestBiocXml().documents(TestBiocXml().file())

    def test_exports_of_pubtator_3_and_of_pmc(self) -> None:
        whole = self.documents(self.file())
        records = self.separator.join(self.records)
        assert self.documents(b'{"PubTator3": [' + records + b"]}") == whole
        assert self.documents(b"[" + self.file() + b"]") == whole

    def test_passages_must_be_objects(self) -> None:
        first, rejection = self.read(self.file(self.records[0], b'{"id": "5", "passages": ["text"]}'))
        assert isinstance(first, Document)
        assert isinstance(rejection, Rejection)
        assert (rejection.reason, "list of objects" in rejection.message) == ("broken-record", True)
        assert rejection.location.startswith("record 2, byte ")

    def test_sentences_stand_in_for_text(self) -> None:
        sentences = b'"sentences": [{"text": "One."}, {"text": "Two."}]'
        record = b'{"id": "1", "passages": [{"infons": {"type": null}, ' + sentences + b"}]}"
        (document,) = self.documents(self.file(record))
        assert document.text == "One. Two."


del BiocContract
