"""PubTator files as documents: title and abstract of each record; annotations are left to training."""

import re
from collections.abc import Iterator

from kgbuild.documents.checks import checked
from kgbuild.documents.decoding import decoding_problem, to_utf8
from kgbuild.documents.limits import Limits
from kgbuild.documents.lines import LINE_COST, Line, cut_lines
from kgbuild.documents.pubtator import parse_pubtator
from kgbuild.documents.rejections import Reason, reject, too_large
from kgbuild.documents.text import TextBuilder, clean
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
    block, length, too_long = list[Line](), 0, False
    for line in lines:
        blank = not line.data.strip()
        if block and (blank or _id(block[0].data) != _id(line.data)):
            yield _joined(block, too_long=too_long)
            block, length, too_long = [], 0, False
        if not blank:
            length += len(line.data) + LINE_COST
            too_long = too_long or line.too_long or length > max_bytes
            if not (block and too_long):
                block.append(line)
    if block:
        yield _joined(block, too_long=too_long)


def _joined(block: list[Line], *, too_long: bool) -> Line:
    return Line(block[0].number, b"\n".join(line.data for line in block), too_long)


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
        document = Document(raw.id, builder.text, clean(raw.title), builder.sections, source=name)
        yield checked(
            document, block.location, limits, missing="|t| or |a| line with text", record=block.data
        )
