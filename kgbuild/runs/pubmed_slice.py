"""Cut the first abstracts out of PubMed files, for a benchmark of a chosen size."""

import gzip
from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from kgbuild.errors import OptionError

GZIP_MAGIC = b"\x1f\x8b"
FAST = 1
"""Level of compression: this is written to be read once."""


def cut(files: Iterable[Path], abstracts: int, into: Path) -> int:
    """Write the first records that have an abstract as one gzipped PubMed file; return how many they are."""
    written = 0
    with gzip.open(into, "wb", FAST) as out:
        out.write(b'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n')
        for file in files:
            if written < abstracts:
                written += _copy(file, abstracts - written, out)
        out.write(b"</PubmedArticleSet>\n")
    return written


def _copy(file: Path, limit: int, out: gzip.GzipFile) -> int:
    copied = 0
    with file.open("rb") as probe:
        packed = probe.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    with gzip.open(file) if packed else file.open("rb") as stream:
        articles = etree.iterparse(stream, tag="PubmedArticle", resolve_entities=False, no_network=True)
        try:
            for _, article in articles:
                if article.find(".//AbstractText") is not None:
                    out.write(etree.tostring(article, encoding="utf-8", with_tail=False) + b"\n")
                    copied += 1
                    if copied == limit:
                        return copied
                article.clear()
                while article.getprevious() is not None:
                    del article.getparent()[0]
        except etree.XMLSyntaxError as error:
            raise OptionError(f"{file}: not a PubMed file: {error}; name one with --data") from error
    return copied
