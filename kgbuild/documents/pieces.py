"""Cut a byte stream of XML into its record elements, so that one broken record costs no other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

_PROLOG_BYTES = 1 << 16
_MARK_BYTES = 128
"""Longest start of a tag by which content of a record is recognised."""
_TAG_BYTES = 256
"""Longest start or end tag of a record that may be cut by a chunk's border."""


_EMPTY_ELEMENT = re.compile(rb"<[^<>]*/>")
_REST_OF_END_TAG = re.compile(rb"\s*>")
_AFTER_NAME = (b" ", b"\t", b"\n", b"\r", b"/", b">")


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
    """

    def __init__(self, records: Sequence[str], inner: Sequence[str], max_bytes: int) -> None:
        self._tags = [name.encode() for name in records]
        self._start = re.compile(rb"<!--|<(" + _either(records) + rb")(?=[\s/>])")
        self._inner = re.compile(rb"<(?:" + _either(inner) + rb")(?=[\s/>])")
        self._max_bytes = max_bytes
        self._buffer = b""
        self._base = 0  # offset in the stream of the buffer's first byte
        self._tag = b""  # the record that the buffer starts in, `--` in a comment, or nothing
        self._skipping = False
        self._scanned = 0
        self._gap = b""
        self._gap_at = 0
        self.prolog = b""
        self.epilog = b""
        self.count = 0

    def cut(self, chunks: Iterator[bytes]) -> Iterator[Piece]:
        """Yield the records in order; errors of `chunks` pass through after all whole records."""
        for chunk in chunks:
            self._buffer += chunk
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
            self.epilog = self._gap

    def _drop(self, size: int) -> bytes:
        dropped, self._buffer = self._buffer[:size], self._buffer[size:]
        self._base += size
        self._scanned = 0
        return dropped

    def _leave_comment(self) -> bool:
        end = self._buffer.find(b"-->")
        if end >= 0:
            self._drop(end + 3)
            self._tag = b""
        else:
            self._drop(max(0, len(self._buffer) - 2))
        return end >= 0

    def _leave_gap(self, *, final: bool) -> tuple[Piece | None, bool]:
        start = self._start.search(self._buffer)
        if start:
            self._add_to_gap(self._drop(start.start()))
            self._tag = start.group(1) or b"--"
            if self._tag == b"--":
                self._drop(len(b"<!--"))
                return None, True
        else:
            self._add_to_gap(self._drop(max(0, len(self._buffer) - (0 if final else _MARK_BYTES))))
        if not (start or final):
            return None, False
        stray = self._inner.search(self._gap)
        if not self.count:
            self.prolog = self._gap[:_PROLOG_BYTES]
        piece = self._piece(Cut.STRAY, self._gap[stray.start() :], self._gap_at) if stray else None
        if start:
            self._gap = b""
        return piece, bool(start)

    def _add_to_gap(self, data: bytes) -> None:
        if not self._gap:
            self._gap_at = self._base - len(data)
        self._gap += data
        if len(self._gap) > 2 * _PROLOG_BYTES:
            stray = self._inner.search(self._gap)
            kept = stray.start() if stray else len(self._gap) - _PROLOG_BYTES
            self._gap = self._gap[kept : kept + _PROLOG_BYTES]

    def _record(self, *, final: bool) -> tuple[Piece | None, bool]:
        """Return the piece at the buffer's start, if it is complete, and whether to go on."""
        at = self._base
        end, restart = self._end()
        stop = end or restart
        if not stop and not final:
            self._scanned = max(1, len(self._buffer) - _TAG_BYTES)
            if self._skipping:
                self._drop(self._scanned)
                return None, False
            if len(self._buffer) <= self._max_bytes:
                return None, False
            self._skipping = True
            return self._piece(Cut.TOO_LARGE, self._drop(self._scanned)[:_PROLOG_BYTES], at), False
        data = self._drop(stop or len(self._buffer))
        skipped, self._skipping = self._skipping, False
        self._tag, tag = b"", self._tag
        if skipped:
            return None, bool(stop)
        if len(data) > self._max_bytes:
            return self._piece(Cut.TOO_LARGE, data[:_PROLOG_BYTES], at, tag), bool(stop)
        cut = Cut.WHOLE if end else Cut.UNCLOSED if restart else Cut.UNFINISHED
        return self._piece(cut, data, at, tag), bool(stop)

    def _end(self) -> tuple[int, int]:
        """Return where the record ends, and where another starts before that; 0 for neither."""
        buffer = self._buffer
        if not self._skipping and (empty := _EMPTY_ELEMENT.match(buffer)):
            return empty.end(), 0
        first = self._scanned or (0 if self._skipping else 1)
        end, at = 0, first
        while not end and (at := buffer.find(b"</" + self._tag, at)) >= 0:
            close = _REST_OF_END_TAG.match(buffer, at + 2 + len(self._tag))
            end = close.end() if close else 0
            at += 1
        limit = end or len(buffer)
        restart = min((r for tag in self._tags if (r := self._next_start(tag, first, limit))), default=0)
        return (0, restart) if restart else (end, 0)

    def _next_start(self, tag: bytes, at: int, limit: int) -> int:
        while (at := self._buffer.find(b"<" + tag, at, limit)) >= 0:
            if self._buffer[at + 1 + len(tag) : at + 2 + len(tag)] in _AFTER_NAME:
                return at
            at += 1
        return 0

    def _piece(self, cut: Cut, data: bytes, offset: int, tag: bytes = b"") -> Piece:
        self.count += 1
        return Piece((tag or self._tag).decode(), data, cut, self.count, offset)


def _either(names: Sequence[str]) -> bytes:
    return "|".join(re.escape(name) for name in names).encode()
