"""JSON lines: one document a line, `{"id": …, "text": …, "entities": [{"start", "end", "label", "id"?}]}`.

Offsets count characters of `text`, the end excluded. A document without id is called by a hash of its text.
An entity may have its `text`, which must then stand at its offsets. `relations`, if any, are a list of
`{"subject": 0, "object": 1, "label": …}` with positions in `entities`. Other fields are not looked at.
"""

import json
from collections.abc import Iterator, Mapping

from kgbuild.documents.curies import guessed_curie, text_id
from kgbuild.domain.span import Span
from kgbuild.errors import FieldError
from kgbuild.training.formats.decoding import lines_of
from kgbuild.training.formats.findings import Findings
from kgbuild.training.formats.marked import AnnotatedFile, MarkedDocument, Marking, Relating, plain_document

SHAPE = '{"id": "PMID:1", "text": "No fever.", "entities": [{"start": 3, "end": 8, "label": "Symptom"}]}'

RELATION = '{"subject": 0, "object": 1, "label": "TREATS"}'


class JsonLinesReader:
    """Reads documents with their entities, one a line; blank lines are nothing."""

    def read(self, file: AnnotatedFile, findings: Findings) -> Iterator[MarkedDocument]:
        """See `FormatReader.read`."""
        for number, line in enumerate(lines_of(file.data, file.name, findings), start=1):
            if line.strip():
                try:
                    yield from _document(line, file.line(number), findings)
                except FieldError as error:
                    findings.problem(file.line(number), str(error))


def _document(line: str, place: str, findings: Findings) -> Iterator[MarkedDocument]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise FieldError(f"is not JSON: {error}; write one object a line, like {SHAPE}") from error
    if not isinstance(fields, dict):
        raise FieldError(f"is no JSON object; write it like {SHAPE}")
    text, entities, id = fields.get("text"), fields.get("entities"), fields.get("id")
    if not isinstance(text, str) or not text.strip():
        raise FieldError(f"has no `text`, in which offsets would count; write it like {SHAPE}")
    if not isinstance(entities, list):
        raise FieldError(f"has no list `entities` (empty where nothing is marked); write it like {SHAPE}")
    if id is not None and (not isinstance(id, str | int) or isinstance(id, bool)):
        raise FieldError(f"`id` = {id!r} should be text or a number")
    markings = []
    for number, entity in enumerate(entities, start=1):
        try:
            markings.append(_marking(entity, f"{place}, entity {number}", str(number - 1)))
        except FieldError as error:
            findings.problem(f"{place}, entity {number}", str(error))
    document = plain_document(guessed_curie("" if id is None else str(id)) or text_id(text), text)
    yield MarkedDocument(document, tuple(markings), place, tuple(_relations(fields, place)))


def _relations(fields: Mapping[str, object], place: str) -> Iterator[Relating]:
    relations = fields.get("relations") or []
    for number, one in enumerate(relations if isinstance(relations, list) else [relations], start=1):
        at = f"{place}, relation {number}"
        try:
            yield _relating(one, at)
        except FieldError as error:
            yield Relating("", "", "", at, str(error))


def _relating(one: object, place: str) -> Relating:
    if not isinstance(one, dict):
        raise FieldError(f"{json.dumps(one)[:80]} should be an object like {RELATION}")
    label = one.get("label")
    if not isinstance(label, str) or not label:
        raise FieldError(f"`label` = {json.dumps(label)} should be text")
    return Relating(label, str(_whole(one, "subject")), str(_whole(one, "object")), place)


def _marking(entity: object, place: str, name: str) -> Marking:
    if not isinstance(entity, dict):
        raise FieldError(f"{json.dumps(entity)[:80]} is no object; write entities as in {SHAPE}")
    span = Span(_whole(entity, "start"), _whole(entity, "end"))
    label, text = entity.get("label"), entity.get("text")
    if not isinstance(label, str) or not label:
        raise FieldError(f"`label` = {json.dumps(label)} should be text")
    if text is not None and not isinstance(text, str):
        raise FieldError(f"`text` = {json.dumps(text)[:80]} should be text")
    return Marking(label, (span,), text, place, (name,))


def _whole(entity: Mapping[str, object], name: str) -> int:
    value = entity.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise FieldError(f"`{name}` = {json.dumps(value)} should be a whole number")
    return value
