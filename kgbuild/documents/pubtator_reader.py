"""PubTator files as documents: title and abstract of each record; annotations are left to training."""

import re
from collections.abc import Iterator

from kgbuild.documents.decoding import decoding_problem, to_utf8
from kgbuild.documents.limits import Limits
from kgbuild.documents.lines import Line, cut_lines
from kgbuild.documents.pubtator import parse_pubtator
from kgbuild.documents.rejections import Reason, reject, too_large
from kgbuild.documents.text import TextBuilder
from kgbuild.domain.document import Document, Record

_ID = re.compile(rb"[^|\t]*")


class PubTatorReader:
    """Reads records that blank lines separate, or the change of id that each line begins with."""

    def read(self, chunks: Iterator[bytes], name: str, limits: Limits) -> Iterator[Record]:
        """See `DocumentReader.read`."""
        for block in _blocks(cut_lines(to_utf8(chunks), limits.document_bytes), limits.document_bytes):
            if block.too_long:
                yield too_large(name, block.location, limits.document_characters, block.data)
            else:
                yield from _records(block, name, limits)


def _blocks(lines: Iterator[Line], max_bytes: int) -> Iterator[Line]:
    """Join the lines of one record."""
    block: Line | None = None
    for line in lines:
        blank = not line.data.strip()
        if block and (blank or _id(block.data) != _id(line.data)):
            yield block
            block = None
        if block and not block.too_long:
            data = block.data + b"\n" + line.data
            block = Line(block.number, data[:max_bytes], line.too_long or len(data) > max_bytes)
        elif not block and not blank:
            block = line
    if block:
        yield block


def _id(data: bytes) -> bytes:
    match = _ID.match(data)
    return match.group().strip() if match else b""


def _records(block: Line, name: str, limits: Limits) -> Iterator[Record]:
    try:
        lines = block.data.decode().split("\n")
    except UnicodeDecodeError as error:
        yield reject(name, block.location, Reason.ENCODING, decoding_problem(error), record=block.data)
        return
    for record in parse_pubtator(lines):
        raw = record.document
        builder = TextBuilder()
        for section in raw.sections:
            builder.add(section.label, raw.text[section.start : section.end])
        if not builder.text:
            message = "has no |t| or |a| line with text; check the format"
            yield reject(name, block.location, Reason.BROKEN_RECORD, message, record=block.data)
        elif len(builder.text) > limits.document_characters:
            yield too_large(name, block.location, limits.document_characters, block.data)
        else:
            yield Document(raw.id, builder.text, raw.title, builder.sections, source=name)
