"""What the start of an XML file says: its encoding, its root element, namespaces and entities."""

import re
from dataclasses import dataclass
from typing import Self

UTF8 = "utf-8"
_DECLARATION = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_NAMESPACE = re.compile(rb"""\s(xmlns:[\w.-]+)\s*=\s*("[^"<]*"|'[^'<]*')""")
"""The default namespace is left out: elements are found by their local names."""
_ENTITY = re.compile(rb"<!ENTITY\s+(?:%\s*)?([\w.:-]+)")
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_SUBSET_OR_END = re.compile(rb"[\[>]")
_END_OF_SUBSET = re.compile(rb"\]\s*>")


@dataclass(frozen=True, slots=True)
class Prolog:
    """`root` is empty where no element starts; `namespaces` are declarations as they stand, with prefixes."""

    encoding: str = UTF8
    root: str = ""
    namespaces: bytes = b""
    entities: frozenset[bytes] = frozenset()

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read all that comes before the first record.

        >>> Prolog.parse(b'<?xml version="1.0" encoding="latin-1"?><!DOCTYPE a [<!ENTITY b "c">]><a>')
        Prolog(encoding='latin-1', root='a', namespaces=b'', entities=frozenset({b'b'}))
        """
        declared = _DECLARATION.match(data)
        prefixes = {match[1]: match[2] for match in _NAMESPACE.finditer(data)}  # the innermost one counts
        return cls(
            declared.group(1).decode().lower() if declared else UTF8,
            root_name(data),
            b"".join(b" %s=%s" % pair for pair in prefixes.items()),
            frozenset(_ENTITY.findall(data)),
        )


def root_name(data: bytes) -> str:
    """Return the name of the first element, with its prefix, or an empty string.

    >>> root_name(b'<?xml version="1.0"?><!-- <b> --><!DOCTYPE a [<!ELEMENT a ANY>]><a>')
    'a'
    """
    at = 0
    while (at := data.find(b"<", at)) >= 0:
        if data.startswith(b"<?", at):
            end = data.find(b"?>", at)
        elif data.startswith(b"<!--", at):
            end = data.find(b"-->", at)
        elif data.startswith(b"<!", at):
            end = _end_of_doctype(data, at)
        else:
            root = _ROOT.match(data, at)
            return root.group(1).decode() if root else ""
        if end < 0:
            break
        at = end
    return ""


def _end_of_doctype(data: bytes, at: int) -> int:
    mark = _SUBSET_OR_END.search(data, at)
    if mark and mark.group() == b"[":
        mark = _END_OF_SUBSET.search(data, mark.end())
    return mark.start() if mark else -1
