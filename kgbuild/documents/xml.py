"""Parse the records of an XML stream, each alone and without any access to files, network or entities.

Since each record is parsed without the file's DOCTYPE, nothing that a file declares can be expanded. Named
characters of HTML (`&alpha;`, `&nbsp;`), which the DTDs of publishers define, are put in by us.
"""

import html.entities
import re
from collections.abc import Iterator, Sequence

from lxml import etree

from kgbuild.documents.decoding import has_mark, to_utf8
from kgbuild.documents.limits import Limits
from kgbuild.documents.pieces import Cut, Piece, XmlCutter
from kgbuild.documents.rejections import Reason, reject, too_large
from kgbuild.documents.streams import peek
from kgbuild.domain.document import Rejection

_UTF8 = "utf-8"
_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_NAMESPACES = re.compile(rb"""\sxmlns(?::[\w.-]+)?\s*=\s*(?:"[^"<]*"|'[^'<]*')""")
_NOT_ELEMENTS = re.compile(rb"<\?.*?\?>|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.S)
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)([^>]*)>")
_ENTITY_DECLARATION = re.compile(rb"<!ENTITY\s+(?:%\s*)?([\w.:-]+)")
_ENTITY = re.compile(rb"&([A-Za-z][\w.-]*);")
_PREDEFINED = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_BROKEN = {
    Cut.UNCLOSED: (Reason.BROKEN_XML, "has no end tag; mend the file or fetch it again"),
    Cut.STRAY: (Reason.BROKEN_XML, "lies outside any record, whose start tag must be damaged; mend the file"),
    Cut.UNFINISHED: (Reason.TRUNCATED, "the file ends within this record; fetch it again"),
}

Parsed = tuple[Piece, "etree._Element"]


class XmlRecords:
    """The elements named `records` of one stream; `inner` are elements that occur only within them."""

    def __init__(self, records: Sequence[str], inner: Sequence[str], name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._cutter = XmlCutter(records, inner, limits.document_bytes)
        self._parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,
        )
        self._encoding = _UTF8
        self._frame = (b"", b"")
        self._root = b""
        self._declared: set[bytes] = set()

    def parse(self, chunks: Iterator[bytes]) -> Iterator[Parsed | Rejection]:
        """Yield each record's element, or why there is none."""
        head, chunks = peek(chunks, 3)
        marked = has_mark(head)
        last = None
        for piece in self._cutter.cut(to_utf8(chunks)):
            if last is None:
                self._read_prolog(encoded_by_mark=marked)
            last = piece
            yield self._parsed(piece)
        if last is None:
            self._read_prolog(encoded_by_mark=marked)
        if last is None or last.cut is not Cut.UNFINISHED:
            yield from self._ending()

    def _read_prolog(self, *, encoded_by_mark: bool) -> None:
        prolog = self._cutter.prolog
        declared = _DECLARATION.match(prolog)
        if declared and not encoded_by_mark:
            self._encoding = declared.group(1).decode().lower()
        self._declared = set(_ENTITY_DECLARATION.findall(prolog))
        root = _ROOT.search(_NOT_ELEMENTS.sub(b"", prolog))
        if root:
            self._root = root.group(1)
        if namespaces := b"".join(dict.fromkeys(_NAMESPACES.findall(prolog))):
            self._frame = (b"<frame" + namespaces + b">", b"</frame>")

    def _parsed(self, piece: Piece) -> Parsed | Rejection:
        if piece.cut is Cut.TOO_LARGE:
            return too_large(self._name, piece.location, self._limits.document_characters, piece.data)
        if piece.cut in _BROKEN:
            return self._rejected(piece, *_BROKEN[piece.cut])
        try:
            data = piece.data
            if self._encoding not in (_UTF8, "utf8", "us-ascii", "ascii"):
                data = data.decode(self._encoding).encode(_UTF8)
            return piece, self._element(data)
        except etree.XMLSyntaxError as error:
            return self._diagnosed(piece, error)
        except UnicodeDecodeError:
            message = f"is not in the declared encoding {self._encoding}; convert the file to UTF-8"
            return self._rejected(piece, Reason.ENCODING, message)
        except LookupError:
            message = f"the encoding {self._encoding} is not known; convert the file to UTF-8"
            return self._rejected(piece, Reason.ENCODING, message)

    def _element(self, data: bytes) -> "etree._Element":
        before, after = self._frame
        try:
            element = etree.fromstring(before + data + after, self._parser)
        except etree.XMLSyntaxError:
            known = _ENTITY.sub(self._character, data)
            if known == data:
                raise
            element = etree.fromstring(before + known + after, self._parser)
        return element[0] if before else element

    def _character(self, entity: "re.Match[bytes]") -> bytes:
        name = entity.group(1)
        if name in _PREDEFINED or name in self._declared:
            return entity.group()
        character = html.entities.html5.get(name.decode("ascii", "replace") + ";")
        return character.encode() if character else entity.group()

    def _diagnosed(self, piece: Piece, error: etree.XMLSyntaxError) -> Rejection:
        if "huge" in error.msg.lower():
            return too_large(self._name, piece.location, self._limits.document_characters, piece.data)
        used = set(_ENTITY.findall(piece.data)) & self._declared
        if used:
            names = ", ".join(sorted(name.decode("ascii", "replace") for name in used))
            message = (
                f"uses entities that the file declares ({names}); they are never resolved: write them out"
            )
            return self._rejected(piece, Reason.ENTITY, message)
        try:
            piece.data.decode(_UTF8)
        except UnicodeDecodeError as decoding:
            byte = piece.offset + decoding.start
            message = f"byte {byte} is not UTF-8; convert it, or declare its encoding in the first line"
            return self._rejected(piece, Reason.ENCODING, message)
        return self._rejected(
            piece, Reason.BROKEN_XML, f"is not well-formed XML: {error.msg}; mend the record"
        )

    def _ending(self) -> Iterator[Rejection]:
        records = self._cutter.count
        if not self._root and not records:
            yield reject(
                self._name, "", Reason.BROKEN_XML, "holds no record of this format; check the format"
            )
        elif self._root and b"</" + self._root not in self._cutter.epilog:
            message = (
                f"the file ends without </{self._root.decode()}>, so records may be missing; fetch it again"
            )
            yield reject(self._name, f"after record {records}", Reason.TRUNCATED, message)

    def _rejected(self, piece: Piece, reason: Reason, message: str) -> Rejection:
        return reject(self._name, piece.location, reason, message, record=piece.data)


def local_name(element: "etree._Element") -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
