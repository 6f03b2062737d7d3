"""The files in a zip archive."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from kgbuild.documents.archives import Member, is_read, member_name
from kgbuild.documents.limits import CHUNK, Limits
from kgbuild.documents.rejections import Reason, reject
from kgbuild.documents.streams import guard
from kgbuild.domain.document import Rejection
from kgbuild.errors import UnreadableSourceError

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE = "[Content_Types].xml"
_BAD_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)
"""What `zipfile` raises for damage, passwords and unknown compression."""


def zip_members(name: str, file: Path | IO[bytes], limits: Limits) -> Iterator[Member | Rejection]:
    """Yield the files of a zip archive in its order; a file object must be seekable and is ours from here on.

    Memory grows with the archive's list of files, about 1 KB each.
    """
    try:
        archive = zipfile.ZipFile(file)
    except _BAD_ZIP as error:
        message = f"its list of files cannot be read ({error}); it may be truncated: fetch it again"
        raise UnreadableSourceError(name, Reason.BROKEN_ARCHIVE, message) from error
    if _OFFICE in archive.NameToInfo:
        yield reject(name, "", Reason.UNKNOWN_FORMAT, "an Office document; save it as plain text first")
        return
    infos = [info for info in archive.infolist() if not info.is_dir()]
    # Against the archive's own size, because members that overlap (Fifield's bomb) each look innocent.
    size = _size(file)
    guard(name, size, sum(info.file_size for info in infos), limits)
    packed = sum(info.compress_size for info in infos) or 1
    for info in infos:
        if is_read(info.filename):
            share = limits.unpacked(size) * info.compress_size // packed
            member = member_name(name, info.filename)
            yield Member(member, _opener(member, archive, info), limits.within(share))


def _size(file: Path | IO[bytes]) -> int:
    return file.stat().st_size if isinstance(file, Path) else file.seek(0, io.SEEK_END)


def _opener(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], Iterator[bytes]]:
    def chunks() -> Iterator[bytes]:
        try:
            with archive.open(info) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except _BAD_ZIP as error:
            message = f"cannot be unpacked ({error}); fetch the archive again, or unpack it with its password"
            raise UnreadableSourceError(name, Reason.BROKEN_ARCHIVE, message) from error

    return chunks
