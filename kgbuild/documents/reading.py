"""Read one source into records, whatever its format and state."""

from collections.abc import Iterator

from kgbuild.components import make
from kgbuild.documents.counting import StartTags
from kgbuild.documents.formats import FORMATS, RECORD_ELEMENTS
from kgbuild.documents.limits import DEFAULT_LIMITS, Limits
from kgbuild.documents.reader import DocumentReader
from kgbuild.documents.rejections import Reason, reject
from kgbuild.documents.sniff import SNIFFED_BYTES, sniff
from kgbuild.documents.sources import Source
from kgbuild.documents.streams import peek
from kgbuild.documents.unknown import unknown_format
from kgbuild.domain.document import Record, Withdrawal
from kgbuild.errors import UnknownFormatError, UnreadableSourceError


def read(source: Source, *, format: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Iterator[Record]:
    """Return the records of a source in its order; bad input is a Rejection and never raises.

    Where the format tells how many records there must be, a reader that gives fewer is found out: a last
    rejection says so.
    `format` is a name of `FORMATS` or a reader of your own as `module:Class`; without it the content decides.
    Raises `UnknownFormatError` at once for any other name, `ComponentError` for a class that cannot be had.
    """
    return _records(source, format or "", find_reader(format) if format else None, limits)


def find_reader(format: str) -> DocumentReader:
    """Return the reader for a format's name."""
    if format in FORMATS:
        return FORMATS[format]()
    if ":" not in format:
        raise UnknownFormatError(format, FORMATS)
    return make(format, DocumentReader)


def _records(source: Source, format: str, reader: DocumentReader | None, limits: Limits) -> Iterator[Record]:
    try:
        head, chunks = peek(source.chunks(), SNIFFED_BYTES)
        if len(head) < SNIFFED_BYTES and not head.strip():
            for _ in chunks:  # raises where the bytes end because of damage
                pass
            yield reject(source.name, "", Reason.EMPTY, "the file is empty; fetch it again or remove it")
            return
        format = format or sniff(head, source.name)
        if not format:
            yield reject(source.name, "", Reason.UNKNOWN_FORMAT, unknown_format(head), record=head)
            return
        reader = reader or FORMATS[format]()
        if format in RECORD_ELEMENTS:
            yield from _counted(reader, StartTags(RECORD_ELEMENTS[format]), chunks, source.name, limits)
        else:
            yield from reader.read(chunks, source.name, limits)
    except UnreadableSourceError as error:
        yield reject(source.name, "", Reason(error.reason), error.problem)


def _counted(
    reader: DocumentReader, tags: StartTags, chunks: Iterator[bytes], name: str, limits: Limits
) -> Iterator[Record]:
    given = 0
    for record in reader.read(tags.watch(chunks), name, limits):
        given += not isinstance(record, Withdrawal)
        yield record
    if given < tags.count:
        message = f"the file has {tags.count:,} records and {given:,} were read; please report this file"
        yield reject(name, "", Reason.LOST, message)
