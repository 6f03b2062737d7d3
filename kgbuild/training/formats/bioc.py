"""BioC (Comeau 2013) in XML and JSON: annotations at passages or sentences, their offsets in the document.

The text is made of the passages that a build reads as well (`Passage.counts`), with a blank line between two.
Relations, of documents or passages, name annotations in two nodes, of which the first is the subject.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from kgbuild.documents.limits import DEFAULT_LIMITS
from kgbuild.documents.objects import JsonObjects
from kgbuild.documents.xml import XmlRecords
from kgbuild.domain.document import Rejection
from kgbuild.errors import FieldError
from kgbuild.training.formats.bioc_fields import Where, marked_document
from kgbuild.training.formats.findings import Findings
from kgbuild.training.formats.marked import AnnotatedFile, MarkedDocument

_COLLECTIONS = frozenset({"documents", "PubTator3"})
_COLLECTION = re.compile(rb'"(?:documents|PubTator3)"\s*:\s*\[')


class BiocXmlReader:
    """Reads the documents of a collection in XML."""

    def read(self, file: AnnotatedFile, findings: Findings) -> Iterator[MarkedDocument]:
        """See `FormatReader.read`."""
        records = XmlRecords(("document",), ("passage",), file.name, DEFAULT_LIMITS)
        for parsed in records.parse(iter([file.data])):
            if isinstance(parsed, Rejection):
                findings.problem(_place(parsed), parsed.message)
                continue
            piece, element = parsed
            before = file.data.count(b"\n", 0, piece.offset)
            yield from _marked(_fields(element, before), file.name, before + 1, findings)


class BiocJsonReader:
    """Reads the documents of collections in JSON, of PubTator 3's exports, or single ones."""

    def read(self, file: AnnotatedFile, findings: Findings) -> Iterator[MarkedDocument]:
        """See `FormatReader.read`."""
        keys = _COLLECTIONS if _COLLECTION.search(file.data) else frozenset[str]()
        for found in JsonObjects(keys, file.name, DEFAULT_LIMITS).parse(iter([file.data])):
            if isinstance(found, Rejection):
                findings.problem(_place(found), found.message)
                continue
            byte = int(found.location.rpartition(" ")[2])
            line = file.data.count(b"\n", 0, byte) + 1
            yield from _marked(found.value, file.name, line, findings)


def _place(rejection: Rejection) -> str:
    return f"{rejection.source}, {rejection.location}" if rejection.location else rejection.source


def _marked(fields: dict[str, Any], name: str, line: int, findings: Findings) -> Iterator[MarkedDocument]:
    where = Where(name, line, str(fields.get("id") or "without id"))
    try:
        yield marked_document(fields, where, findings)
    except FieldError as error:
        findings.problem(str(where), str(error))


def _fields(element: "etree._Element", before: int) -> dict[str, Any]:
    """Return an element of BioC as its JSON has it; `before` are the lines of the file before the record."""
    line: Any = element.sourceline
    fields: dict[str, Any] = {"line": before + line, "infons": {}}
    for part in ("passages", "sentences", "annotations", "locations", "relations", "nodes"):
        fields[part] = [_fields(child, before) for child in element.iterfind(part.removesuffix("s"))]
    for infon in element.iterfind("infon"):
        fields["infons"][infon.get("key", "")] = infon.text or ""
    fields.update(
        (name, child.text or "") for name in ("id", "offset", "text") for child in element.iterfind(name)
    )
    return {**fields, **{str(name): value for name, value in element.attrib.items()}}
