"""The last check of every reader: a document has an id and text, and not too much of it."""

from kgbuild.documents.limits import Limits
from kgbuild.documents.rejections import Reason, reject, too_large
from kgbuild.domain.document import Document, Rejection


def checked(
    document: Document, location: str, limits: Limits, *, missing: str, record: bytes | str = b""
) -> Document | Rejection:
    """Return the document, or why it is none; `missing` says what it should have had, e.g. `title`."""
    if not document.text:
        message = f"has no {missing}; add it, or leave the record out"
        return reject(
            document.source, location, Reason.NO_TEXT, message, document_id=document.id, record=record
        )
    if not document.id:
        return reject(document.source, location, Reason.NO_ID, "has no id; give it one", record=record)
    characters = limits.document_characters
    if len(document.text) > characters:
        return too_large(
            document.source, location, characters, record or document.text, document_id=document.id
        )
    return document
