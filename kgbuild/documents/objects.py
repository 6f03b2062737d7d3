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

    Without keys: the objects of the outermost array, or the outermost objects themselves.
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
        self._number = 0
        self._found = False

    def parse(self, chunks: Iterator[bytes]) -> Iterator[FoundObject | Rejection]:
        """Yield each object, or why it could not be read."""
        for chunk in to_utf8(chunks):
            self._buffer += chunk
            for bracket in self._brackets():
                if excess := self._excess():
                    yield excess
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
        if bracket == b"[":
            holds_documents = self._string in self._keys if self._keys else not self._open
        elif self._document is None and (self._open[-1][1] if self._open else not self._keys):
            self._document = self._base + self._at - 1
            self._depth = len(self._open)
            self._number += 1
        self._found = self._found or holds_documents or self._document is not None
        self._open.append((bracket, holds_documents))

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
