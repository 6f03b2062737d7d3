"""Whatever is wrong with a file is a rejection that says what, where and what to do; nothing is lost."""

import gzip
import tracemalloc
from pathlib import Path

import pytest

from kgbuild.documents.limits import Limits
from kgbuild.documents.reading import read
from kgbuild.documents.sources import Source, iter_sources
from kgbuild.domain.document import Document, Record, Rejection
from kgbuild.errors import ComponentError, UnknownFormatError

ARTICLE = (
    "<PubmedArticle><MedlineCitation><PMID>{}</PMID><Article><ArticleTitle>Caf\u00e9 number {}."
    "</ArticleTitle></Article></MedlineCitation></PubmedArticle>\n"
)
OPENING, CLOSING = "<PubmedArticleSet>\n", "</PubmedArticleSet>\n"


def pubmed(count: int) -> str:
    return OPENING + "".join(ARTICLE.format(n, n) for n in range(1, count + 1)) + CLOSING


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.xml"


def records(path: Path, *, format: str | None = None, limits: Limits | None = None) -> list[Record]:
    found: list[Record] = []
    for source in iter_sources([path], limits=limits or Limits()):
        found.extend([source] if isinstance(source, Rejection) else read(source, format=format))
    return found


def ids(found: list[Record]) -> list[str]:
    return [record.id for record in found if isinstance(record, Document)]


def rejections(found: list[Record]) -> list[Rejection]:
    return [record for record in found if isinstance(record, Rejection)]


def only_rejection(path: Path, *, format: str | None = None, limits: Limits | None = None) -> Rejection:
    (rejection,) = records(path, format=format, limits=limits)
    assert isinstance(rejection, Rejection), rejection
    return rejection


class TestCompressed:
    def test_truncated_gzip_keeps_the_records_before_the_cut(self, file: Path) -> None:
        data = gzip.compress("".join(ARTICLE.format(n, n * 7919) for n in range(1000)).encode())
        file.write_bytes(data[: len(data) // 2])
        found = records(file)
        (rejection,) = rejections(found)
        assert 300 < len(ids(found)) < 700
        assert ids(found) == [f"PMID:{n}" for n in range(len(ids(found)))]
        assert rejection.reason == "truncated"
        assert "ends early, after" in rejection.message
        assert "fetch it again" in rejection.message

    def test_damaged_gzip_keeps_the_records_before_the_damage(self, file: Path) -> None:
        data = bytearray(gzip.compress(pubmed(5000).encode(), compresslevel=1))
        data[-20] ^= 0xFF
        file.write_bytes(data)
        found = records(file)
        assert len(ids(found)) == 5000
        assert [rejection.reason for rejection in rejections(found)] == ["broken-checksum"]

    def test_several_gzip_members_and_padding_are_one_file(self, file: Path) -> None:
        text = pubmed(2).encode()
        file.write_bytes(gzip.compress(text[:200]) + gzip.compress(text[200:]) + b"\0" * 512)
        assert [type(record) for record in records(file)] == [Document, Document]

    def test_a_gzip_header_alone(self, file: Path) -> None:
        file.write_bytes(b"\x1f\x8b")
        assert only_rejection(file).reason == "truncated"

    def test_bytes_after_a_gzip_file_are_told_of(self, file: Path) -> None:
        file.write_bytes(gzip.compress(pubmed(2).encode()) + b"garbage")
        found = records(file)
        assert len(ids(found)) == 2
        assert [rejection.reason for rejection in rejections(found)] == ["broken-checksum"]

    @pytest.mark.parametrize(
        ("head", "words"),
        [
            (b"%PDF-1.7\n", "pdftotext"),
            (b"BZh91AY&SY", "bunzip2"),
            (b"\xfd7zXZ\x00\x00", "unxz"),
            (b"{\\rtf1", "RTF"),
            (b"<!DOCTYPE html><html>", "a web page"),
            (b"\0\1\2\3", "a binary file"),
            ("Fever".encode("utf-16-le"), "iconv -f UTF-16LE"),
            (b"file,pmid\na.xml,1\n", "a table without a column `text` or `abstract`"),
            (b"import os\n", "name it with --format"),
        ],
    )
    def test_what_is_no_document_is_named(self, tmp_path: Path, head: bytes, words: str) -> None:
        file = tmp_path / "file.bin"
        file.write_bytes(head)
        rejection = only_rejection(file)
        assert rejection.reason == "unknown-format"
        assert words in rejection.message

    def test_a_gzip_in_a_gzip(self, file: Path) -> None:
        file.write_bytes(gzip.compress(gzip.compress(b"text")))
        assert only_rejection(file).message == "compressed twice; decompress it first"


class TestEmpty:
    @pytest.mark.parametrize("data", [b"", b" \n\n", gzip.compress(b"", mtime=0)])
    def test_an_empty_file(self, file: Path, data: bytes) -> None:
        file.write_bytes(data)
        rejection = only_rejection(file)
        assert (rejection.reason, rejection.message) == (
            "empty",
            "the file is empty; fetch it again or remove it",
        )


class TestEncodings:
    def test_latin_1_in_a_file_that_says_utf_8_costs_that_record_alone(self, file: Path) -> None:
        text = pubmed(3).replace("Caf\u00e9 number 2", "Cafe\u0301? number 2").encode()
        text = text.replace("Cafe\u0301?".encode(), b"Caf\xe9")
        file.write_bytes(b'<?xml version="1.0" encoding="utf-8"?>' + text)
        found = records(file)
        assert ids(found) == ["PMID:1", "PMID:3"]
        (rejection,) = rejections(found)
        assert rejection.reason == "encoding"
        assert f"byte {file.read_bytes().index(0xE9)} is not UTF-8" in rejection.message

    @pytest.mark.parametrize("encoding", ["latin-1", "windows-1252", "utf-8"])
    def test_what_the_file_declares_is_believed(self, file: Path, encoding: str) -> None:
        file.write_text(f'<?xml version="1.0" encoding="{encoding}"?>' + pubmed(1), encoding)
        (document,) = records(file)
        assert isinstance(document, Document)
        assert document.text == "Caf\u00e9 number 1."

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
    @pytest.mark.parametrize("name", ["a.xml", "a.jsonl", "a.json", "a.csv", "a.pubtator", "a.txt"])
    def test_byte_order_marks_are_honoured(self, tmp_path: Path, name: str, encoding: str) -> None:
        texts = {
            "a.xml": '<?xml version="1.0" encoding="latin-1"?>' + pubmed(1),
            "a.jsonl": '{"id": "1", "text": "Caf\u00e9 number 1."}\n',
            "a.json": '[{"id": "1",\n "text": "Caf\u00e9 number 1."}]',
            "a.csv": "id,text\n1,Caf\u00e9 number 1.",
            "a.pubtator": "1|t|Caf\u00e9 number 1.\n",
            "a.txt": "Caf\u00e9 number 1.",
        }
        mark = "\ufeff" if encoding == "utf-16-be" else ""
        (tmp_path / name).write_bytes((mark + texts[name]).encode(encoding))
        (document,) = records(tmp_path / name)
        assert isinstance(document, Document)
        assert document.text == "Caf\u00e9 number 1."

    @pytest.mark.parametrize(
        ("encoding", "words"),
        [("klingon", "is not known"), ("ascii", "is not UTF-8"), ("punycode", "declared encoding punycode"),
         ("unicode_escape", "declared encoding unicode_escape"), ("utf-16", "declared encoding utf-16"),
         ("base64", "is not known"), ("undefined", "declared encoding undefined")],
    )  # fmt: skip
    def test_odd_encodings_are_no_way_in(self, file: Path, encoding: str, words: str) -> None:
        text = pubmed(1).replace("Caf", "\\ud800 Caf").encode("latin-1")
        file.write_bytes(f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + text)
        rejection = only_rejection(file)
        assert rejection.reason == "encoding"
        assert words in rejection.message


class TestLarge:
    def test_a_single_line_of_50_mb(self, tmp_path: Path) -> None:
        line = tmp_path / "line.txt"
        line.write_bytes(b"fever " * (50_000_000 // 6))
        for format in (None, "jsonl", "csv", "pubtator"):
            tracemalloc.start()
            rejection = only_rejection(line, format=format)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert rejection.reason in ("too-large", "unknown-format")
            assert peak < 170_000_000

    def test_a_long_line_costs_no_other(self, file: Path) -> None:
        with file.open("wb") as lines:
            lines.write(b'{"id": "1", "text": "Before."}\n{"id": "2", "text": "')
            for _ in range(50):
                lines.write(b"fever " * 166_667)
            lines.write(b'"}\n{"id": "3", "text": "After."}\n')
        found = records(file)
        assert ids(found) == ["1", "3"]
        (rejection,) = rejections(found)
        assert (rejection.reason, rejection.location) == ("too-large", "line 2")
        assert "1,000,000 characters" in rejection.message


class TestFormats:
    def test_a_format_that_is_named_is_taken(self, file: Path) -> None:
        file.write_text(pubmed(1))
        (document,) = records(file, format="plain")
        assert isinstance(document, Document)
        assert document.text.startswith("<PubmedArticleSet>")

    def test_a_reader_of_your_own(self, file: Path) -> None:
        file.write_text("1|t|Fever.")
        (document,) = records(file, format="kgbuild.documents.pubtator_reader:PubTatorReader")
        assert isinstance(document, Document)

    def test_an_unknown_format_is_an_error_at_once(self) -> None:
        with pytest.raises(UnknownFormatError, match=r"known: pubmed, jats"):
            read(Source("x", lambda: iter([b"x"])), format="word")

    @pytest.mark.parametrize(
        "format",
        ["os:nowhere", "nowhere:Reader", ":", "json:", "os:path", "json:JSONDecoder", ".x:A"],
    )
    def test_a_reader_that_cannot_be_had_is_an_error_at_once(self, format: str) -> None:
        with pytest.raises(ComponentError, match=f"^{format}: .*module:Class"):
            read(Source("x", lambda: iter([b"x"])), format=format)

    def test_duplicate_ids_are_both_delivered(self, file: Path) -> None:
        file.write_text(OPENING + ARTICLE.format(1, 1) + ARTICLE.format(1, 2) + CLOSING)
        assert ids(records(file)) == ["PMID:1", "PMID:1"]

    def test_a_file_that_goes_away(self, file: Path) -> None:
        file.write_text(pubmed(1))
        (source,) = iter_sources([file])
        file.unlink()
        assert isinstance(source, Source)
        (rejection,) = read(source)
        assert isinstance(rejection, Rejection)
        assert rejection.reason == "unreadable"
