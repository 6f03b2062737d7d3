"""The marks of references and notes in running text, whose numbers would stick to words or end sentences.

Journals raise them by markup (`<sup>`) or by a style of their own (`fever.<xref>1</xref>–<xref>5</xref>`);
or they set them in brackets, which read well and stay.
"""

import re

from lxml import etree

_KINDS = frozenset({"bibr", "ref", "fn", "table-fn", "author-notes", "corresp", "aff"})
_NUMBER = re.compile(r"\s*[0-9]{1,4}[a-z]?(?:\s*[,;–—-]\s*[0-9]{1,4})*\s*")
_JOINT = re.compile(r"\s*[,;–—-]?\s*")
_BEFORE_RAISED = re.compile(r"[\w.,;:!?)\]”’\"'%]\Z")
_CHAIN = 50
"""Marks in a row that are looked through."""


def is_note_mark(child: "etree._Element", parent: "etree._Element") -> bool:
    """Whether a child is the mark of a reference or note and not part of the sentence."""
    if child.tag == "xref":
        return child.get("ref-type") in _KINDS and (_raised(child, parent) or _raised_by_style(child))
    if child.tag != "sup" or not len(child):
        return False
    between = (child.text or "") + "".join(mark.tail or "" for mark in child)
    marks = all(mark.tag == "xref" and mark.get("ref-type") in _KINDS for mark in child)
    return marks and not any(character.isalnum() for character in between)


def joins_marks(mark: "etree._Element") -> bool:
    """Whether what follows a mark only joins it to the next one."""
    following = mark.getnext()
    return following is not None and _is_number(following) and bool(_JOINT.fullmatch(mark.tail or ""))


def _raised(mark: "etree._Element", parent: "etree._Element") -> bool:
    return parent.tag == "sup" or (len(mark) > 0 and mark[0].tag == "sup")


def _is_number(element: "etree._Element") -> bool:
    known = element.tag == "xref" and element.get("ref-type") in _KINDS and not len(element)
    return known and bool(_NUMBER.fullmatch(element.text or ""))


def _raised_by_style(mark: "etree._Element") -> bool:
    """Whether a number follows a word or its punctuation without a blank or bracket."""
    if not _is_number(mark):
        return False
    for _ in range(_CHAIN):
        previous, parent = mark.getprevious(), mark.getparent()
        if previous is None:
            return bool(_BEFORE_RAISED.search((parent.text if parent is not None else "") or ""))
        if not (_is_number(previous) and joins_marks(previous)):
            return bool(_BEFORE_RAISED.search(previous.tail or "".join(map(str, previous.itertext()))))
        mark = previous
    return False
