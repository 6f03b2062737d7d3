"""Bytes into UTF-8: what a byte-order mark says is honoured, nothing is guessed."""

import codecs
from collections.abc import Iterator

from kgbuild.documents.streams import peek

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARK_BYTES = 3


def to_utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the stream in UTF-8 without byte-order mark.

    Broken UTF-16 becomes U+FFFD, since its lines and records cannot be told apart before it is decoded.
    """
    head, chunks = peek(chunks, _MARK_BYTES)
    if not head.startswith(_UTF16):
        return _without_mark(chunks) if head == codecs.BOM_UTF8 else chunks
    return _transcoded(chunks)


def has_mark(head: bytes) -> bool:
    """Whether a file's first bytes say how it is encoded."""
    return head.startswith((*_UTF16, codecs.BOM_UTF8))


def _without_mark(chunks: Iterator[bytes]) -> Iterator[bytes]:
    mark = len(codecs.BOM_UTF8)
    for chunk in chunks:
        yield chunk[mark:]
        mark = max(0, mark - len(chunk))


def _transcoded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


def decoding_problem(error: UnicodeDecodeError) -> str:
    """Say what is wrong and what to do.

    >>> try:
    ...     b"caf\\xe9".decode()
    ... except UnicodeDecodeError as error:
    ...     print(decoding_problem(error))
    byte 4 of it is not UTF-8; convert the file, e.g. with `iconv -f WINDOWS-1252 -t UTF-8 old > new`
    """
    remedy = "convert the file, e.g. with `iconv -f WINDOWS-1252 -t UTF-8 old > new`"
    return f"byte {error.start + 1} of it is not UTF-8; {remedy}"
