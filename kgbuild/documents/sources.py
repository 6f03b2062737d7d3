"""Files, folders and archives in, one source a document file out.

Hidden files (`.DS_Store`, `__MACOSX`) and what accompanies data (README, licence and checksum files) are
no inputs unless they are named themselves; everything else becomes a source or a rejection.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kgbuild.documents.archives import Member, spooled
from kgbuild.documents.limits import DEFAULT_LIMITS, Limits
from kgbuild.documents.names import is_input, shown
from kgbuild.documents.rejections import Reason, reject
from kgbuild.documents.streams import decompressed, file_chunks, peek
from kgbuild.documents.tars import TAR_BLOCK, TAR_MAGIC, TAR_MAGIC_AT, tar_members
from kgbuild.documents.zips import ZIP_MAGIC, zip_members
from kgbuild.domain.document import Rejection
from kgbuild.errors import InputNotFoundError, UnreadableSourceError

_WORKSPACE = "workspace.json"
"""What marks a folder as written by kgbuild."""
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
    name, problem = shown(path), ""
    try:
        status = path.stat()
        if path.is_dir():
            identity = (status.st_dev, status.st_ino)
            if identity in parents:
                problem = "a link back to a folder above it; not followed"
            elif (path / _WORKSPACE).is_file():
                # What kgbuild wrote holds no documents; below an input it is passed over, as by design.
                problem = (
                    "" if parents else "a workspace of kgbuild, which holds no documents; name their files"
                )
            else:
                for child in sorted(path.iterdir()):
                    if is_input(child.name):
                        yield from _below(child, limits, (*parents, identity))
        elif path.is_file():
            yield from _expanded(name, lambda: file_chunks(path), limits, _DEPTH, path)
        else:
            problem = "a device or pipe; save its content to a file first"
    except OSError as error:
        broken_link = path.is_symlink() and isinstance(error, FileNotFoundError)
        what = "a link to nothing; " if broken_link else f"cannot be read: {error.strerror}; "
        problem = what + ("mend or remove it" if broken_link else "check its permissions")
    if problem:
        yield reject(name, "", Reason.UNREADABLE, problem)


def _expanded(
    name: str, stored: Callable[[], Iterator[bytes]], limits: Limits, depth: int, path: Path | None = None
) -> Iterator[Source | Rejection]:
    """Yield the source itself, or its members when it is an archive."""
    try:
        members = _members(name, stored, limits, path)
        if members is None:
            yield Source(name, stored, limits)
        elif not depth:
            message = "too many archives within archives; unpack it first"
            yield reject(name, "", Reason.BROKEN_ARCHIVE, message)
        else:
            for member in members:
                if isinstance(member, Rejection):
                    yield member
                else:
                    yield from _expanded(member.name, member.stored, member.limits, depth - 1)
    except UnreadableSourceError as error:
        yield reject(name, "", Reason(error.reason), error.problem)


def _members(
    name: str, stored: Callable[[], Iterator[bytes]], limits: Limits, path: Path | None
) -> Iterator[Member | Rejection] | None:
    """Return what is in an archive, or nothing where it is none."""
    head, _ = peek(decompressed(stored(), name, limits), TAR_BLOCK)
    if head[TAR_MAGIC_AT:].startswith(TAR_MAGIC):
        return tar_members(name, stored, limits)
    if not head.startswith(ZIP_MAGIC):
        return None
    stored_plainly = path is not None and peek(stored(), len(head))[0] == head
    file = path if path and stored_plainly else spooled(decompressed(stored(), name, limits))
    return zip_members(name, file, limits)
