"""Files, folders and archives: everything becomes a source or a rejection, in one order."""

import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from kgbuild.documents.reading import read
from kgbuild.documents.sources import Source, iter_sources
from kgbuild.domain.document import Document, Record, Rejection
from kgbuild.errors import InputNotFoundError

TEXT = b"Aspirin cures fever."


def names(*paths: Path) -> list[str]:
    """Names of the sources below the paths, without the folder of the first; rejections with their reason."""
    found = []
    for source in iter_sources(paths):
        name = source.name if isinstance(source, Source) else f"{source.source}: {source.reason}"
        found.append(name.removeprefix(str(paths[0])))
    return found


def records(*paths: Path) -> list[Record]:
    """Everything that is read from the paths, a source at a time."""
    found: list[Record] = []
    for source in iter_sources(paths):
        found.extend([source] if isinstance(source, Rejection) else read(source))
    return found


def texts(path: Path) -> list[str]:
    return [record.text for record in records(path) if isinstance(record, Document)]


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(members: Iterable[tuple[str | tarfile.TarInfo, bytes]], mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload] # a mode is a string
        for name, data in members:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


class TestFolders:
    def test_are_walked_in_sorted_order(self, tmp_path: Path) -> None:
        for name in ("b.txt", "a/z.txt", "a/c/y.txt", "c.txt.gz"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(TEXT)
        assert names(tmp_path) == ["/a/c/y.txt", "/a/z.txt", "/b.txt", "/c.txt.gz"]

    def test_hidden_files_and_what_accompanies_data_are_no_inputs(self, tmp_path: Path) -> None:
        for name in (
            ".DS_Store",
            ".git/config",
            "__MACOSX/a.txt",
            "README.md",
            "LICENSE",
            "a.xml.gz.md5",
            "a.txt",
        ):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(TEXT)
        assert names(tmp_path) == ["/a.txt"]
        assert names(tmp_path / "README.md") == [""]  # named itself, it is one

    def test_a_path_that_does_not_exist_is_an_error_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(InputNotFoundError, match=r"nowhere: no such file"):
            iter_sources([tmp_path, tmp_path / "nowhere"])

    def test_an_empty_folder_holds_nothing(self, tmp_path: Path) -> None:
        assert names(tmp_path) == []

    def test_a_loop_of_links_ends(self, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.txt").write_bytes(TEXT)
        (tmp_path / "in" / "loop").symlink_to(tmp_path)
        assert names(tmp_path) == ["/in/a.txt", "/in/loop: unreadable"]

    def test_a_link_to_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere")
        (rejection,) = records(tmp_path)
        assert isinstance(rejection, Rejection)
        assert rejection.message == "a link to nothing; mend or remove it"

    def test_a_link_to_itself(self, tmp_path: Path) -> None:
        (tmp_path / "a").symlink_to(tmp_path / "a")
        assert names(tmp_path) == ["/a: unreadable"]

    def test_a_pipe_is_not_opened(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.txt")
        assert names(tmp_path) == ["/pipe.txt: unreadable"]
        assert names(Path("/dev/null")) == [": unreadable"]

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_files_and_folders_without_permission(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_bytes(TEXT)
        (tmp_path / "a.txt").chmod(0)
        (tmp_path / "b").mkdir(mode=0)
        found = records(tmp_path)
        assert [record.reason for record in found if isinstance(record, Rejection)] == ["unreadable"] * 2
        assert all("permissions" in record.message for record in found if isinstance(record, Rejection))

    def test_names_that_are_not_utf_8(self, tmp_path: Path) -> None:
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
        path.write_bytes(TEXT)
        (document,) = records(tmp_path)
        assert isinstance(document, Document)
        assert document.source.endswith("/caf\ufffd.txt")
        document.source.encode()

    def test_records_depend_neither_on_the_working_folder_nor_on_order(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "a.txt").write_bytes(TEXT)
        (tmp_path / "b.txt").write_bytes(b"\xff")
        (tmp_path / "c.zip").write_bytes(zipped([("d.txt", TEXT), ("e.txt", b"")]))
        before = records(tmp_path)
        monkeypatch.chdir(tmp_path)
        assert records(tmp_path) == before
        parts = [records(path)[0] for path in sorted(tmp_path.iterdir(), reverse=True)]
        assert set(parts) <= set(before)


class TestArchives:
    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("a.zip", zipped([("in/a.txt", TEXT), ("b.txt.gz", gzip.compress(TEXT))])),
            ("a.tar", tarred([("in/a.txt", TEXT), ("b.txt.gz", gzip.compress(TEXT))], "w")),
            ("a.tar.gz", tarred([("in/a.txt", TEXT), ("b.txt.gz", gzip.compress(TEXT))])),
            ("named-wrongly.txt", tarred([("in/a.txt", TEXT), ("b.txt.gz", gzip.compress(TEXT))])),
        ],
    )
    def test_members_are_sources(self, tmp_path: Path, name: str, data: bytes) -> None:
        (tmp_path / name).write_bytes(data)
        assert names(tmp_path) == [f"/{name}!in/a.txt", f"/{name}!b.txt.gz"]
        assert texts(tmp_path) == [TEXT.decode()] * 2

    def test_archives_in_archives(self, tmp_path: Path) -> None:
        inner = zipped([("a.txt", TEXT)])
        (tmp_path / "a.zip").write_bytes(
            zipped([("b.tar.gz", tarred([("c.zip", inner)])), ("d.zip.gz", gzip.compress(inner))])
        )
        assert names(tmp_path) == ["/a.zip!b.tar.gz!c.zip!a.txt", "/a.zip!d.zip.gz!a.txt"]
        assert texts(tmp_path) == [TEXT.decode()] * 2

    def test_too_many_archives_in_archives(self, tmp_path: Path) -> None:
        data = zipped([("a.txt", TEXT)])
        for _ in range(3):
            data = zipped([("a.zip", data)])
        (tmp_path / "a.zip").write_bytes(data)
        assert names(tmp_path) == ["/a.zip!a.zip!a.zip!a.zip: broken-archive"]

    def test_hidden_members_are_no_inputs(self, tmp_path: Path) -> None:
        members = [("__MACOSX/._a.txt", TEXT), (".git/a.txt", TEXT), ("a!.txt", TEXT), ("README", TEXT)]
        (tmp_path / "a.zip").write_bytes(zipped(members))
        (tmp_path / "b.tgz").write_bytes(tarred([*members, ("./c.txt", TEXT)]))
        assert names(tmp_path) == ["/a.zip!a!.txt", "/b.tgz!a!.txt", "/b.tgz!./c.txt"]

    def test_sources_can_be_read_later_and_more_than_once(self, tmp_path: Path) -> None:
        members = [("a.txt", b"First."), ("b.txt", b"Second.")]
        (tmp_path / "a.zip").write_bytes(zipped(members))
        (tmp_path / "b.tar.gz").write_bytes(tarred(members))
        sources = [source for source in iter_sources([tmp_path]) if isinstance(source, Source)]
        for _ in range(2):
            assert [b"".join(source.chunks()) for source in sources] == [b"First.", b"Second."] * 2
        assert len({source.digest for source in sources}) == 2

    def test_links_and_sparse_files_in_a_tar(self, tmp_path: Path) -> None:
        link, sparse = tarfile.TarInfo("link.txt"), tarfile.TarInfo("sparse.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        sparse.pax_headers = {"GNU.sparse.size": "99999999999999", "GNU.sparse.map": "0,1"}
        (tmp_path / "a.tar").write_bytes(tarred([(link, b""), (sparse, b"x"), ("a.txt", TEXT)], "w"))
        assert names(tmp_path) == [
            "/a.tar!link.txt: unreadable",
            "/a.tar!sparse.txt: unreadable",
            "/a.tar!a.txt",
        ]

    def test_members_never_leave_the_archive(self, tmp_path: Path) -> None:
        (tmp_path / "a.zip").write_bytes(zipped([("../../evil.txt", TEXT), ("/etc/evil.txt", TEXT)]))
        assert len(texts(tmp_path)) == 2
        assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]

    def test_an_office_document_is_no_archive_of_texts(self, tmp_path: Path) -> None:
        data = zipped([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")])
        (tmp_path / "a.docx").write_bytes(data)
        (rejection,) = records(tmp_path)
        assert isinstance(rejection, Rejection)
        assert rejection.message == "an Office document; save it as plain text first"

    def test_a_damaged_member_costs_no_other(self, tmp_path: Path) -> None:
        data = bytearray(zipped([("a.txt", TEXT), ("b.txt", b"Second."), ("c.txt", b"Third.")]))
        at = data.index(b"b.txt") + len(b"b.txt")
        data[at + 1] ^= 0xFF
        (tmp_path / "a.zip").write_bytes(data)
        assert texts(tmp_path) == [TEXT.decode(), "Third."]
        assert [r.reason for r in records(tmp_path) if isinstance(r, Rejection)] == ["broken-archive"]

    def test_a_locked_member_says_what_to_do(self, tmp_path: Path) -> None:
        data = bytearray(zipped([("a.txt", TEXT)]))
        for magic, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            data[data.index(magic) + flags_at] |= 1
        (tmp_path / "a.zip").write_bytes(data)
        (rejection,) = records(tmp_path)
        assert isinstance(rejection, Rejection)
        assert "password" in rejection.message

    def test_a_truncated_zip(self, tmp_path: Path) -> None:
        (tmp_path / "a.zip").write_bytes(zipped([("a.txt", TEXT)])[:-10])
        (rejection,) = records(tmp_path)
        assert isinstance(rejection, Rejection)
        assert (rejection.reason, "truncated: fetch it again" in rejection.message) == (
            "broken-archive",
            True,
        )

    @pytest.mark.parametrize("mode", ["w", "w:gz"])
    def test_a_truncated_tar_keeps_what_is_before_the_cut(self, tmp_path: Path, mode: str) -> None:
        long = b"\n".join(
            b'{"id": "%d", "text": "%s"}' % (n, os.urandom(20).hex().encode()) for n in range(2000)
        )
        data = tarred([("a.txt", TEXT), ("b.jsonl", long), ("c.txt", b"Lost.")], mode)
        (tmp_path / "a.tar").write_bytes(data[: len(data) * 2 // 3])
        found = texts(tmp_path)
        assert found[0] == TEXT.decode()
        assert 500 < len(found) < 2000
        reasons = {
            r.source.removeprefix(str(tmp_path)): r.reason
            for r in records(tmp_path)
            if isinstance(r, Rejection)
        }
        assert reasons == {"/a.tar": "truncated", "/a.tar!b.jsonl": "truncated"}
