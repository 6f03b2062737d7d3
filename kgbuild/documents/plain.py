"""Plain text: one file, one document; paragraphs are separated by blank lines."""

import re
from collections.abc import Iterator

from kgbuild.documents.checks import checked
from kgbuild.documents.curies import PMC, PMID, text_id
from kgbuild.documents.decoding import decoding_problem, to_utf8
from kgbuild.documents.limits import Limits
from kgbuild.documents.names import base_name
from kgbuild.documents.paragraphs import paragraphs
from kgbuild.documents.rejections import Reason, reject, too_large
from kgbuild.documents.text import SEPARATOR, TextBuilder, clean
from kgbuild.domain.document import Document, Record

_TITLE_CHARACTERS = 300
_PMC_NAME = re.compile(r"PMC[_-]?([0-9]+)", re.I)
_PMID_NAME = re.compile(r"PMID[:_-]?([0-9]+)", re.I)


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
                yield too_large(name, "", limits.document_characters, bytes(data[: limits.document_bytes]))
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
        first, rest = "", text  # all of it is running text
    builder = TextBuilder()
    builder.add("title", first)
    for paragraph in paragraphs(rest):
        builder.add("text", paragraph)
    id = stated_id(name) or text_id(builder.text)
    title = clean(first) or builder.text.partition(SEPARATOR)[0][:_TITLE_CHARACTERS]
    document = Document(id, builder.text, title, builder.sections, source=name)
    return checked(document, "", limits, missing="text", record=text)


def stated_id(name: str) -> str:
    """Return the id that the name of a plain text file states, or an empty string.

    >>> [stated_id(name) for name in ("in/PMID_123.txt", "notes.txt")]
    ['PMID:123', '']
    """
    stem = base_name(name).split(".")[0]
    known = ((PMC, _PMC_NAME.fullmatch(stem)), (PMID, _PMID_NAME.fullmatch(stem)))
    return next((prefix + match.group(1) for prefix, match in known if match), "")
