"""A document out of named fields, as JSON objects and table rows give them.

| field | meaning |
|---|---|
| `id`, or `pmid`, `pmcid`, `doi` | the id as it stands, or with its prefix; none: a hash of the text |
| `title`, `abstract`, `text` | blank lines separate paragraphs; at least one of the three |
| `sections` | JSON only: a list of objects with `label`, `text` and perhaps `language` |
| `year`, `journal`, `language`, `version`, `revised`, `retracted` | as in `Document`; may be empty |

Of several ids the first is the document's, the others are its aliases. Other fields are ignored.
"""

import math
import re
from collections.abc import Mapping

from kgbuild.documents.checks import checked
from kgbuild.documents.curies import DOI, PMC, PMID, curie, other_names, text_id
from kgbuild.documents.languages import language_code
from kgbuild.documents.limits import Limits
from kgbuild.documents.paragraphs import paragraphs
from kgbuild.documents.rejections import Reason, reject
from kgbuild.documents.text import TextBuilder, clean
from kgbuild.domain.document import Document, Record
from kgbuild.errors import FieldError

_ID_FIELDS = (("pmid", PMID), ("pmcid", PMC), ("pmc", PMC), ("doi", DOI))
_YES = frozenset({"true", "yes", "1"})
_NO = frozenset({"false", "no", "0", "", "none"})
_WHOLE = re.compile(r"([0-9]{1,8})(?:\.0*)?")
"""A number, also as spreadsheets and data frames write it when a column has gaps."""
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")


def record_of(fields: dict[str, object], name: str, location: str, limits: Limits) -> Record:
    """Return the document that fields describe, or why there is none."""
    try:
        document = document_of(fields, name)
    except FieldError as problem:
        message = f"{problem}; mend the record"
        return reject(name, location, Reason.BROKEN_RECORD, message, record=_shown(fields))
    if document.text:
        return checked(document, location, limits, missing="")
    return checked(document, location, limits, missing="title, abstract or text", record=_shown(fields))


def _shown(fields: Mapping[str, object]) -> str:
    """Return enough of the fields to recognise them by."""
    return str({name: value[:100] if isinstance(value, str) else value for name, value in fields.items()})


def document_of(fields: Mapping[str, object], source: str) -> Document:
    """Return the document that the fields describe; its text is empty when they hold none.

    >>> document_of({"pmid": 7, "title": "Fever", "year": "2020"}, "x.csv").id
    'PMID:7'
    """
    language = language_code(_string(fields, "language"))
    builder = TextBuilder()
    title = clean(_string(fields, "title"))
    builder.add("title", title, language)
    abstract, text = _string(fields, "abstract"), _string(fields, "text")
    for label, value in (("abstract", "" if abstract in text else abstract), ("text", text)):
        for paragraph in paragraphs(value):
            builder.add(label, paragraph, language)
    _add_sections(builder, fields.get("sections"), language)
    known = [curie(prefix, _string(fields, field)) for field, prefix in _ID_FIELDS]
    stated = clean(_string(fields, "id")) or clean(_string(fields, "document_id"))
    id = stated or next(filter(None, known), "") or text_id(builder.text)
    return Document(
        id=id,
        aliases=other_names(known, id),
        text=builder.text,
        title=title,
        sections=builder.sections,
        version=_number(fields, "version") or 1,
        revised=_date(fields),
        year=_number(fields, "year"),
        journal=clean(_string(fields, "journal")),
        language=language,
        retracted=_truth(fields, "retracted"),
        source=source,
    )


def _add_sections(builder: TextBuilder, sections: object, language: str) -> None:
    if not sections:
        return
    if not isinstance(sections, list) or not all(isinstance(section, dict) for section in sections):
        raise FieldError("`sections` must be a list of objects with `label` and `text`")
    for section in sections:
        own = _string(section, "language")
        for paragraph in paragraphs(_string(section, "text")):
            builder.add(
                _string(section, "label") or "text", paragraph, language_code(own) if own else language
            )


def _string(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else repr(value)
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value)
    raise FieldError(f"`{name}` must be text")


def _number(fields: Mapping[str, object], name: str) -> int | None:
    value = clean(_string(fields, name))
    if not value:
        return None
    if number := _WHOLE.fullmatch(value):
        return int(number.group(1))
    raise FieldError(f"`{name}` must be a whole number, not {value[:40]!r}")


def _date(fields: Mapping[str, object]) -> str:
    value = clean(_string(fields, "revised"))
    if value and not _DATE.fullmatch(value[:10]):
        raise FieldError(f"`revised` must be a date like 2021-06-07, not {value[:40]!r}")
    return value[:10]


def _truth(fields: Mapping[str, object], name: str) -> bool:
    value = str(fields.get(name) or "").strip().lower()
    if value not in _YES | _NO:
        raise FieldError(f"`{name}` must be true or false, not {value[:40]!r}")
    return value in _YES
