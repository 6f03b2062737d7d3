"""BioC (Comeau 2013), XML and JSON: a document's passages become its sections; annotations are not read.

Reference lists, back matter (acknowledgements, interests, abbreviations, …) and the cells of tables are left
out, as from JATS.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from kgbuild.documents.checks import checked
from kgbuild.documents.curies import DOI, PMC, PMID, curie, guessed_curie, other_names
from kgbuild.documents.limits import Limits
from kgbuild.documents.objects import JsonObjects
from kgbuild.documents.rejections import Reason, reject
from kgbuild.documents.text import TextBuilder, clean
from kgbuild.documents.xml import XmlRecords
from kgbuild.domain.document import Document, Record, Rejection

_LABELS = {
    "intro": "introduction",
    "discuss": "discussion",
    "concl": "conclusion",
    "front": "title",
    "fig": "caption",
    "suppl": "supplement",
    "": "text",
}
"""NCBI's abbreviations of section types."""
_SKIPPED_TYPES = frozenset({"ref", "reference", "table", "footnote", "table_footnote"})
_BACK_MATTER = frozenset(
    {"ref", "ack_fund", "auth_cont", "comp_int", "abbr", "appendix", "keyword", "review_info"}
)
"""NCBI's section types of what JATS has outside the body; their headings carry them as well."""
_BODY = frozenset({"intro", "methods", "results", "discuss", "concl", "case"})
"""NCBI's section types that only full text has."""
_ID_INFONS = (("article-id_pmid", PMID), ("article-id_pmc", PMC), ("article-id_doi", DOI))
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage: what is said about it, and its text."""

    infons: Mapping[str, str]
    text: str

    @property
    def type(self) -> str:
        """What kind of passage the source calls it, in lower case."""
        return self.infons.get("type", "").lower()

    @property
    def section_type(self) -> str:
        """In what part of an article it stands, in lower case."""
        return self.infons.get("section_type", "").lower()

    @property
    def label(self) -> str:
        """The section label that it gives."""
        if "caption" in self.type:
            return "caption"
        section = self.infons.get("section_type") or self.infons.get("section") or self.type
        return _LABELS.get(section.lower(), section)

    @property
    def counts(self) -> bool:
        """Whether it holds statements of the article."""
        return self.type not in _SKIPPED_TYPES and self.section_type not in _BACK_MATTER


class BiocXmlReader:
    """Reads a BioC collection in XML, a document at a time."""

    def read(self, chunks: Iterator[bytes], name: str, limits: Limits) -> Iterator[Record]:
        """See `DocumentReader.read`."""
        for parsed in XmlRecords(("document",), ("passage",), name, limits).parse(chunks):
            if isinstance(parsed, Rejection):
                yield parsed
                continue
            piece, element = parsed
            passages = [_passage_of_element(passage) for passage in element.iterfind("passage")]
            yield bioc_record(element.findtext("id") or "", passages, name, piece.location, limits)


class BiocJsonReader:
    """Reads BioC collections in JSON, also those that PubTator 3 exports."""

    def read(self, chunks: Iterator[bytes], name: str, limits: Limits) -> Iterator[Record]:
        """See `DocumentReader.read`."""
        for found in JsonObjects(frozenset({"documents", "PubTator3"}), name, limits).parse(chunks):
            if isinstance(found, Rejection):
                yield found
            else:
                yield bioc_of_object(found.value, name, found.location, limits)


def bioc_of_object(fields: Mapping[str, object], name: str, location: str, limits: Limits) -> Record:
    """Return the record of a BioC document in JSON."""
    passages = fields.get("passages")
    if not isinstance(passages, list) or not all(isinstance(passage, dict) for passage in passages):
        message = "`passages` must be a list of objects; mend the record"
        return reject(name, location, Reason.BROKEN_RECORD, message, record=str(fields.get("id")))
    id = str(fields.get("id") or "")
    return bioc_record(id, [_passage_of_object(passage) for passage in passages], name, location, limits)


def bioc_record(id: str, passages: list[Passage], name: str, location: str, limits: Limits) -> Record:
    """Return the document of these passages."""
    builder = TextBuilder()
    for passage in passages:
        if passage.counts:
            builder.add(passage.label, passage.text)
    known = article_names(passages)
    id = next(filter(None, known), "") or guessed_curie(id)
    titles = (builder.text[s.start : s.end] for s in builder.sections if s.label == "title")
    first = passages[0].infons if passages else {}
    year = _YEAR.search(first.get("year", "") or first.get("journal", ""))
    document = Document(
        id=id,
        aliases=other_names(known, id),
        full_text=any(passage.section_type in _BODY for passage in passages if passage.text.strip()),
        text=builder.text,
        title=next(titles, ""),
        sections=builder.sections,
        year=int(year.group()) if year else None,
        journal=clean(first.get("journal", "").split(";")[0]),
        source=name,
    )
    return checked(document, location, limits, missing="passage with text", record=builder.text)


def article_names(passages: list[Passage]) -> list[str]:
    """Return what the first passage calls the article, the name by which it goes first."""
    infons = passages[0].infons if passages else {}
    return [curie(prefix, infons.get(infon, "")) for infon, prefix in _ID_INFONS]


def _passage_of_element(element: "etree._Element") -> Passage:
    infons = {infon.get("key", ""): infon.text or "" for infon in element.iterfind("infon")}
    texts = element.findtext("text") or " ".join(
        text.text or "" for text in element.iterfind("sentence/text")
    )
    return Passage(infons, texts)


def _passage_of_object(passage: Mapping[str, object]) -> Passage:
    infons = passage.get("infons")
    sentences = passage.get("sentences")
    text = passage.get("text") or " ".join(
        str(sentence.get("text") or "")
        for sentence in (sentences if isinstance(sentences, list) else [])
        if isinstance(sentence, dict)
    )
    known = infons.items() if isinstance(infons, dict) else ()
    return Passage({key: str(value) for key, value in known if value is not None}, str(text))
