"""Cut the JSON objects that are documents out of a stream, so that one broken object costs no other.

Only brackets and strings are followed; each object is parsed alone once it is complete.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kgbuild.documents.decoding import decoding_problem, to_utf8
from kgbuild.documents.limits import Limits
from kgbuild.documents.rejections import Reason, reject, too_large
from kgbuild.domain.document import Rejection

_OUTSIDE = re.compile(rb'["{}\[\]]')
_IN_STRING = re.compile(rb'["\\]')
_KEY_BYTES = 64
"""Longest name of a field that matters here, with its quotes."""
_SEPARATORS = b" \t\r\n,\x1e"
"""Between documents; the last is that of RFC 7464."""
_STRAY_BYTES = 1 << 12
"""Kept of text that stands between documents."""
_DEPTH = 1000
"""Brackets within brackets, beyond which it is no document; Python's own parser ends there as well."""
_CLOSES = {b"}": b"{", b"]": b"["}


@dataclass(frozen=True, slots=True)
class FoundObject:
    """A JSON object and where it lay."""

    value: dict[str, Any]
    location: str


class JsonObjects:
    """The objects in arrays that are the value of one of `keys`.

    Without keys: the objects of the outermost array, or the outermost objects themselves. Between them only
    white space and commas may stand; anything else is rejected, as it may be what is left of an object.
    All positions but `_at` count bytes from the stream's start.
    """

    def __init__(self, keys: frozenset[str], name: str, limits: Limits) -> None:
        self._keys = {f'"{key}"'.encode() for key in keys}
        self._name = name
        self._limits = limits
        self._buffer = b""
        self._base = 0  # position of the buffer's first byte
        self._at = 0  # how far the buffer is scanned
        self._in_string = False
        self._escaped = False
        self._string_start = 0
        self._string = b""  # the last one, which is the key when an array opens
        self._open: list[tuple[bytes, bool]] = []  # brackets, and whether they hold documents
        self._document: int | None = None  # where the current one starts
        self._depth = 0  # brackets open outside the current document
        self._skipping = False
        self._between = 0  # what lies before is a document, or has been looked through for stray text
        self._stray = b""
        self._stray_at = 0
        self._number = 0
        self._found = False

    def parse(self, chunks: Iterator[bytes]) -> Iterator[FoundObject | Rejection]:
        """Yield each object, or why it could not be read."""
        for chunk in to_utf8(chunks):
            self._buffer += chunk
            for bracket in self._brackets():
                if excess := self._excess():
                    yield excess
                self._look_between(self._base + self._at - 1)
                self._between += 1
                if stray := self._strayed():
                    yield stray
                if bracket not in _CLOSES:
                    self._enter(bracket)
                    if len(self._open) > _DEPTH:
                        yield self._lost(f"more than {_DEPTH} brackets are open here")
                        return
                elif not self._open or self._open.pop()[0] != _CLOSES[bracket]:
                    yield self._lost("brackets do not match here")
                    return
                elif len(self._open) == self._depth and (found := self._leave()):
                    yield found
            if excess := self._excess():
                yield excess
            self._look_between(self._base + self._at)
            self._compact()
        yield from self._ending()

    def _brackets(self) -> Iterator[bytes]:
        """Yield the brackets outside strings up to the buffer's end; `_at` is behind each."""
        while True:
            if self._escaped and self._at < len(self._buffer):
                self._at += 1
                self._escaped = False
            mark = (_IN_STRING if self._in_string else _OUTSIDE).search(self._buffer, self._at)
            if not mark:
                self._at = len(self._buffer)
                return
            self._at = mark.end()
            token = mark.group()
            if token == b"\\":
                self._escaped = True
            elif token != b'"':
                yield token
            elif self._in_string:
                self._in_string = False
                start = self._string_start - self._base
                self._string = self._buffer[start : self._at] if self._at - start <= _KEY_BYTES else b""
            else:
                self._in_string = True
                self._string_start = self._base + mark.start()

    def _enter(self, bracket: bytes) -> None:
        holds_documents = False
        if bracket == b"[" and not self._among_documents(inside=True):
            holds_documents = self._string in self._keys if self._keys else not self._open
        elif self._among_documents():
            self._document = self._base + self._at - 1
            self._depth = len(self._open)
            self._number += 1
        self._found = self._found or holds_documents or self._document is not None
        self._open.append((bracket, holds_documents))

    def _among_documents(self, *, inside: bool = False) -> bool:
        """Whether the next bracket begins a document; `inside` an array of them."""
        if self._document is not None:
            return False
        return self._open[-1][1] if self._open else not (self._keys or inside)

    def _look_between(self, end: int) -> None:
        """Keep the first bytes of what stands between documents up to `end` and is no separator."""
        if self._among_documents():
            found = self._buffer[max(0, self._between - self._base) : end - self._base]
            text = found if self._stray else found.lstrip(_SEPARATORS)
            if not self._stray:
                self._stray_at = end - len(text)
            self._stray += text[: _STRAY_BYTES - len(self._stray)]
        self._between = end

    def _strayed(self) -> Rejection | None:
        """Return what was found between the last two documents, once."""
        stray, self._stray = self._stray.rstrip(_SEPARATORS), b""
        if not stray:
            return None
        where = self._location(self._stray_at)
        message = "stands between the records and is none; mend the file"
        return reject(self._name, where, Reason.BROKEN_JSON, message, record=stray)

    def _leave(self) -> FoundObject | Rejection | None:
        """Return the document that has just ended, if one has."""
        start, self._document = self._document, None
        skipped, self._skipping = self._skipping, False
        if start is None or skipped:
            return None
        return parse_object(self._buffer[start - self._base : self._at], self._name, self._location(start))

    def _excess(self) -> Rejection | None:
        """Reject the current document once it grows beyond the limit, and skip the rest of it."""
        if self._document is None or self._skipping:
            return None
        if self._base + self._at - self._document <= self._limits.document_bytes:
            return None
        self._skipping = True
        start = self._document - self._base
        record = self._buffer[start : start + self._limits.document_bytes]
        where = self._location(self._document)
        return too_large(self._name, where, self._limits.document_characters, record)

    def _compact(self) -> None:
        """Forget the bytes that are not needed any more."""
        keep = self._base + self._at
        if self._document is not None and not self._skipping:
            keep = self._document
        elif self._in_string and keep - self._string_start <= _KEY_BYTES:
            keep = self._string_start
        self._buffer = self._buffer[keep - self._base :]
        self._at -= keep - self._base
        self._base = keep

    def _ending(self) -> Iterator[Rejection]:
        if self._found and (stray := self._strayed()):
            yield stray
        if self._open:
            message = "the file ends before all brackets are closed; fetch it again"
            where = self._location(self._base + self._at)
            yield reject(self._name, where, Reason.TRUNCATED, message, record=self._current())
        elif not self._found:
            message = "holds no documents; check the format"
            yield reject(self._name, "", Reason.BROKEN_JSON, message)

    def _lost(self, problem: str) -> Rejection:
        where = self._location(self._base + self._at)
        message = f"{problem}, so the rest of the file cannot be read; mend it"
        return reject(self._name, where, Reason.BROKEN_JSON, message, record=self._current())

    def _current(self) -> bytes:
        """Return what is there of the current document, as far as it is kept."""
        if self._document is None or self._skipping:
            return b""
        return self._buffer[self._document - self._base : self._at]

    def _location(self, position: int) -> str:
        return f"record {self._number}, byte {position}"


def parse_object(data: bytes, name: str, location: str) -> FoundObject | Rejection:
    """Return the JSON object that `data` holds."""
    try:
        value = json.loads(data.decode())
    except UnicodeDecodeError as error:
        return reject(name, location, Reason.ENCODING, decoding_problem(error), record=data)
    except (ValueError, RecursionError) as error:
        return reject(
            name, location, Reason.BROKEN_JSON, f"is not JSON: {error}; mend the record", record=data
        )
    if not isinstance(value, dict):
        return reject(
            name, location, Reason.BROKEN_RECORD, "is no JSON object with named fields", record=data
        )
    return FoundObject(value, location)
