"""Bytes as iterators of chunks: from disk, decompressed under guard, and back to a file object.

Own decompression instead of the module `gzip`, because a truncated file must first give all the bytes that it
holds, and because the guard needs both counts.
"""

import io
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from kgbuild.documents.limits import CHUNK, Limits
from kgbuild.documents.rejections import Reason
from kgbuild.errors import UnreadableSourceError

_SLICE = 1 << 15
GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 31
"""zlib's window bits for a gzip header and trailer."""


def file_chunks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file as they lie on disk."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise UnreadableSourceError(
            str(path), Reason.UNREADABLE, f"cannot be read: {error.strerror}"
        ) from error


def peek(chunks: Iterator[bytes], size: int) -> tuple[bytes, Iterator[bytes]]:
    """Return the first bytes (`size` or all there are) and an iterator that still gives everything.

    An error met while peeking is raised by that iterator in its place, after the bytes before it.
    """
    head: list[bytes] = []
    length = 0
    rest = chunks
    while length < size:
        try:
            chunk = next(chunks, b"")
        except UnreadableSourceError as error:
            rest = _raising(error.with_traceback(None))  # which would keep this frame, and files, in a cycle
            break
        if not chunk:
            break
        head.append(chunk)
        length += len(chunk)
    return b"".join(head)[:size], chain(head, rest)


def _raising(error: UnreadableSourceError) -> Iterator[bytes]:
    yield from ()
    raise error


def decompressed(chunks: Iterator[bytes], name: str, limits: Limits) -> Iterator[bytes]:
    """Yield the content of a gzip stream, or the stream itself when it is not one."""
    head, chunks = peek(chunks, len(GZIP_MAGIC))
    return _gunzip(chunks, name, limits) if head == GZIP_MAGIC else chunks


def _gunzip(chunks: Iterator[bytes], name: str, limits: Limits) -> Iterator[bytes]:
    decoder = zlib.decompressobj(_GZIP_WINDOW)
    consumed = produced = 0
    for part in _slices(chunks):
        consumed += len(part)
        pending = part
        while pending:
            if decoder.eof:  # another member follows, or the padding of a tape
                pending = pending.lstrip(b"\0")
                if not pending:
                    break
                decoder = zlib.decompressobj(_GZIP_WINDOW)
            before = decoder.copy()
            try:
                data = decoder.decompress(pending, CHUNK)
            except zlib.error as error:
                yield from _up_to_the_damage(before, pending)
                message = (
                    f"compressed data are damaged after {produced:,} bytes ({error}); fetch the file again"
                )
                raise UnreadableSourceError(name, Reason.BROKEN_CHECKSUM, message) from error
            pending = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
            produced += len(data)
            guard(name, consumed, produced, limits)
            if data:
                yield data
    if not decoder.eof and (data := decoder.flush()):
        yield data
    if not decoder.eof:
        message = f"the compressed file ends early, after {produced:,} decompressed bytes; fetch it again"
        raise UnreadableSourceError(name, Reason.TRUNCATED, message)


def _up_to_the_damage(decoder: "zlib._Decompress", pending: bytes) -> Iterator[bytes]:
    """Yield what the failed call had decompressed before it failed, which zlib withholds."""
    for at in range(len(pending)):
        try:
            data = decoder.decompress(pending[at : at + 1])
        except zlib.error:
            return
        if data:
            yield data


def _slices(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Cut compressed bytes small: what is left of them is copied at the end of each of many tiny members."""
    for chunk in chunks:
        for at in range(0, len(chunk), _SLICE):
            yield chunk[at : at + _SLICE]


def guard(name: str, compressed: int, produced: int, limits: Limits) -> None:
    """Raise when decompression yields more than any honest file does."""
    allowed = limits.unpacked(compressed)
    if produced > allowed:
        message = (
            f"{compressed:,} bytes unpack to more than {allowed:,}, as no honest file does; "
            "if you trust it, unpack it yourself"
        )
        raise UnreadableSourceError(name, Reason.BOMB, message)


class ChunkReader(io.RawIOBase):
    """A raw stream over an iterator of chunks; it counts bytes and remembers the last ones it gave."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._pending = memoryview(b"")
        self.given = 0
        self.tail = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override] # as in the base
        if not self._pending:
            self._pending = memoryview(next(self._chunks, b""))
        size = min(len(buffer), len(self._pending))
        buffer[:size] = self._pending[:size]
        if size:
            self.tail = (self.tail + bytes(self._pending[max(0, size - 512) : size]))[-512:]
            self.given += size
        self._pending = self._pending[size:]
        return size
