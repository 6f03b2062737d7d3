"""Files, folders and archives in, one source a document file out.

Hidden files (`.DS_Store`, `.git`, `__MACOSX`) are no inputs; everything else becomes a source or a rejection.
"""

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kgbuild.documents.archives import spooled, tar_members, zip_members
from kgbuild.documents.limits import CHUNK, DEFAULT_LIMITS, Limits
from kgbuild.documents.names import MEMBER, shown
from kgbuild.documents.rejections import Reason, reject
from kgbuild.documents.streams import ChunkReader, decompressed, file_chunks, peek
from kgbuild.domain.document import Rejection
from kgbuild.errors import InputNotFoundError, UnreadableSourceError

_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_TAR_MAGIC, _TAR_MAGIC_AT = b"ustar", 257
_TAR_BLOCK = 512
_DEPTH = 3
"""Archives within archives that are opened."""


@dataclass(frozen=True)
class Source:
    """One file, or one member of an archive, that can be read any number of times.

    `name` is the path, with `!member` where it lies in an archive.
    """

    name: str
    stored: Callable[[], Iterator[bytes]]
    """Gives the bytes as they are stored, perhaps compressed."""
    limits: Limits = DEFAULT_LIMITS

    def chunks(self) -> Iterator[bytes]:
        """Yield the decompressed bytes.

        Raises `UnreadableSourceError` where they end early, are damaged or a bomb, after all bytes before.
        """
        return decompressed(self.stored(), self.name, self.limits)

    def open(self) -> io.BufferedReader:
        """Return the decompressed bytes as a binary file."""
        return io.BufferedReader(ChunkReader(self.chunks()), CHUNK)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the stored bytes, in hex; raises `UnreadableSourceError`."""
        digest = hashlib.sha256()
        for chunk in self.stored():
            digest.update(chunk)
        return digest.hexdigest()


def iter_sources(
    paths: Iterable[Path | str], *, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Source | Rejection]:
    """Return the sources below `paths`: folders walked in sorted order, archives unpacked on the way.

    A path that does not exist raises `InputNotFoundError` at once; whatever else is wrong is a rejection.
    """
    roots = [Path(path) for path in paths]
    for root in roots:
        if not os.path.lexists(root):
            raise InputNotFoundError(root)
    return (source for root in roots for source in _below(root, limits, ()))


def _below(path: Path, limits: Limits, parents: tuple[tuple[int, int], ...]) -> Iterator[Source | Rejection]:
    """Yield what lies at `path`; `parents` (device and inode) tell a loop of links."""
    try:
        status = path.stat()
        if path.is_dir():
            identity = (status.st_dev, status.st_ino)
            if identity in parents:
                yield reject(
                    shown(path), "", Reason.UNREADABLE, "a link back to a folder above it; not followed"
                )
                return
            for child in sorted(path.iterdir()):
                if not is_hidden(child.name):
                    yield from _below(child, limits, (*parents, identity))
        elif path.is_file():
            yield from _expanded(shown(path), lambda: file_chunks(path), limits, _DEPTH, path)
        else:
            yield reject(
                shown(path), "", Reason.UNREADABLE, "a device or pipe; save its content to a file first"
            )
    except OSError as error:
        yield reject(
            shown(path), "", Reason.UNREADABLE, f"cannot be read: {error.strerror}; check its permissions"
        )


def _expanded(
    name: str, stored: Callable[[], Iterator[bytes]], limits: Limits, depth: int, path: Path | None = None
) -> Iterator[Source | Rejection]:
    """Yield the source itself, or its members when it is an archive."""
    try:
        head, _ = peek(decompressed(stored(), name, limits), _TAR_BLOCK)
        if head.startswith(_ZIP_MAGIC):
            stored_plainly = path is not None and peek(stored(), len(head))[0] == head
            file = (
                path.open("rb") if path and stored_plainly else spooled(decompressed(stored(), name, limits))
            )
            members = zip_members(name, file, limits)
        elif head[_TAR_MAGIC_AT:].startswith(_TAR_MAGIC):
            members = tar_members(name, stored, limits)
        else:
            yield Source(name, stored, limits)
            return
        if not depth:
            yield reject(
                name, "", Reason.BROKEN_ARCHIVE, "too many archives within archives; unpack it first"
            )
            return
        for member in members:
            if isinstance(member, Rejection):
                yield member
            elif not any(is_hidden(part) for part in member.name.rpartition(MEMBER)[2].split("/")):
                yield from _expanded(member.name, member.stored, limits, depth - 1)
    except UnreadableSourceError as error:
        yield reject(name, "", Reason(error.reason), error.problem)


def is_hidden(name: str) -> bool:
    """Whether a file of this name is the system's and not the user's.

    >>> [is_hidden(name) for name in (".DS_Store", "__MACOSX", "paper.xml")]
    [True, True, False]
    """
    return name.startswith(".") or name == "__MACOSX"
