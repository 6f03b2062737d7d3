"""PubMed XML: the baseline, update files and E-utilities downloads of the U.S. National Library of Medicine.

Elements after https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html.
"""

import html
import re
from collections.abc import Iterator

from lxml import etree

from kgbuild.documents.checks import checked
from kgbuild.documents.curies import DOI, PMC, PMID, curie, other_names
from kgbuild.documents.inline import flatten
from kgbuild.documents.languages import UNDETERMINED, language_code
from kgbuild.documents.limits import Limits
from kgbuild.documents.names import base_name
from kgbuild.documents.rejections import Reason, reject
from kgbuild.documents.text import TextBuilder, clean
from kgbuild.documents.xml import Parsed, XmlRecords
from kgbuild.domain.document import ENGLISH, Document, Record, Rejection, Withdrawal, WithdrawalKind

_RECORDS = ("PubmedArticle", "PubmedBookArticle", "DeleteCitation", "DeleteDocument")
_INNER = ("MedlineCitation", "BookDocument", "PMID", "ArticleTitle", "AbstractText")
_DELETIONS = frozenset({"DeleteCitation", "DeleteDocument"})
_UNREAD = "PubmedData"
"""References, and the article's way through the publisher: half of the bytes. Only its ids are looked at."""
_OTHER_ID = re.compile(rb'<ArticleId\s+IdType="(doi|pmc)"\s*>([^<]*)<')
_PREFIXES = {b"doi": DOI, b"pmc": PMC}

_RETRACTED_TYPES = frozenset({"D016441"})
"""MeSH id of the publication type `Retracted Publication`."""
_RETRACTED_BY = frozenset({"RetractionIn", "RetractedandRepublishedIn"})
_RETRACTS = frozenset({"RetractionOf", "RetractedandRepublishedFrom"})
_CORRECTED_BY = frozenset(
    {
        "ErratumIn",
        "CorrectedandRepublishedIn",
        "RepublishedIn",
        "UpdateIn",
        "PartialRetractionIn",
        "ExpressionOfConcernIn",
    }
)
_CITED_DOI = re.compile(r"\bdoi:\s*(10\.\d{4,9}/\S+)", re.I)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NO_TITLE = frozenset({"[Not Available].", "[Not Available]", "Not Available"})
_TRANSLATED = re.compile(r"^\[(.*)\](\.?)$", re.S)
_VERSION = re.compile(r"[0-9]{1,6}")
_YEAR = re.compile(r"[0-9]{4}")
_UNLABELLED = frozenset({"", "UNLABELLED", "UNASSIGNED"})


class PubmedReader:
    """Reads PubmedArticleSet: a document each article or book, a withdrawal each deletion or retraction."""

    def read(self, chunks: Iterator[bytes], name: str, limits: Limits) -> Iterator[Record]:
        """See `DocumentReader.read`."""
        for parsed in XmlRecords(_RECORDS, _INNER, name, limits, unread=_UNREAD).parse(chunks):
            if isinstance(parsed, Rejection):
                yield parsed
            elif parsed[0].tag in _DELETIONS:
                yield from _deletions(parsed[1], base_name(name))
            else:
                yield from _records(parsed, name, limits)


def _deletions(element: "etree._Element", file: str) -> Iterator[Withdrawal]:
    for pmid in element.iter("PMID"):
        if id := curie(PMID, pmid.text or ""):
            yield Withdrawal(id, WithdrawalKind.DELETED, file)


def _records(parsed: Parsed, name: str, limits: Limits) -> Iterator[Record]:
    piece, record = parsed
    citation = record.find("MedlineCitation")
    if citation is None:
        citation = record.find("BookDocument")
    pmid = None if citation is None else citation.find("PMID")
    number = "" if pmid is None else clean(pmid.text or "")
    if citation is None or pmid is None or not number:
        yield reject(
            name, piece.location, Reason.NO_ID, "has no PMID; add one or remove the record", record=piece.data
        )
        return
    names = other_names(_names(citation, piece.data), curie(PMID, number))
    document = _document(curie(PMID, number), names, pmid.get("Version", ""), citation, name)
    yield checked(document, piece.location, limits, missing="title or abstract", record=piece.data)
    for notice in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        target = curie(PMID, notice.findtext("PMID") or "") or _doi(notice)
        if notice.get("RefType") in _RETRACTS and target:
            yield Withdrawal(target, WithdrawalKind.RETRACTED, document.id)


def _doi(notice: "etree._Element") -> str:
    """Return the DOI by which a notice cites what it is about, where it has no PMID for it."""
    found = _CITED_DOI.search(flatten(notice.find("RefSource")))
    return curie(DOI, found.group(1).rstrip(".,;)")) if found else ""


def _names(citation: "etree._Element", record: bytes) -> Iterator[str]:
    """Yield DOI and PMC id, from wherever a record says them."""
    for location in citation.iterfind("Article/ELocationID[@EIdType='doi']"):
        if location.get("ValidYN", "Y") == "Y":
            yield curie(DOI, location.text or "")
    start = record.rfind(f"<{_UNREAD}>".encode())
    if start >= 0:
        end = record.find(b"<ReferenceList", start)  # each reference has ids as well
        for kind, value in _OTHER_ID.findall(record, start, end if end >= 0 else len(record)):
            yield curie(_PREFIXES[kind], html.unescape(value.decode(errors="replace")))


def _document(
    id: str, aliases: tuple[str, ...], version: str, citation: "etree._Element", name: str
) -> Document:
    article = citation.find("Article")
    if article is None:
        article = citation  # a book's or chapter's record has no such level
    languages = [language_code(language.text or "") for language in article.iterfind("Language")]
    builder = TextBuilder()
    title = _add_titles(builder, article, languages)
    for text in article.iterfind("Abstract/AbstractText"):
        _add_abstract(builder, text, ENGLISH)
    for other in citation.iterfind("OtherAbstract"):
        for text in other.iterfind("AbstractText"):
            _add_abstract(builder, text, language_code(other.get("Language", "")))
    notices = citation.findall("CommentsCorrectionsList/CommentsCorrections")
    return Document(
        id=id,
        aliases=aliases,
        text=builder.text,
        title=title,
        sections=builder.sections,
        version=int(version) if _VERSION.fullmatch(version) else 1,
        revised=_date(citation.find("DateRevised")),
        year=_year(article),
        journal=_journal(article),
        language=languages[0] if languages else ENGLISH,
        retracted=_is_retracted(article, notices),
        corrections=tuple(dict.fromkeys(_corrections(notices))),
        source=name,
    )


def _add_titles(builder: TextBuilder, article: "etree._Element", languages: list[str]) -> str:
    """Add title and original title; return what to call the document.

    NLM puts the English translation of a foreign title in brackets; they are no part of the text.
    """
    foreign = [language for language in languages if language != ENGLISH]
    title = clean(flatten(article.find("ArticleTitle")) or flatten(article.find("Book/BookTitle")))
    original = clean(flatten(article.find("VernacularTitle")))
    translated = _TRANSLATED.match(title)
    if title in _NO_TITLE and original:
        title = ""
    elif foreign and translated:
        title = translated.group(1) + translated.group(2)
    builder.add("title", title)
    if original != title:
        builder.add("original title", original, foreign[0] if foreign else UNDETERMINED)
    return title or original


def _add_abstract(builder: TextBuilder, text: "etree._Element", language: str) -> None:
    label = text.get("Label", "")
    builder.add("abstract" if label in _UNLABELLED else label, flatten(text), language)


def _year(article: "etree._Element") -> int | None:
    for path in ("Journal/JournalIssue/PubDate", "Book/PubDate", "ArticleDate", "ContributionDate"):
        for date in (article.findtext(f"{path}/Year"), article.findtext(f"{path}/MedlineDate")):
            if year := _YEAR.search(date or ""):
                return int(year.group())
    return None


def _date(element: "etree._Element | None") -> str:
    if element is None:
        return ""
    year, month, day = (clean(element.findtext(part) or "") for part in ("Year", "Month", "Day"))
    date = f"{year:0>4}-{month:0>2}-{day:0>2}"
    return date if _DATE.fullmatch(date) else ""


def _journal(article: "etree._Element") -> str:
    names = (
        flatten(article.find(path)) for path in ("Journal/Title", "Journal/ISOAbbreviation", "Book/BookTitle")
    )
    return clean(next(filter(None, names), ""))


def _is_retracted(article: "etree._Element", notices: list["etree._Element"]) -> bool:
    types = article.iterfind("PublicationTypeList/PublicationType")
    return any(notice.get("RefType") in _RETRACTED_BY for notice in notices) or any(
        type.get("UI") in _RETRACTED_TYPES or type.text == "Retracted Publication" for type in types
    )


def _corrections(notices: list["etree._Element"]) -> Iterator[str]:
    for notice in notices:
        if notice.get("RefType") in _CORRECTED_BY:
            id = curie(PMID, notice.findtext("PMID") or "") or clean(flatten(notice.find("RefSource")))
            if id:
                yield id
