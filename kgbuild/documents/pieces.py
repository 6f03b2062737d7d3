"""Cut a byte stream of XML into its record elements, so that one broken record costs no other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from kgbuild.documents.gaps import Gap

_EXCERPT_BYTES = 1 << 12
"""Kept of a record that is too large."""
_TAG_BYTES = 256
"""Longest start of a tag that may be cut by a chunk's border."""

_EMPTY_ELEMENT = re.compile(rb"""<[^<>"']*+(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*+)*+(?<=/)>""")
_REST_OF_END_TAG = re.compile(rb"\s*(>?)")
_AFTER_NAME = frozenset(b" \t\n\r/>")


class Cut(Enum):
    """What a piece is."""

    WHOLE = auto()
    UNCLOSED = auto()
    """The next record starts before this one ends."""
    UNFINISHED = auto()
    """The stream ends before the record does."""
    TOO_LARGE = auto()
    STRAY = auto()
    """Content of a record found outside any record."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One record's bytes; of a record that is too large only the first ones."""

    tag: str
    data: bytes
    cut: Cut
    number: int
    offset: int

    @property
    def location(self) -> str:
        """Where it lies, for people."""
        return f"record {self.number}, byte {self.offset}"


class XmlCutter:
    """Cuts elements named `records` out of a stream in an encoding that extends ASCII.

    The stream is not parsed: a record runs from its start tag to its end tag. `inner` names elements that
    occur only within records, so that finding one outside tells that a record's start tag is damaged.
    After the first piece `prolog` holds what was before it, and at the end `epilog` what follows the last.
    All positions but `_base` count in the buffer.
    """

    def __init__(self, records: Sequence[str], inner: Sequence[str], max_bytes: int) -> None:
        self._starts = [_Tag(b"<" + name.encode()) for name in records]
        self._ends = {name.encode(): _Tag(b"</" + name.encode()) for name in records}
        self._start = re.compile(rb"<!--|<(" + _either(records) + rb")(?=[\s/>])")
        self._inner = re.compile(rb"<(?:" + _either(inner) + rb")(?=[\s/>])")
        self._max_bytes = max_bytes
        self._buffer = b""
        self._base = 0  # offset in the stream of the buffer's first byte
        self._at = 0  # where the current record, comment or gap starts, or what is not yet seen of it
        self._scanned = 0  # no end of the current record lies before
        self._tag = b""  # of the current record, `--` in a comment, or nothing
        self._skipping = False
        self._gap = Gap(self._inner)
        self.prolog = b""
        self.epilog = b""
        self.count = 0

    def cut(self, chunks: Iterator[bytes]) -> Iterator[Piece]:
        """Yield the records in order; errors of `chunks` pass through after all whole records."""
        for chunk in chunks:
            self._base += self._at
            self._scanned = max(0, self._scanned - self._at)
            self._buffer = self._buffer[self._at :] + chunk
            self._at = 0
            for tag in (*self._starts, *self._ends.values()):
                tag.forget()
            yield from self._pieces(final=False)
        yield from self._pieces(final=True)

    def _pieces(self, *, final: bool) -> Iterator[Piece]:
        more = True
        while more:
            if self._tag == b"--":
                more = self._leave_comment()
            elif self._tag:
                piece, more = self._record(final=final)
                if piece:
                    yield piece
            else:
                stray, more = self._leave_gap(final=final)
                if stray:
                    yield stray
        if final:
            self.epilog = self._gap.head

    def _leave_comment(self) -> bool:
        end = self._buffer.find(b"-->", self._at)
        if end >= 0:
            self._at = end + 3
            self._tag = b""
        else:
            self._at = max(self._at, len(self._buffer) - 2)
        return end >= 0

    def _leave_gap(self, *, final: bool) -> tuple[Piece | None, bool]:
        start = self._start.search(self._buffer, self._at)
        unsure = 0 if final else _TAG_BYTES
        border = start.start() if start else max(self._at, len(self._buffer) - unsure)
        self._gap.add(self._buffer[self._at : border], self._base + self._at)
        self._at = border
        if start and not start.group(1):
            self._tag = b"--"
            self._at += len(b"<!--")
            return None, True
        if not (start or final):
            return None, False
        if not self.count:
            self.prolog = self._gap.head
        stray = self._gap.stray
        piece = self._piece(Cut.STRAY, stray, self._gap.stray_at) if stray else None
        if start:
            self._gap = Gap(self._inner)
            self._tag = start.group(1)
            self._scanned = self._at + 1
        return piece, bool(start)

    def _record(self, *, final: bool) -> tuple[Piece | None, bool]:
        """Return the current record's piece, once it is complete, and whether to go on."""
        start, base = self._at, self._base
        end, restart = self._end()
        stop = end or restart
        if (
            not stop
            and not final
            and (self._skipping or len(self._buffer) - start <= self._max_bytes + _TAG_BYTES)
        ):
            self._at = self._scanned if self._skipping else start
            return None, False
        excerpt = self._buffer[start : start + min(_EXCERPT_BYTES, self._max_bytes)]
        if not stop and not final:
            self._skipping = True
            self._at = self._scanned
            return self._piece(Cut.TOO_LARGE, excerpt, base + start), False
        self._at = stop or len(self._buffer)
        tag, self._tag = self._tag, b""
        skipped, self._skipping = self._skipping, False
        if skipped:
            return None, bool(stop)
        if self._at - start > self._max_bytes:
            return self._piece(Cut.TOO_LARGE, excerpt, base + start, tag), bool(stop)
        cut = Cut.WHOLE if end else Cut.UNCLOSED if restart else Cut.UNFINISHED
        return self._piece(cut, self._buffer[start : self._at], base + start, tag), bool(stop)

    def _end(self) -> tuple[int, int]:
        """Return where the record ends, and where another starts before that; 0 for neither."""
        buffer = self._buffer
        if not self._skipping and (empty := _EMPTY_ELEMENT.match(buffer, self._at)):
            return empty.end(), 0
        end, at, unsure = 0, self._scanned, len(buffer) - _TAG_BYTES
        while not end and (at := self._ends[self._tag].find(buffer, at)) < len(buffer):
            rest = _REST_OF_END_TAG.match(buffer, at + 2 + len(self._tag))
            if rest and rest.group(1):
                end = rest.end()
            elif rest and rest.end() == len(buffer):
                unsure = min(unsure, at)
            at += 1
        limit = end or len(buffer)
        restart = min((r for tag in self._starts if (r := self._next_start(tag, limit))), default=0)
        self._scanned = max(self._scanned, unsure)
        return (0, restart) if restart else (end, 0)

    def _next_start(self, tag: "_Tag", limit: int) -> int:
        at = self._scanned
        while (at := tag.find(self._buffer, at)) < limit:
            after = at + len(tag.text)
            if after < len(self._buffer) and self._buffer[after] in _AFTER_NAME:
                return at
            at += 1
        return 0

    def _piece(self, cut: Cut, data: bytes, offset: int, tag: bytes = b"") -> Piece:
        self.count += 1
        return Piece((tag or self._tag).decode(), data, cut, self.count, offset)


class _Tag:
    """Finds a text in the buffer and remembers where, since many short records ask for the same place."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.forget()

    def forget(self) -> None:
        """Begin anew: the buffer has changed."""
        self._asked, self._found = 0, -1

    def find(self, buffer: bytes, at: int) -> int:
        """Return the next place from `at` on, or the buffer's length."""
        if not self._asked <= at <= self._found:
            found = buffer.find(self.text, at)
            self._asked, self._found = at, len(buffer) if found < 0 else found
        return self._found


def _either(names: Sequence[str]) -> bytes:
    return "|".join(re.escape(name) for name in names).encode()
