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
from kgbuild.documents.prolog import UTF8, Prolog
from kgbuild.documents.rejections import Reason, reject, too_large
from kgbuild.documents.streams import peek
from kgbuild.domain.document import Rejection

_MARK_BYTES = 3
_ENTITY = re.compile(rb"&([A-Za-z][\w.-]*);")
_PREDEFINED = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_ASCII = frozenset({UTF8, "utf8", "us-ascii", "ascii"})
_EMPTY_ROOT = re.compile(rb"<[\w.:-]+(?:\s[^<>]*)?(?:/>|>\s*</[\w.:-]+\s*>)\s*\Z")
_NESTED = re.compile(rb"<\w[^<>]*>[^<]*<\w")
_BROKEN = {
    Cut.UNCLOSED: (Reason.BROKEN_XML, "has no end tag; mend the file or fetch it again"),
    Cut.STRAY: (Reason.BROKEN_XML, "lies outside any record, whose start tag must be damaged; mend the file"),
    Cut.UNFINISHED: (Reason.TRUNCATED, "the file ends within this record; fetch it again"),
}

Parsed = tuple[Piece, "etree._Element"]


class XmlRecords:
    """The elements named `records` of one stream; `inner` are elements that occur only within them.

    `unread` names an element of a record that is cut out before the record is parsed: for large ones that
    nobody reads.
    """

    def __init__(
        self, records: Sequence[str], inner: Sequence[str], name: str, limits: Limits, *, unread: str = ""
    ) -> None:
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
        self._unread = (f"<{unread}>".encode(), f"</{unread}>".encode()) if unread else None
        self._prolog = Prolog()
        self._frame = (b"", b"")

    def parse(self, chunks: Iterator[bytes]) -> Iterator[Parsed | Rejection]:
        """Yield each record's element, or why there is none."""
        head, chunks = peek(chunks, _MARK_BYTES)
        marked = has_mark(head)
        last = None
        for piece in self._cutter.cut(to_utf8(chunks)):
            if last is None:
                self._read_prolog()
            last = piece
            yield self._parsed(piece, UTF8 if marked else self._prolog.encoding)
        if last is None:
            self._read_prolog()
        if last is None or last.cut is not Cut.UNFINISHED:
            yield from self._ending()

    def _read_prolog(self) -> None:
        self._prolog = Prolog.parse(self._cutter.prolog)
        if self._prolog.namespaces:
            self._frame = (b"<frame" + self._prolog.namespaces + b">", b"</frame>")

    def _parsed(self, piece: Piece, encoding: str) -> Parsed | Rejection:
        if piece.cut is Cut.TOO_LARGE:
            return too_large(self._name, piece.location, self._limits.document_characters, piece.data)
        if piece.cut in _BROKEN:
            return self._rejected(piece, *_BROKEN[piece.cut])
        data = piece.data
        try:
            if encoding not in _ASCII:
                data = data.decode(encoding).encode(UTF8)
            return piece, self._element(data)
        except etree.XMLSyntaxError as error:
            return self._diagnosed(piece, data, error)
        except UnicodeError:
            message = f"is not in the declared encoding {encoding}; convert the file to UTF-8"
            return self._rejected(piece, Reason.ENCODING, message)
        except LookupError:
            message = f"the encoding {encoding} is not known; convert the file to UTF-8"
            return self._rejected(piece, Reason.ENCODING, message)

    def _element(self, data: bytes) -> "etree._Element":
        data = self._without_unread(data)
        before, after = self._frame
        try:
            element = etree.fromstring(before + data + after, self._parser)
        except etree.XMLSyntaxError:
            known = _ENTITY.sub(self._character, data)
            if known == data:
                raise
            element = etree.fromstring(before + known + after, self._parser)
        return element[0] if before else element

    def _without_unread(self, data: bytes) -> bytes:
        if not self._unread:
            return data
        start, end = (data.rfind(tag) for tag in self._unread)
        return data[:start] + data[end + len(self._unread[1]) :] if 0 <= start < end else data

    def _character(self, entity: "re.Match[bytes]") -> bytes:
        name = entity.group(1)
        if name in _PREDEFINED or name in self._prolog.entities:
            return entity.group()
        character = html.entities.html5.get(name.decode("ascii", "replace") + ";")
        return html.escape(character).encode() if character else entity.group()

    def _diagnosed(self, piece: Piece, data: bytes, error: etree.XMLSyntaxError) -> Rejection:
        problem = error.msg or "no elements"
        if "huge" in problem.lower() and "depth" not in problem.lower():
            return too_large(self._name, piece.location, self._limits.document_characters, piece.data)
        used = set(_ENTITY.findall(data)) & self._prolog.entities
        if used:
            names = ", ".join(sorted(name.decode("ascii", "replace") for name in used))
            message = (
                f"uses entities that the file declares ({names}); they are never resolved: write them out"
            )
            return self._rejected(piece, Reason.ENTITY, message)
        try:
            data.decode(UTF8)
        except UnicodeDecodeError as decoding:
            byte = piece.offset + decoding.start
            message = f"byte {byte} is not UTF-8; convert it, or declare its encoding in the first line"
            return self._rejected(piece, Reason.ENCODING, message)
        return self._rejected(piece, Reason.BROKEN_XML, f"is not well-formed XML: {problem}; mend the record")

    def _ending(self) -> Iterator[Rejection]:
        records, root, epilog = self._cutter.count, self._prolog.root, self._cutter.epilog
        if not records and _EMPTY_ROOT.search(epilog):
            return
        if not records and (not root or _NESTED.search(epilog)):
            message = "holds no record of this format; check the format"
            yield reject(self._name, "", Reason.BROKEN_XML, message)
        elif root and f"</{root}".encode() not in epilog:
            message = f"the file ends without </{root}>, so records may be missing; fetch it again"
            yield reject(self._name, f"after record {records}", Reason.TRUNCATED, message)

    def _rejected(self, piece: Piece, reason: Reason, message: str) -> Rejection:
        return reject(self._name, piece.location, reason, message, record=piece.data)


def local_name(element: "etree._Element") -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
