"""What zip and tar archives have in common: members, read one after the other without unpacking to disk."""

from collections.abc import Callable, Iterator
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from kgbuild.documents.limits import Limits
from kgbuild.documents.names import MEMBER, is_input, shown

_IN_MEMORY = 16 << 20


class Member(NamedTuple):
    """One file in an archive, and what it may cost."""

    name: str
    stored: Callable[[], Iterator[bytes]]
    limits: Limits


class Spool(SpooledTemporaryFile[bytes]):
    """Bytes in memory while they are few, else in a temporary file that goes with the last who reads them."""

    def __init__(self) -> None:
        super().__init__(_IN_MEMORY)

    def __del__(self) -> None:
        self.close()


def spooled(chunks: Iterator[bytes]) -> Spool:
    """Return these bytes as a file."""
    file = Spool()
    for chunk in chunks:
        file.write(chunk)
    file.seek(0)
    return file


def member_name(archive: str, path: str) -> str:
    """Return the source's name of a member."""
    return f"{archive}{MEMBER}{shown(path)}"


def is_read(path: str) -> bool:
    """Whether a member is there to be read, judged by its own name and those of its folders."""
    return all(is_input(part) for part in path.split("/") if part not in ("", ".", ".."))
