"""JATS and the older NLM article DTDs: full text as in PubMed Central.

Read are title, abstracts, body and the captions of figures and tables. Left out, since they hold no
statements of the article or no sentences: references, table cells, display formulas, footnotes, back matter,
and sub-articles (letters of reviewers, replies).
"""

import re
from collections.abc import Iterator

from lxml import etree

from kgbuild.documents.checks import checked
from kgbuild.documents.curies import DOI, PMC, PMID, curie, other_names
from kgbuild.documents.jats_text import ArticleText, plain_text
from kgbuild.documents.languages import UNDETERMINED, language_code
from kgbuild.documents.limits import Limits
from kgbuild.documents.rejections import Reason, reject
from kgbuild.documents.text import TextBuilder, clean
from kgbuild.documents.xml import Parsed, XmlRecords, local_name
from kgbuild.domain.document import Document, Record, Rejection, Withdrawal, WithdrawalKind

_INNER = ("article-meta", "front", "body", "article-title")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_HREF = "{http://www.w3.org/1999/xlink}href"
_RETRACTED = re.compile(r"\W*(?:retracted|withdrawn)(?: article| paper)?\s*[:\]]", re.I)
"""How publishers mark the title of a retracted article."""
_RETRACTED_BY = frozenset({"retraction-forward", "retracted-by"})
_RETRACTS = frozenset({"retracted-article"})
_CORRECTED_BY = frozenset({"correction-forward", "corrected-by", "erratum", "addendum", "concern-forward"})
_NOT_PUBLICATION = frozenset({"pmc-release", "nihms-submitted", "received", "accepted"})
_YEAR = re.compile(r"[0-9]{4}")
_ID_PREFIXES = {"pmid": PMID, "pubmed": PMID, "pmc": PMC, "pmcid": PMC, "doi": DOI}


class JatsReader:
    """Reads articles, one to a file or many in a set."""

    def read(self, chunks: Iterator[bytes], name: str, limits: Limits) -> Iterator[Record]:
        """See `DocumentReader.read`."""
        for parsed in XmlRecords(("article",), _INNER, name, limits).parse(chunks):
            if isinstance(parsed, Rejection):
                yield parsed
            else:
                yield from _records(parsed, name, limits)


def _records(parsed: Parsed, name: str, limits: Limits) -> Iterator[Record]:
    piece, article = parsed
    _strip_namespaces(article)
    meta = article.find("front/article-meta")
    ids = {} if meta is None else _ids(meta)
    id = next((ids[prefix] for prefix in (PMID, PMC, DOI) if prefix in ids), "")
    if meta is None or not id:
        message = "has neither PMID nor PMC id nor DOI; add an article-id"
        yield reject(name, piece.location, Reason.NO_ID, message, record=piece.data)
        return
    document = _document(id, other_names(ids.values(), id), article, meta, name)
    yield checked(document, piece.location, limits, missing="title, abstract or body", record=piece.data)
    for related in meta.iterfind("related-article"):
        target = _related_id(related)
        if related.get("related-article-type") in _RETRACTS and ":" in target:
            yield Withdrawal(target, WithdrawalKind.RETRACTED, id)


def _strip_namespaces(article: "etree._Element") -> None:
    """Leave MathML alone in its namespace: some files put JATS itself into one."""
    space = str(article.tag).rpartition("}")[0]
    if space:
        for element in article.iter(space + "}*"):
            element.tag = local_name(element)


def _ids(meta: "etree._Element") -> dict[str, str]:
    """Return CURIEs by their prefix."""
    curies: dict[str, str] = {}
    for element in meta.iterfind("article-id"):
        prefix = _ID_PREFIXES.get(element.get("pub-id-type", ""))
        if prefix and (id := curie(prefix, element.text or "")):
            curies.setdefault(prefix, id)
    return curies


def _related_id(related: "etree._Element") -> str:
    prefix = _ID_PREFIXES.get(related.get("ext-link-type", "doi"))
    id = curie(prefix, related.get(_HREF, "")) if prefix else ""
    return id or clean(plain_text(related))


def _document(
    id: str, aliases: tuple[str, ...], article: "etree._Element", meta: "etree._Element", name: str
) -> Document:
    language = language_code(article.get(_LANGUAGE, ""))
    builder = TextBuilder()
    text = ArticleText(builder, language)
    title = " ".join(
        filter(None, (plain_text(meta.find(f"title-group/{part}")) for part in ("article-title", "subtitle")))
    )
    builder.add("title", title, language)
    for translated in meta.iterfind("title-group/trans-title-group"):
        translation = language_code(translated.get(_LANGUAGE, language))
        builder.add("translated title", plain_text(translated.find("trans-title")), translation)
    for abstract in meta.iterfind("abstract"):
        text.add_sections(abstract, "abstract", language_code(abstract.get(_LANGUAGE, language)))
    for abstract in meta.iterfind("trans-abstract"):
        text.add_sections(abstract, "abstract", language_code(abstract.get(_LANGUAGE, UNDETERMINED)))
    front = len(builder.text)
    body = article.find("body")
    if body is not None:
        text.add_sections(body, "body", language)
    full_text = len(builder.text) > front
    for floats in article.iterfind("floats-group"):
        text.add_sections(floats, "caption", language)
    relations = [
        (r.get("related-article-type", ""), _related_id(r)) for r in meta.iterfind("related-article")
    ]
    return Document(
        id=id,
        aliases=aliases,
        full_text=full_text,
        text=builder.text,
        title=clean(title),
        sections=builder.sections,
        year=_year(meta),
        journal=clean(plain_text(article.find("front/journal-meta//journal-title"))),
        language=language,
        retracted=bool(_RETRACTED.match(title)) or any(kind in _RETRACTED_BY for kind, _ in relations),
        corrections=tuple(dict.fromkeys(by for kind, by in relations if kind in _CORRECTED_BY and by)),
        source=name,
    )


def _year(meta: "etree._Element") -> int | None:
    """Return the year of first publication, on line or in print."""
    years = [
        int(year)
        for date in meta.iterfind("pub-date")
        if not _NOT_PUBLICATION & {date.get("pub-type"), date.get("date-type")}
        and _YEAR.fullmatch(year := clean(date.findtext("year") or ""))
    ]
    return min(years, default=None)
