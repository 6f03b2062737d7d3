"""The table of document formats."""

from kgbuild.documents.jats import JatsReader
from kgbuild.documents.plain import PlainReader
from kgbuild.documents.pubmed import PubmedReader
from kgbuild.documents.reader import DocumentReader

FORMATS: dict[str, type[DocumentReader]] = {
    "pubmed": PubmedReader,
    "jats": JatsReader,
    "plain": PlainReader,
}
"""Name for `--format` and the reader that it stands for."""
