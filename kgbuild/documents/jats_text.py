"""The running text of a JATS article: paragraphs, what is skipped, and flat markup.

A paragraph, list item or caption is one section of the document, so that no sentence runs across two. The
title of an outermost section is the label of all text in it; deeper titles are text.
"""

from collections.abc import Iterator

from lxml import etree

from kgbuild.documents.inline import MATH, math_text
from kgbuild.documents.note_marks import is_note_mark, joins_marks
from kgbuild.documents.text import TextBuilder, section_label

_CONTAINERS_NAMES = """
sec boxed-text disp-quote statement list list-item fig-group table-wrap-group verse-group
disp-formula-group speech question answer question-wrap answer-set explanation app app-group notes
def
"""
_CONTAINERS = frozenset(_CONTAINERS_NAMES.split())
_FLOATS = frozenset({"fig", "table-wrap", "chem-struct-wrap"})
_BREAKING = _CONTAINERS | {"p", "def-list"}
"""Blocks that, inside a paragraph, end it."""
_SKIPPED_NAMES = """
disp-formula chem-struct tex-math annotation table graphic inline-graphic media
supplementary-material inline-supplementary-material fn fn-group table-wrap-foot ref-list label
object-id sec-meta alt-text long-desc index-term index-term-range-end private-char processing-meta
permissions attrib code preformat
"""
_SKIPPED = frozenset(_SKIPPED_NAMES.split())


class ArticleText:
    """Adds the parts of an article to a document's text in reading order."""

    def __init__(self, builder: TextBuilder, language: str) -> None:
        self._builder = builder
        self._language = language

    def add_sections(self, parent: "etree._Element", label: str, language: str) -> None:
        """Add a body or abstract, whose outermost sections give labels."""
        self._language = language
        for child in parent:
            if child.tag == "sec":
                title = plain_text(child.find("title")) or child.get("sec-type", "").split("|")[0]
                self._add_blocks(child, section_label(title) or label, titled=True)
            elif child.tag != "title":
                self._add_block(child, label)

    def _add_blocks(self, parent: "etree._Element", label: str, *, titled: bool = False) -> None:
        for child in parent:
            if not (titled and child.tag == "title"):
                self._add_block(child, label)

    def _add_block(self, block: "etree._Element", label: str) -> None:
        if block.tag in ("p", "title", "verse-line"):
            self._add_paragraph(block, label)
        elif block.tag in _FLOATS:
            self._add_caption(block)
        elif block.tag == "def-list":
            for item in block.iterfind("def-item"):
                self._add_definition(item, label)
        elif block.tag in _CONTAINERS:
            self._add_blocks(block, label)

    def _add_paragraph(self, paragraph: "etree._Element", label: str) -> None:
        text: list[str] = []
        floats: list[etree._Element] = []
        for part in _parts(paragraph):
            if isinstance(part, str):
                text.append(part)
            elif part.tag in _FLOATS:
                floats.append(part)
            else:
                self._add("".join(text), label)
                text.clear()
                self._add_block(part, label)
        self._add("".join(text), label)
        for part in floats:
            self._add_caption(part)

    def _add_caption(self, float: "etree._Element") -> None:
        for caption in float.iter("caption"):
            self._add_blocks(caption, "caption")

    def _add_definition(self, item: "etree._Element", label: str) -> None:
        meanings = " ".join(plain_text(paragraph) for paragraph in item.iterfind("def/p"))
        self._add(": ".join(filter(None, (plain_text(item.find("term")), meanings))), label)

    def _add(self, text: str, label: str) -> None:
        if any(character.isalnum() for character in text):
            self._builder.add(label, text, self._language)


def plain_text(element: "etree._Element | None") -> str:
    """Return all text of a title or paragraph, blocks in it left out."""
    return "" if element is None else "".join(part for part in _parts(element) if isinstance(part, str))


def _parts(element: "etree._Element") -> "Iterator[str | etree._Element]":
    """Yield an element's text and, in their places, the blocks within it."""
    yield element.text or ""
    for child in element:
        if child.tag in _FLOATS or child.tag in _BREAKING:
            yield child
        elif child.tag == MATH:
            yield math_text(child)
        elif child.tag in ("break", "disp-formula"):
            yield " "
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            if is_note_mark(child, element):
                if joins_marks(child):
                    continue
            else:
                yield from _parts(child)
        yield child.tail or ""
