"""The reasons for which a record goes to quarantine, and how a rejection is made."""

from enum import StrEnum

from kgbuild.domain.document import Rejection

EXCERPT_CHARACTERS = 200
_MESSAGE_CHARACTERS = 1000


class Reason(StrEnum):
    """Stable codes in the column `reason` of the quarantine."""

    BOMB = "bomb"
    BROKEN_ARCHIVE = "broken-archive"
    BROKEN_CHECKSUM = "broken-checksum"
    BROKEN_JSON = "broken-json"
    BROKEN_RECORD = "broken-record"
    BROKEN_XML = "broken-xml"
    EMPTY = "empty"
    ENCODING = "encoding"
    ENTITY = "xml-entity"
    EXTRACTION_FAILED = "extraction-failed"
    """It could be read, but what it says could not be found out."""
    LOST = "lost-records"
    """A reader gave fewer records than the file has: an error of the reader."""
    NO_ID = "no-id"
    NO_TEXT = "no-text"
    TOO_LARGE = "too-large"
    TRUNCATED = "truncated"
    UNKNOWN_FORMAT = "unknown-format"
    UNREADABLE = "unreadable"


def excerpt(record: bytes | str) -> str:
    """Return the first characters of a record on one line, whatever its bytes.

    >>> excerpt(b"<a>\\n  caf\\xe9</a>")
    '<a> caf\\ufffd</a>'
    """
    if isinstance(record, bytes):
        record = record[: EXCERPT_CHARACTERS * 8].decode("utf-8", "replace")
    return _printable(" ".join(record[: EXCERPT_CHARACTERS * 8].split())[:EXCERPT_CHARACTERS])


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)


def reject(
    source: str,
    location: str,
    reason: Reason,
    message: str,
    *,
    document_id: str = "",
    record: bytes | str = b"",
) -> Rejection:
    """Return the rejection of `record`, of which only an excerpt is kept.

    The message is about the record alone, so that it is the same wherever the file lies.
    """
    message = _printable(message[:_MESSAGE_CHARACTERS])  # parsers quote what they read
    return Rejection(source, location, str(reason), message, excerpt(document_id), excerpt(record))


def too_large(
    source: str, location: str, characters: int, record: bytes | str = b"", *, document_id: str = ""
) -> Rejection:
    """Return the rejection of a record above the limit of `characters`."""
    message = f"longer than the limit of {characters:,} characters a document; split it"
    return reject(source, location, Reason.TOO_LARGE, message, document_id=document_id, record=record)
