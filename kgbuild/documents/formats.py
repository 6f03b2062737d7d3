"""The table of document formats."""

from kgbuild.documents.bioc import BiocJsonReader, BiocXmlReader
from kgbuild.documents.jats import JatsReader
from kgbuild.documents.jsonl import JsonLinesReader, JsonReader
from kgbuild.documents.plain import PlainReader
from kgbuild.documents.pubmed import PubmedReader
from kgbuild.documents.pubtator_reader import PubTatorReader
from kgbuild.documents.reader import DocumentReader
from kgbuild.documents.tables import TableReader

FORMATS: dict[str, type[DocumentReader]] = {
    "pubmed": PubmedReader,
    "jats": JatsReader,
    "bioc-xml": BiocXmlReader,
    "bioc-json": BiocJsonReader,
    "pubtator": PubTatorReader,
    "jsonl": JsonLinesReader,
    "json": JsonReader,
    "csv": TableReader,
    "plain": PlainReader,
}
"""Name for `--format` and the reader that it stands for."""

RECORD_ELEMENTS: dict[str, tuple[str, ...]] = {
    "pubmed": ("PubmedArticle", "PubmedBookArticle"),
    "jats": ("article",),
    "bioc-xml": ("document",),
}
"""Of the formats in XML, the elements of which each must become a document or a rejection."""
