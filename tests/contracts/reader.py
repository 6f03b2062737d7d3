"""What every reader of a document format keeps to; one test class a format inherits it."""

import tracemalloc
from collections.abc import Iterator
from itertools import chain, repeat
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgbuild.documents.limits import DEFAULT_LIMITS, Limits
from kgbuild.documents.reader import DocumentReader
from kgbuild.documents.reading import find_reader
from kgbuild.documents.rejections import EXCERPT_CHARACTERS, Reason
from kgbuild.documents.sniff import sniff
from kgbuild.documents.text import SEPARATOR
from kgbuild.domain.document import Document, Record, Rejection
from kgbuild.errors import UnreadableSourceError

NAME = "folder/file.txt"
SMALL = Limits(document_characters=1000)
_STREAM_BYTES = 600_000
_PEAK_BYTES = 300_000
"""Half of it is what Python keeps of freed tuples for reuse."""

property_test = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.differing_executors]
)
"""Derandomised, so that the suite is the same each time."""


def cut(data: bytes, size: int) -> Iterator[bytes]:
    """Yield `data` in chunks."""
    return (data[at : at + size] for at in range(0, len(data), size))


class ReaderContract:
    """A subclass gives a small file of the format in parts: `opening`, `records`, `closing`."""

    format: ClassVar[str]
    opening: ClassVar[bytes] = b""
    records: ClassVar[tuple[bytes, ...]]
    """At least two, each a document, except where a file holds just one."""
    separator: ClassVar[bytes] = b"\n"
    closing: ClassVar[bytes] = b""
    ids: ClassVar[tuple[str, ...]]
    endless: ClassVar[tuple[bytes, bytes, bytes]]
    """Start, filling and end of a record that the filling can make as long as one likes."""

    @pytest.fixture
    def reader(self) -> DocumentReader:
        return find_reader(self.format)

    def file(self, *records: bytes) -> bytes:
        """Return a file of these records, or of all."""
        return self.opening + self.separator.join(records or self.records) + self.closing

    def read(self, data: bytes, *, size: int = 1 << 20, limits: Limits = DEFAULT_LIMITS) -> list[Record]:
        """Read a file that comes in chunks of `size`."""
        return list(find_reader(self.format).read(cut(data, size), NAME, limits))

    def documents(self, data: bytes) -> list[Document]:
        """Read a file's documents."""
        return [record for record in self.read(data) if isinstance(record, Document)]

    def test_every_record_is_a_document_with_its_id(self) -> None:
        records = self.read(self.file())
        assert [record.id for record in records if isinstance(record, Document)] == list(self.ids)
        assert not [record for record in records if isinstance(record, Rejection)]

    def test_the_format_is_recognised_by_content(self) -> None:
        assert sniff(self.file(), NAME) == self.format

    def test_offsets_point_into_the_text(self) -> None:
        for document in self.documents(self.file()):
            texts = [document.text[section.start : section.end] for section in document.sections]
            assert SEPARATOR.join(texts) == document.text
            assert all(text and text == " ".join(text.split()) for text in texts)
            assert all(section.label == section.label.lower() != "" for section in document.sections)

    def test_the_file_is_named_but_no_part_of_the_content(self, reader: DocumentReader) -> None:
        here = self.documents(self.file())
        there = list(reader.read(iter([self.file()]), "elsewhere.txt", DEFAULT_LIMITS))
        assert {document.source for document in here} == {NAME}
        assert [d.content_hash for d in here] == [d.content_hash for d in there if isinstance(d, Document)]

    @property_test
    @given(size=st.integers(1, 400))
    def test_records_do_not_depend_on_where_chunks_are_cut(self, size: int) -> None:
        assert self.read(self.file(), size=size) == self.read(self.file())

    @property_test
    @given(data=st.data())
    def test_broken_input_is_a_rejection_and_the_same_for_all_chunks(self, data: st.DataObject) -> None:
        broken = _broken(self.file(), data)
        size = data.draw(st.integers(1, 200), label="chunk size")
        limits = data.draw(st.sampled_from((DEFAULT_LIMITS, Limits(document_characters=50))), label="limits")
        records = self.read(broken, limits=limits)
        assert self.read(broken, size=size, limits=limits) == records
        for record in records:
            if isinstance(record, Rejection):
                _check(record)

    @property_test
    @given(data=st.data())
    def test_whole_records_before_a_cut_are_kept(self, data: st.DataObject) -> None:
        position = data.draw(st.integers(0, len(self.file()) - 1), label="cut at")
        whole, found = self.documents(self.file()), self.documents(self.file()[:position])
        ends = [len(self.file(*self.records[: n + 1])) - len(self.closing) for n in range(len(self.records))]
        kept = sum(end <= position for end in ends)
        assert found[:kept] == whole[:kept]
        assert len(found) <= kept + 1

    def test_what_is_read_before_the_bytes_break_off_comes_first(self, reader: DocumentReader) -> None:
        def breaking() -> Iterator[bytes]:
            yield self.file()
            raise UnreadableSourceError(NAME, Reason.TRUNCATED, "the end")

        records = reader.read(breaking(), NAME, DEFAULT_LIMITS)
        found = []
        with pytest.raises(UnreadableSourceError):
            found.extend(iter(lambda: next(records), None))
        before = self.documents(self.file(*self.records[:-1])) if len(self.records) > 1 else []
        assert [record for record in found if isinstance(record, Document)][: len(before)] == before

    def test_a_record_that_is_too_large_costs_no_other(self) -> None:
        start, filling, end = self.endless
        large = start + filling * (3 * SMALL.document_bytes // len(filling)) + end
        around = self.records[:2] if len(self.records) > 1 else ()
        data = self.file(*around[:1], large, *around[1:])
        for size in (100, 10_000_000):
            records = self.read(data, size=size, limits=SMALL)
            rejected = [record.reason for record in records if isinstance(record, Rejection)]
            assert rejected == [Reason.TOO_LARGE]
            assert [r.id for r in records if isinstance(r, Document)] == list(self.ids[: len(around)])

    def test_memory_does_not_grow_with_the_number_of_records(self, reader: DocumentReader) -> None:
        record = self.records[0] + self.separator
        many = repeat(record * (1 + 10_000 // len(record)), _STREAM_BYTES // 10_000)
        found = _peak(reader.read(chain([self.opening], many), NAME, DEFAULT_LIMITS))
        assert found > 500

    def test_memory_does_not_grow_with_a_record_that_never_ends(self, reader: DocumentReader) -> None:
        start, filling, _ = self.endless
        many = repeat(filling * (1 + 10_000 // len(filling)), _STREAM_BYTES // 10_000)
        _peak(reader.read(chain([self.opening + start], many), NAME, SMALL))


def _broken(data: bytes, draw: st.DataObject) -> bytes:
    """Return `data` with some stretches replaced."""
    junk = (
        st.binary(max_size=8)
        | st.sampled_from([b"<", b">", b'"', b"}", b"]", b"{", b"[", b"\\", b"&", b"\n", b"\0", b"\xff\xfe"])
        | st.integers(0, len(data)).map(lambda at: data[at : at + 60])
    )
    for _ in range(draw.draw(st.integers(1, 3), label="damages")):
        start = draw.draw(st.integers(0, len(data)), label="at")
        length = draw.draw(st.integers(0, 30), label="bytes lost")
        data = data[:start] + draw.draw(junk, label="junk") + data[start + length :]
    return data


def _check(rejection: Rejection) -> None:
    assert rejection.source == NAME
    assert rejection.reason in set(Reason)
    assert rejection.message
    assert len(rejection.excerpt) <= EXCERPT_CHARACTERS
    assert rejection.excerpt.isprintable()
    assert (rejection.message + rejection.location + rejection.document_id).isprintable()
    rejection.message.encode()


def _peak(records: Iterator[Record]) -> int:
    """Count records; fail if memory grows while they are read."""
    tracemalloc.start()
    try:
        count = sum(1 for _ in records)
        assert tracemalloc.get_traced_memory()[1] < _PEAK_BYTES
    finally:
        tracemalloc.stop()
    return count
