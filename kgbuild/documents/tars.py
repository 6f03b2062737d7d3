"""The files in a tar archive, compressed with gzip or not.

A member is held (on disk when large) only while it is the current one; opened later it is looked up again
from the archive's start, since compressed tars can only be read forward.
"""

import io
import tarfile
from collections.abc import Callable, Iterator

from kgbuild.documents.archives import Member, Spool, is_read, member_name
from kgbuild.documents.limits import CHUNK, RATIO_FROM, Limits
from kgbuild.documents.rejections import Reason, reject
from kgbuild.documents.streams import ChunkReader, decompressed
from kgbuild.domain.document import Rejection
from kgbuild.errors import UnreadableSourceError

TAR_MAGIC, TAR_MAGIC_AT = b"ustar", 257
TAR_BLOCK = 512
_PART = 1 << 14
"""Bytes read at a time: where the archive breaks off, the part that was being read is lost."""
_BAD_TAR = (tarfile.TarError, ValueError, OverflowError, EOFError)
"""What `tarfile` raises for damage."""

Opener = Callable[[], Iterator[bytes]]


def tar_members(name: str, stored: Opener, limits: Limits) -> Iterator[Member | Rejection]:
    """Yield the files of a tar archive in its order."""
    packed = ChunkReader(stored())
    raw = _Headers(decompressed(iter(lambda: packed.read(CHUNK) or b"", b""), name, limits), name)
    try:
        for index, (archive, info) in enumerate(_infos(raw)):
            member = member_name(name, info.name)
            if not is_read(info.name) or info.isdir():
                continue
            if not info.isfile() or info.issparse():
                message = "a link, device or sparse file in an archive; add the file itself"
                yield reject(member, "", Reason.UNREADABLE, message)
                continue
            copy, error = _extracted(archive, info, member)
            content = _TarMember(member, index, copy, error, lambda: decompressed(stored(), name, limits))
            share = limits.ratio * info.size * packed.given // max(1, raw.given)
            yield Member(member, content.chunks, limits.within(share))
            content.release()
    except _BAD_TAR as error:
        message = f"the archive is damaged or ends early ({error}); fetch it again"
        raise UnreadableSourceError(name, Reason.TRUNCATED, message) from error
    raw.expected = None
    while raw.read(CHUNK):  # to the end, for the checksum
        pass
    if raw.tail.strip(b"\0"):
        yield reject(name, "", Reason.TRUNCATED, "the archive lacks its end mark; fetch it again")


class _Headers(ChunkReader):
    """Refuses headers of a size that only an attack has, since `tarfile` reads a header into memory."""

    def __init__(self, chunks: Iterator[bytes], name: str) -> None:
        super().__init__(chunks)
        self._name = name
        self.expected: int | None = 0
        """Bytes of content that have been announced; without a bound where nothing is."""

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override] # as in the base
        if self.expected is not None and self.given > self.expected + RATIO_FROM:
            message = f"has a header of more than {RATIO_FROM:,} bytes; unpack it yourself if you trust it"
            raise UnreadableSourceError(self._name, Reason.BOMB, message)
        return super().readinto(buffer)


def _infos(raw: _Headers) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    with tarfile.open(fileobj=io.BufferedReader(raw, CHUNK), mode="r|") as archive:
        while info := archive.next():
            archive.members.clear()  # type: ignore[attr-defined] # or memory grows; the stubs lack it
            raw.expected = raw.given + info.size
            yield archive, info


class _TarMember:
    """The bytes of a tar's member: a copy while it is the current one, later found again."""

    def __init__(
        self, name: str, index: int, copy: Spool, error: UnreadableSourceError | None, archive: Opener
    ) -> None:
        self._name = name
        self._index = index
        self._copy: Spool | None = copy
        self._error = error
        self._archive = archive

    def chunks(self) -> Iterator[bytes]:
        file, error = (self._copy, self._error) if self._copy else self._look_up()
        position = 0
        while True:
            file.seek(position)  # others may be reading the same copy
            chunk = file.read(CHUNK)
            if not chunk:
                break
            position += len(chunk)
            yield chunk
        if error:
            raise error

    def release(self) -> None:
        self._copy = None

    def _look_up(self) -> tuple[Spool, UnreadableSourceError | None]:
        raw = _Headers(self._archive(), self._name)
        for index, (archive, info) in enumerate(_infos(raw)):
            if index == self._index:
                return _extracted(archive, info, self._name)
        message = "is no longer in its archive; read it again"
        raise UnreadableSourceError(self._name, Reason.UNREADABLE, message)


def _extracted(
    archive: tarfile.TarFile, info: tarfile.TarInfo, name: str
) -> tuple[Spool, UnreadableSourceError | None]:
    """Return a copy of the member's bytes, and why it ends early if it does."""
    copy, error = Spool(), None
    content = archive.extractfile(info)
    try:
        while content and (chunk := content.read(_PART)):
            copy.write(chunk)
    except UnreadableSourceError as early:
        error = UnreadableSourceError(
            name, early.reason, f"its archive breaks off within it: {early.problem}"
        )
    except _BAD_TAR as bad:
        message = f"its archive breaks off within it ({bad}); fetch the archive again"
        error = UnreadableSourceError(name, Reason.TRUNCATED, message)
    return copy, error
