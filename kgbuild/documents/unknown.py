"""What to say about a file that is no document in any known format."""

import re

from kgbuild.documents.tables import header

_MAGIC = (
    (b"%PDF", "a PDF; extract its text first, e.g. with `pdftotext`"),
    (b"\xd0\xcf\x11\xe0", "an Office document; save it as plain text first"),
    (b"{\\rtf", "an RTF document; save it as plain text first"),
    (b"\x1f\x8b", "compressed twice; decompress it first"),
    (b"BZh", "compressed with bzip2; decompress it first, with `bunzip2`"),
    (b"\xfd7zXZ\x00", "compressed with xz; decompress it first, with `unxz`"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd; decompress it first, with `unzstd`"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"PAR1", "a Parquet table; export it as JSON lines or CSV first"),
)
_WEB_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html)\b", re.I | re.S)
_NOT_RECOGNISED = "not recognised as a document of any known format; name it with --format, or leave it out"


def unknown_format(head: bytes) -> str:
    """Return what a file that begins with `head` seems to be, and what to do with it.

    >>> unknown_format(b"%PDF-1.7")
    'a PDF; extract its text first, e.g. with `pdftotext`'
    """
    for magic, message in _MAGIC:
        if head.startswith(magic):
            return message
    if _WEB_PAGE.match(head):
        return "a web page; fetch the article as XML, or save it as plain text"
    if _looks_like_utf16(head):
        return (
            "UTF-16 without a byte-order mark; convert it, e.g. with `iconv -f UTF-16LE -t UTF-8 old > new`"
        )
    if b"\0" in head:
        return "a binary file of no known format; leave it out"
    if len(header(head.decode(errors="replace"))[1]) > 1:
        return (
            "a table without a column `text` or `abstract`, so it holds no documents; rename the column "
            "that holds the text, or leave the file out"
        )
    return _NOT_RECOGNISED


def _looks_like_utf16(head: bytes) -> bool:
    """Whether every other byte of the first ones is zero, as it is in Western text."""
    start = head[:64]
    return len(start) > 3 and any(not any(start[i::2]) and all(start[1 - i :: 2]) for i in (0, 1))
