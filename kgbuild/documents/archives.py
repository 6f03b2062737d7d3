"""Members of zip and tar archives, one after the other, without unpacking to disk.

A member of a tar is held (on disk when large) only while it is the current one; opened later it is looked up
again from the archive's start, since compressed tars can only be read forward.
"""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple, cast

from kgbuild.documents.limits import CHUNK, Limits
from kgbuild.documents.names import MEMBER, shown
from kgbuild.documents.rejections import Reason, reject
from kgbuild.documents.streams import ChunkReader, decompressed, guard
from kgbuild.domain.document import Rejection
from kgbuild.errors import UnreadableSourceError

_IN_MEMORY = 16 << 20
_TAR_BLOCK = 512
_OFFICE = "[Content_Types].xml"
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
"""What `zipfile` raises for damage, passwords and unknown compression."""


class Member(NamedTuple):
    """One file in an archive."""

    name: str
    stored: Callable[[], Iterator[bytes]]


def spooled(chunks: Iterator[bytes]) -> IO[bytes]:
    """Return a temporary file with these bytes, in memory while it is small."""
    file = cast(IO[bytes], SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - lives as long as what reads it
    for chunk in chunks:
        file.write(chunk)
    file.seek(0)
    return file


def zip_members(name: str, file: IO[bytes], limits: Limits) -> Iterator[Member | Rejection]:
    """Yield the files of a zip archive in its order; `file` must be seekable and is owned from here on."""
    try:
        archive = zipfile.ZipFile(file)
    except _BAD_ZIP as error:
        message = f"its list of files cannot be read ({error}); it may be truncated: fetch it again"
        raise UnreadableSourceError(name, Reason.BROKEN_ARCHIVE, message) from error
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if _OFFICE in archive.NameToInfo:
        yield reject(name, "", Reason.UNKNOWN_FORMAT, "an Office document; save it as plain text first")
        return
    # Against the archive's own size, because members that overlap (Fifield's bomb) each look innocent.
    guard(name, file.seek(0, io.SEEK_END), sum(info.file_size for info in infos), limits)
    for info in infos:
        member = f"{name}{MEMBER}{shown(info.filename)}"
        yield Member(member, _zip_opener(member, archive, info))


def _zip_opener(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], Iterator[bytes]]:
    def chunks() -> Iterator[bytes]:
        try:
            with archive.open(info) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except _BAD_ZIP as error:
            message = f"cannot be unpacked ({error}); fetch the archive again, or unpack it with its password"
            raise UnreadableSourceError(name, Reason.BROKEN_ARCHIVE, message) from error

    return chunks


def tar_members(
    name: str, stored: Callable[[], Iterator[bytes]], limits: Limits
) -> Iterator[Member | Rejection]:
    """Yield the files of a tar archive, compressed with gzip or not, in its order."""

    def unpacked() -> Iterator[bytes]:
        return decompressed(stored(), name, limits)

    raw = ChunkReader(unpacked())
    try:
        with tarfile.open(fileobj=io.BufferedReader(raw, CHUNK), mode="r|") as archive:
            for index, info in enumerate(archive):
                member = f"{name}{MEMBER}{shown(info.name)}"
                if info.isfile():
                    content = _TarMember(member, index, _extracted(archive, info), unpacked)
                    yield Member(member, content.chunks)
                    content.release()
                elif not info.isdir():
                    yield reject(
                        member, "", Reason.UNREADABLE, "a link or device in an archive; add the file itself"
                    )
    except tarfile.TarError as error:
        message = f"the archive is damaged or ends early ({error}); fetch it again"
        raise UnreadableSourceError(name, Reason.TRUNCATED, message) from error
    while raw.read(CHUNK):  # to the end, for the checksum
        pass
    if raw.tail.strip(b"\0"):
        yield reject(name, "", Reason.TRUNCATED, "the archive lacks its end mark; fetch it again")


class _TarMember:
    """The bytes of a tar's member: a copy while it is the current one, later found again."""

    def __init__(
        self, name: str, index: int, copy: IO[bytes], archive: Callable[[], Iterator[bytes]]
    ) -> None:
        self._name = name
        self._index = index
        self._copy: IO[bytes] | None = copy
        self._archive = archive

    def chunks(self) -> Iterator[bytes]:
        file = self._copy or self._look_up()
        position = 0
        while True:
            file.seek(position)  # others may be reading the same copy
            chunk = file.read(CHUNK)
            if not chunk:
                return
            position += len(chunk)
            yield chunk

    def release(self) -> None:
        self._copy = None

    def _look_up(self) -> IO[bytes]:
        raw = io.BufferedReader(ChunkReader(self._archive()), CHUNK)
        with tarfile.open(fileobj=raw, mode="r|") as archive:
            for at, info in enumerate(archive):
                if at == self._index:
                    return _extracted(archive, info)
        raise UnreadableSourceError(
            self._name, Reason.UNREADABLE, "is no longer in its archive; read it again"
        )


def _extracted(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(info)
    return spooled(iter(lambda: content.read(CHUNK), b"") if content else iter(()))
