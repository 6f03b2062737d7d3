"""Plain text: one file, one document; paragraphs are separated by blank lines."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from kgbuild.documents.decoding import decoding_problem, to_utf8
from kgbuild.documents.limits import Limits
from kgbuild.documents.paragraphs import paragraphs
from kgbuild.documents.rejections import Reason, reject, too_large
from kgbuild.documents.text import TextBuilder, clean
from kgbuild.domain.document import Document, Record
from kgbuild.domain.ids import content_hash

_TITLE_CHARACTERS = 300
_PMC_NAME = re.compile(r"PMC(\d+)")
_PMID_NAME = re.compile(r"(?:PMID)[:_-]?(\d+)", re.I)


class PlainReader:
    """Reads a text file.

    Its first line is the title when text follows and it is no longer than a title. The id comes from a file
    name such as `PMC123.txt` or `PMID_123.txt`, else from the text itself: the same text is the same document
    wherever it lies.
    """

    def read(self, chunks: Iterator[bytes], name: str, limits: Limits) -> Iterator[Record]:
        """See `DocumentReader.read`."""
        data = bytearray()
        for chunk in to_utf8(chunks):
            data += chunk
            if len(data) > limits.document_bytes:
                yield too_large(name, "", limits.document_characters, bytes(data[:1000]))
                return
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            yield reject(name, "", Reason.ENCODING, decoding_problem(error), record=bytes(data))
            return
        yield _record(text, name, limits)


def _record(text: str, name: str, limits: Limits) -> Record:
    if len(text) > limits.document_characters:
        return too_large(name, "", limits.document_characters, text)
    first, _, rest = text.strip().partition("\n")
    if not rest.strip() or len(first) > _TITLE_CHARACTERS:
        first, rest = "", text
    builder = TextBuilder()
    builder.add("title", first)
    for paragraph in paragraphs(rest):
        builder.add("text", paragraph)
    if not builder.text:
        return reject(name, "", Reason.NO_TEXT, "holds no text", record=text)
    id = _id_from_name(name) or f"text:{content_hash(builder.text)}"
    return Document(
        id, builder.text, clean(first) or builder.text[:_TITLE_CHARACTERS], builder.sections, source=name
    )


def _id_from_name(name: str) -> str:
    stem = PurePosixPath(name.rpartition("!")[2].replace("\\", "/")).name.split(".")[0]
    if match := _PMC_NAME.fullmatch(stem):
        return f"PMC:{match.group(1)}"
    match = _PMID_NAME.fullmatch(stem)
    return f"PMID:{match.group(1)}" if match else ""
