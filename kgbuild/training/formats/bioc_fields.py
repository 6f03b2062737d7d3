"""Make a document with markings of one BioC document, its fields being as BioC's JSON has them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kgbuild.documents.bioc import Passage, article_names
from kgbuild.documents.curies import guessed_curie, other_names, text_id
from kgbuild.documents.text import SEPARATOR, section_label
from kgbuild.domain.document import Document, Section
from kgbuild.domain.span import Span
from kgbuild.errors import FieldError
from kgbuild.training.formats.findings import Findings
from kgbuild.training.formats.marked import MarkedDocument, Marking, Relating

LONGEST_GAP = 1000
"""Characters between two sentences of a passage: more are no white space that was left out."""

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Where:
    """What messages call a document that begins in some line, and its annotations."""

    file: str
    line: int
    document: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line} (document {self.document})"

    def annotation(self, fields: Fields, number: int, what: str = "annotation") -> str:
        """Return what the `number`-th annotation is called, by its own line if that is known."""
        line, id = fields.get("line", self.line), fields.get("id") or number
        return f"{self.file}, line {line} (document {self.document}, {what} {id})"


def marked_document(fields: Fields, where: Where, findings: Findings) -> MarkedDocument:
    """Return the document; FieldError where it cannot be understood as a whole."""
    text, sections = "", list[Section]()
    passages, markings = list[Passage](), list[Marking]()
    for stated in _objects(fields, "passages"):
        offset = _whole(stated, "offset")
        passage = Passage(_infons(stated), _text(stated, offset))
        passages.append(passage)
        found = _markings(stated, passage.text, offset, where, findings)
        if not passage.counts:
            for one in found:
                findings.note("mentions in references, tables and back matter left out", one.place)
        elif passage.text.strip():
            start = len(text) + len(SEPARATOR) if text else 0
            text += SEPARATOR + passage.text if text else passage.text
            sections.append(Section(section_label(passage.label) or "text", start, len(text)))
            markings += [_moved(one, start - offset) for one in found]
    if not text:
        raise FieldError("has no passage with text; remove it")
    known = article_names(passages)
    id = next(filter(None, known), "") or guessed_curie(str(fields.get("id") or "")) or text_id(text)
    document = Document(id, text, "", tuple(sections), aliases=other_names(known, id))
    relations = _relations(fields, where)
    return MarkedDocument(document, tuple(markings), str(where), tuple(relations))


def _relations(fields: Fields, where: Where) -> Iterator[Relating]:
    holders = [fields, *_objects(fields, "passages")]
    holders += [sentence for passage in holders[1:] for sentence in _objects(passage, "sentences")]
    for number, one in enumerate((r for h in holders for r in _objects(h, "relations")), start=1):
        place = where.annotation(one, number, "relation")
        nodes, label = [node.get("refid") for node in _objects(one, "nodes")], _infons(one).get("type")
        if len(nodes) == 2 and label:
            yield Relating(label, str(nodes[0]), str(nodes[1]), place)
        else:
            problem = "needs an infon `type` and two nodes that name annotations by `refid`"
            yield Relating("", "", "", place, problem)


def _objects(fields: Fields, name: str) -> list[Fields]:
    """Return a list of objects, empty where there is none of this name."""
    objects = fields.get(name) or []
    if not isinstance(objects, list) or not all(isinstance(one, dict) for one in objects):
        raise FieldError(f"`{name}` should be a list of objects")
    return objects


def _infons(fields: Fields) -> dict[str, str]:
    infons = fields.get("infons")
    known = infons.items() if isinstance(infons, dict) else ()
    return {str(key): str(value) for key, value in known if value is not None}


def _whole(fields: Fields, name: str) -> int:
    value = fields.get(name)
    try:
        # A number in JSON, its digits in XML.
        if isinstance(value, str) or type(value) is int:
            return int(value)
    except ValueError:
        pass
    raise FieldError(f"`{name}` = {value!r} should be a whole number")


def _text(passage: Fields, offset: int) -> str:
    """Return a passage's text, put together from its sentences where only they have it."""
    text = passage.get("text") or ""
    if not isinstance(text, str):
        raise FieldError("a passage's `text` should be text")
    if text:
        return text
    for sentence in _objects(passage, "sentences"):
        gap = _whole(sentence, "offset") - offset - len(text)
        if not 0 <= gap <= LONGEST_GAP:
            at = sentence["offset"]
            raise FieldError(f"the sentence at offset {at} does not follow on those before it in its passage")
        text += " " * gap + str(sentence.get("text") or "")
    return text


def _markings(passage: Fields, text: str, offset: int, where: Where, findings: Findings) -> list[Marking]:
    """Return what is annotated in a passage, at the offsets of the file."""
    holders = (passage, *_objects(passage, "sentences"))
    markings = []
    for number, fields in enumerate((a for h in holders for a in _objects(h, "annotations")), start=1):
        place = where.annotation(fields, number)
        try:
            markings.append(_marking(fields, Span(offset, offset + len(text)), place))
        except FieldError as error:
            findings.problem(place, str(error))
    return markings


def _marking(fields: Fields, passage: Span, place: str) -> Marking:
    infons = _infons(fields)
    label, text = infons.get("type"), fields.get("text")
    if not label:
        raise FieldError("has no infon `type`, which would be its label")
    fragments = []
    for location in _objects(fields, "locations"):
        start, length = _whole(location, "offset"), _whole(location, "length")
        if not (passage.start <= start and start + length <= passage.end):
            where = f"{passage.start} to {passage.end}"
            raise FieldError(f"offset {start}, length {length} lies beyond its passage, which is at {where}")
        fragments.append(Span(start, start + length))
    if not fragments:
        raise FieldError("has no location")
    text = text if isinstance(text, str) else None
    return Marking(label, tuple(fragments), text, place, (str(fields.get("id")),))


def _moved(marking: Marking, shift: int) -> Marking:
    fragments = tuple(Span(start + shift, end + shift) for start, end in marking.fragments)
    return replace(marking, fragments=fragments, shift=shift)
