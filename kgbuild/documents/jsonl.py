"""JSON documents with named fields: one object a line, or a file of objects; see `fields`.

Objects with `passages` are BioC documents, as PubTator Central exported them line by line.
"""

from collections.abc import Iterator

from kgbuild.documents.bioc import bioc_of_object
from kgbuild.documents.decoding import to_utf8
from kgbuild.documents.fields import record_of
from kgbuild.documents.limits import Limits
from kgbuild.documents.lines import cut_lines
from kgbuild.documents.objects import FoundObject, JsonObjects, parse_object
from kgbuild.documents.rejections import too_large
from kgbuild.domain.document import Record, Rejection


class JsonLinesReader:
    """Reads one JSON object a line; blank lines are nothing."""

    def read(self, chunks: Iterator[bytes], name: str, limits: Limits) -> Iterator[Record]:
        """See `DocumentReader.read`."""
        for line in cut_lines(to_utf8(chunks), limits.document_bytes):
            if line.too_long:
                yield too_large(name, line.location, limits.document_characters, line.data)
            elif line.data.strip():
                yield _record(parse_object(line.data, name, line.location), name, limits)


class JsonReader:
    """Reads the objects of a JSON array, or objects one after the other, over any number of lines."""

    def read(self, chunks: Iterator[bytes], name: str, limits: Limits) -> Iterator[Record]:
        """See `DocumentReader.read`."""
        for found in JsonObjects(frozenset(), name, limits).parse(chunks):
            yield _record(found, name, limits)


def _record(found: FoundObject | Rejection, name: str, limits: Limits) -> Record:
    if isinstance(found, Rejection):
        return found
    if "passages" in found.value:
        return bioc_of_object(found.value, name, found.location, limits)
    return record_of(found.value, name, found.location, limits)
