"""Bytes of a text format into characters: UTF-8, or UTF-16 where a byte-order mark says so; never guessed."""

import codecs
from collections.abc import Iterator


def to_utf8(head: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield UTF-8 without byte-order mark; `head` are the first bytes of `chunks`."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        decoder = codecs.getincrementaldecoder("utf-16")("surrogatepass")
        for chunk in chunks:
            yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
        yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")
        return
    mark = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    for chunk in chunks:
        yield chunk[mark:]
        mark = max(0, mark - len(chunk))


def decoding_problem(error: UnicodeDecodeError, offset: int = 0) -> str:
    """Say what is wrong and what to do; `offset` is where the decoded bytes begin."""
    return (
        f"byte {offset + error.start} is not UTF-8; convert the file, "
        "e.g. with `iconv -f WINDOWS-1252 -t UTF-8 old > new`"
    )
