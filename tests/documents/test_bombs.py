"""Files that unpack to far more than they hold: refused before they fill memory, disk or time."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

from kgbuild.documents.limits import RATIO_FROM, Limits
from kgbuild.documents.reading import read
from kgbuild.documents.sources import iter_sources
from kgbuild.domain.document import Record, Rejection


def records(path: Path, limits: Limits | None = None) -> list[Record]:
    found: list[Record] = []
    for source in iter_sources([path], limits=limits or Limits()):
        found.extend([source] if isinstance(source, Rejection) else read(source))
    return found


def reasons(path: Path, limits: Limits | None = None) -> list[str]:
    return [record.reason for record in records(path, limits) if isinstance(record, Rejection)]


def zipped(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_gzip_bomb(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.txt.gz"
    with gzip.open(bomb, "wb") as file:
        for _ in range(90):
            file.write(b'{"id": "1"}\n' + b" " * (1 << 20))
    *_, last = records(bomb)
    assert isinstance(last, Rejection)
    assert last.reason == "bomb"
    assert "unpack it yourself" in last.message


def test_blanks_below_the_threshold_are_harmless(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"Fever." + b" " * 900_000))
    assert reasons(tmp_path) == []


def test_a_zip_bomb(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(*((f"{n}.txt", bytes(RATIO_FROM // 8)) for n in range(10))))
    assert reasons(tmp_path) == ["bomb"]


def test_overlapping_members(tmp_path: Path) -> None:
    """After David Fifield, A better zip bomb (2019): many entries share one stretch of compressed bytes."""
    content = bytes(RATIO_FROM // 4)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    sizes = struct.pack("<III", zlib.crc32(content), len(packed), len(content))
    local = struct.pack("<4s5H", b"PK\x03\x04", 20, 0, 8, 0, 0) + sizes + struct.pack("<HH", 5, 0) + b"a.txt"
    central = b"".join(
        struct.pack("<4s6H", b"PK\x01\x02", 20, 20, 0, 8, 0, 0)
        + sizes
        + struct.pack("<HHHHHII", 5, 0, 0, 0, 0, 0, 0)
        + b"a.txt"
        for _ in range(50)
    )
    start = len(local) + len(packed)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 50, 50, len(central), start, 0)
    (tmp_path / "a.zip").write_bytes(local + packed + central + end)
    assert reasons(tmp_path) == ["bomb"]


def test_archives_in_archives_share_what_they_may_unpack_to(tmp_path: Path) -> None:
    inner = zipped(*((f"{n}.txt", bytes(RATIO_FROM // 16)) for n in range(10)))
    alone = tmp_path / "alone.zip"
    alone.write_bytes(inner)
    assert "bomb" not in reasons(alone)
    nested = tmp_path / "nested.zip"
    nested.write_bytes(zipped(*((f"{n}.zip", inner) for n in range(20))))
    assert reasons(nested) == ["bomb"] * 20


def test_gzip_files_in_a_tar_share_it_as_well(tmp_path: Path) -> None:
    inner = gzip.compress(bytes(RATIO_FROM // 8))
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        for n in range(20):
            info = tarfile.TarInfo(f"{n}.txt.gz")
            info.size = len(inner)
            archive.addfile(info, io.BytesIO(inner))
    assert set(reasons(tmp_path)) == {"bomb"}


def test_a_tar_header_without_end(tmp_path: Path) -> None:
    """A long name is part of the header, which the standard library reads into memory."""
    info = tarfile.TarInfo("a")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 8 << 30
    with (tmp_path / "a.tar").open("wb") as file:
        file.write(info.tobuf(tarfile.GNU_FORMAT))
        file.truncate(8 << 30)
    assert reasons(tmp_path) == ["bomb"]


def test_a_hard_limit(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(bytes(range(256)) * 100))
    assert reasons(tmp_path, Limits(decompressed_bytes=1000)) == ["bomb"]
