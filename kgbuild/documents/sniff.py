"""Tell a document's format from its first bytes."""

import codecs
import re
from pathlib import PurePosixPath

from kgbuild.documents.sources import Source
from kgbuild.documents.streams import peek
from kgbuild.documents.tables import has_text_column

SNIFFED_BYTES = 1 << 16

_NOT_ELEMENTS = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.S)
_NAME = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
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
_PUBTATOR = re.compile(r"\s*[\w:.-]+\|t\|")
_PLAIN_SUFFIXES = frozenset({"", ".txt", ".text", ".md"})
_BIOC_KEYS = re.compile(r'"(?:passages|documents|PubTator3)"\s*:\s*\[')


def sniff(source: Source) -> str:
    """Return the name of a source's format, or an empty string.

    Content decides; the name's ending only between plain text and text that is something else (a program).
    """
    return sniff_head(peek(source.chunks(), SNIFFED_BYTES)[0], source.name)


def sniff_head(head: bytes, name: str = "") -> str:
    """Return the name of the format of a file that begins with `head`, or an empty string.

    >>> sniff_head(b'<?xml version="1.0"?><PubmedArticleSet><PubmedArticle>')
    'pubmed'
    >>> sniff_head(b"12345|t|A title")
    'pubtator'
    >>> sniff_head(b"%PDF-1.7")
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
    root = _NAME.search(_NOT_ELEMENTS.sub("", text))
    known = _XML_ROOTS.get(root.group(1), "") if root else ""
    return known or next((format for mark, format in _XML_INNER if mark in text), "")


def _sniff_json(text: str) -> str:
    first = text.split("\n", 1)[0].strip()
    if (
        first.startswith("{")
        and first.endswith("}")
        and '"documents"' not in first
        and '"PubTator3"' not in first
    ):
        return "jsonl"
    if _BIOC_KEYS.search(text):
        return "bioc-json"
    if re.match(r'[{]\s*"|\[\s*[{]', text):
        return "jsonl" if first.startswith('{"') and len(first) > 2 else "json"
    return ""


def _is_prose(text: str, name: str) -> bool:
    if "\0" in text or "%PDF" in text[:8] or text.count("\ufffd") > len(text) // 50:
        return False
    if _is_table(text):
        return False
    suffixes = [s.lower() for s in PurePosixPath(name.rpartition("!")[2]).suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return (suffixes[-1] if suffixes else "") in _PLAIN_SUFFIXES and bool(text.strip())


def _is_table(text: str) -> bool:
    """Whether each of the first lines has the same number of tabs."""
    lines = text.split("\n")[:5]
    tabs = {line.count("\t") for line in (lines[:-1] if len(lines) > 1 else lines)}
    return len(lines) > 1 and len(tabs) == 1 and tabs != {0}
