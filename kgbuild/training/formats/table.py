"""The table of annotated formats, and how a file's format is told from its content."""

from kgbuild.components import make
from kgbuild.documents.sniff import SNIFFED_BYTES
from kgbuild.documents.sniff import sniff as sniff_document
from kgbuild.errors import UnknownFormatError
from kgbuild.training.formats.bioc import BiocJsonReader, BiocXmlReader
from kgbuild.training.formats.brat import BratReader
from kgbuild.training.formats.conll import DOCUMENT_START, TAG, ConllReader
from kgbuild.training.formats.jsonl import JsonLinesReader
from kgbuild.training.formats.marked import FormatReader
from kgbuild.training.formats.pubtator import PubTatorReader

BRAT = "brat"
"""The one format of two files a document."""

FORMATS: dict[str, type[FormatReader]] = {
    "conll": ConllReader,
    BRAT: BratReader,
    "bioc-xml": BiocXmlReader,
    "bioc-json": BiocJsonReader,
    "pubtator": PubTatorReader,
    "jsonl": JsonLinesReader,
}
"""Name for `--format` and the reader that it stands for."""

_LOOKED_AT = 20
"""Lines that must look like columns for a file to be CoNLL."""


def find_reader(format: str) -> FormatReader:
    """Return the reader of a format, or of `module:Class`; UnknownFormatError or ComponentError if none."""
    if format in FORMATS:
        return FORMATS[format]()
    if ":" not in format:
        raise UnknownFormatError(format, FORMATS)
    return make(format, FormatReader)


def sniff(data: bytes) -> str:
    """Return the name of the format of a file, or an empty string; brat is told by names, not by content.

    >>> sniff(b"-DOCSTART- -X- O\\n\\nFever B-Symptom\\n"), sniff(b"7|t|Fever"), sniff(b"Fever.")
    ('conll', 'pubtator', '')
    """
    head = data[:SNIFFED_BYTES]
    format = sniff_document(head)
    if format in ("json", "jsonl") and b'"passages"' in head:
        return "bioc-json"
    if format in FORMATS:
        return format
    return "conll" if _is_columns(head.decode("utf-8-sig", "replace")) else ""


def _is_columns(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")][:_LOOKED_AT]
    tagged = [len(line.split()) > 1 and TAG.fullmatch(line.split()[-1]) is not None for line in lines]
    return any(line.startswith(DOCUMENT_START) for line in lines) or (sum(tagged) * 2 > len(lines))
