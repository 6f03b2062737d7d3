"""Every record of a file is given, by a count that the readers have no part in."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgbuild.documents.counting import StartTags
from kgbuild.documents.formats import FORMATS
from kgbuild.documents.limits import Limits
from kgbuild.documents.pubmed import PubmedReader
from kgbuild.documents.reading import read
from kgbuild.documents.sources import Source, iter_sources
from kgbuild.domain.document import Document, Record, Rejection, Withdrawal
from kgbuild.resources import SAMPLE

FILE = SAMPLE / "pubmed21n1298-sample.xml.gz"


def sample() -> Source:
    (source,) = iter_sources([FILE])
    assert isinstance(source, Source)
    return source


def test_the_sample_gives_as_many_records_as_it_has_start_tags() -> None:
    expected = len(re.findall(b"<PubmedArticle>", gzip.decompress(FILE.read_bytes())))
    records = [record for record in read(sample()) if not isinstance(record, Withdrawal)]
    assert len(records) == expected > 300
    assert all(isinstance(record, Document) for record in records)


class Swallowing(PubmedReader):
    """Loses one record without a word."""

    def read(self, chunks: Iterator[bytes], name: str, limits: Limits) -> Iterator[Record]:
        records = super().read(chunks, name, limits)
        next(records)
        return records


def test_a_reader_that_swallows_a_record_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, "pubmed", Swallowing)
    *others, lost = read(sample())
    assert isinstance(lost, Rejection)
    assert lost.reason == "lost-records"
    given = sum(not isinstance(record, Withdrawal) for record in others)
    assert f"has {given + 1:,} records and {given:,} were read" in lost.message


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_start_tags_are_counted_wherever_chunks_are_cut(size: int) -> None:
    data = b'<articles><article>a<!-- <article> --></article><article\nx="1"/><article-id/><!-- <article/> -'
    tags = StartTags(("article",))
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    assert list(tags.watch(iter(chunks))) == chunks
    assert tags.count == 2


def test_files_of_every_format_with_such_elements_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(
        "<collection><document><id>1</id><passage><text>Fever.</text></passage></document>"
        "<!-- <document> --><document><id>2</id></document></collection>"
    )
    (source,) = iter_sources([tmp_path / "a.xml"])
    assert isinstance(source, Source)
    document, rejection = read(source)
    assert isinstance(document, Document)
    assert isinstance(rejection, Rejection)
    assert rejection.reason == "no-text"
