"""Tell a document's format from its first bytes."""

import codecs
import re
from pathlib import PurePosixPath

from kgbuild.documents.names import base_name
from kgbuild.documents.prolog import root_name
from kgbuild.documents.tables import has_text_column

SNIFFED_BYTES = 1 << 16

_XML_ROOTS = {
    "PubmedArticleSet": "pubmed",
    "PubmedBookArticleSet": "pubmed",
    "PubmedArticle": "pubmed",
    "PubmedBookArticle": "pubmed",
    "DeleteCitation": "pubmed",
    "MedlineCitationSet": "pubmed",
    "article": "jats",
    "pmc-articleset": "jats",
    "collection": "bioc-xml",
}
_XML_INNER = (("<PubmedArticle", "pubmed"), ("<article-meta", "jats"), ("<passage", "bioc-xml"))
"""What tells the format where the root is somebody's own."""
_PUBTATOR = re.compile(r"\s*[\w:.-]+\|[ta]\|")
_PLAIN_SUFFIXES = frozenset({"", ".txt", ".text", ".md"})
_COLLECTION = re.compile(r'"(?:(documents|PubTator3)|passages)"\s*:\s*\[')
_OBJECT = re.compile(r'[{]\s*(?:"|[}])')


def sniff(head: bytes, name: str = "") -> str:
    """Return the name of the format of a file that begins with `head`, or an empty string.

    Content decides; the name's ending only between plain text and text that is something else (a program).

    >>> sniff(b'<?xml version="1.0"?><PubmedArticleSet><PubmedArticle>')
    'pubmed'
    >>> sniff(b"12345|t|A title")
    'pubtator'
    >>> sniff(b"%PDF-1.7")
    ''
    """
    text = _decoded(head)
    stripped = text.lstrip()
    if stripped.startswith("<"):
        return _sniff_xml(stripped)
    if stripped.startswith(("{", "[")) and (format := _sniff_json(stripped)):
        return format
    if _PUBTATOR.match(text):
        return "pubtator"
    if has_text_column(text):
        return "csv"
    return "plain" if _is_prose(text, name) else ""


def _decoded(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8-sig", "replace")


def _sniff_xml(text: str) -> str:
    known = _XML_ROOTS.get(root_name(text.encode(errors="replace")).rpartition(":")[2])
    return known or next((format for mark, format in _XML_INNER if mark in text), "")


def _sniff_json(text: str) -> str:
    if (bioc := _COLLECTION.search(text)) and bioc.group(1):
        return "bioc-json"
    first, *rest = text.split("\n", 2)
    if _OBJECT.match(first) and (first.rstrip().endswith("}") or not rest or _OBJECT.match(rest[0])):
        return "jsonl"
    return "json" if _OBJECT.match(text) or re.match(r"\[\s*(?:[{]|\])", text) else ""


def _is_prose(text: str, name: str) -> bool:
    suffixes = [suffix.lower() for suffix in PurePosixPath(base_name(name)).suffixes]
    suffix = next((suffix for suffix in reversed(suffixes) if suffix != ".gz"), "")
    if suffix not in _PLAIN_SUFFIXES or "\0" in text or text.startswith("%PDF") or _is_table(text):
        return False
    # A text in another encoding, if it is called text, is better told of than not recognised.
    return bool(suffix) or text.count("\ufffd") <= len(text) // 50


def _is_table(text: str) -> bool:
    """Whether each of the first lines has the same number of tabs."""
    lines = text.split("\n")[:5]
    tabs = {line.count("\t") for line in (lines[:-1] if len(lines) > 1 else lines)}
    return len(lines) > 1 and len(tabs) == 1 and tabs != {0}
