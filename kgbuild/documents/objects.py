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

_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|["{}\[\]]', re.S)
_CLOSING = {b"}": b"{", b"]": b"["}


@dataclass(frozen=True, slots=True)
class FoundObject:
    """A JSON object and where it lay."""

    value: dict[str, Any]
    location: str


class JsonObjects:
    """The objects in arrays that are the value of one of `keys`.

    Without keys: the objects of the outermost array, or the outermost objects themselves.
    """

    def __init__(self, keys: frozenset[str], name: str, limits: Limits) -> None:
        self._keys = {f'"{key}"'.encode() for key in keys}
        self._name = name
        self._limits = limits
        self._open: list[bytes] = []  # brackets; an array of documents is `d`
        self._string = b""  # the last one seen: the key when an array opens
        self._start: int | None = None  # of the current document, in the buffer
        self._depth = 0  # brackets open outside the current document
        self._skipping = False
        self._base = 0
        self._number = 0
        self._found = False

    def parse(self, chunks: Iterator[bytes]) -> Iterator[FoundObject | Rejection]:
        """Yield each object, or why it could not be read."""
        buffer, at = b"", 0
        for chunk in to_utf8(chunks):
            buffer += chunk
            while token := _TOKEN.search(buffer, at):
                if token.group() == b'"':  # the string is not complete yet
                    at = token.start()
                    break
                at = token.end()
                try:
                    found = self._take(token, buffer)
                except ValueError:
                    message = "brackets do not match here, so the rest of the file cannot be read; mend it"
                    excerpt = buffer[max(0, at - 100) : at]
                    yield reject(self._name, self._location(at), Reason.BROKEN_JSON, message, record=excerpt)
                    return
                if found:
                    yield found
            else:
                at = len(buffer)
            buffer, at, excess = self._compact(buffer, at)
            if excess:
                yield excess
        yield from self._ending(buffer)

    def _take(self, token: "re.Match[bytes]", buffer: bytes) -> FoundObject | Rejection | None:
        text = token.group()
        if text in _CLOSING:
            if not self._open or (self._open.pop() == b"{") != (text == b"}"):
                raise ValueError(text)
            if text == b"}" and self._start is not None and len(self._open) == self._depth:
                start, self._start = self._start, None
                skipped, self._skipping = self._skipping, False
                return None if skipped else self._parsed(buffer[start : token.end()], start)
        elif text == b"{":
            if self._start is None and self._is_document():
                self._start, self._depth, self._found = token.start(), len(self._open), True
                self._number += 1
            self._open.append(text)
        elif text == b"[":
            documents = self._string in self._keys if self._keys else not self._open
            self._found = self._found or documents
            self._open.append(b"d" if documents and self._start is None else text)
        else:
            self._string = text
        return None

    def _is_document(self) -> bool:
        if self._open:
            return self._open[-1] == b"d"
        return not self._keys

    def _parsed(self, data: bytes, start: int) -> FoundObject | Rejection:
        location = self._location(start)
        if len(data) > self._limits.document_bytes:
            return too_large(self._name, location, self._limits.document_characters, data)
        return parse_object(data, self._name, location)

    def _compact(self, buffer: bytes, at: int) -> tuple[bytes, int, Rejection | None]:
        """Drop what is not needed any more; reject a document that grows beyond the limit."""
        excess = None
        if self._start is None:
            dropped = at
        elif self._skipping:
            dropped, self._start = at, 0
        elif len(buffer) - self._start > self._limits.document_bytes:
            location = self._location(self._start)
            excess = too_large(self._name, location, self._limits.document_characters, buffer[self._start :])
            dropped, self._start, self._skipping = at, 0, True
        else:
            dropped, self._start = self._start, 0
        if len(buffer) - dropped > self._limits.document_bytes and (self._skipping or self._start is None):
            dropped = len(buffer) - 1  # an endless string: only its end matters
        self._base += dropped
        return buffer[dropped:], max(0, at - dropped), excess

    def _ending(self, buffer: bytes) -> Iterator[Rejection]:
        if self._open:
            message = "the file ends before all brackets are closed; fetch it again"
            where = self._location(self._start or 0)
            yield reject(
                self._name, where, Reason.TRUNCATED, message, record=b"" if self._skipping else buffer
            )
        elif not self._found:
            yield reject(
                self._name, "", Reason.BROKEN_JSON, "holds no documents; check the format", record=buffer
            )

    def _location(self, at: int) -> str:
        return f"record {self._number}, byte {self._base + at}"


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
