"""Names of sources: paths, with `!member` behind those of archives."""

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

MEMBER = "!"

_SYSTEM = "__MACOSX"
_ABOUT_FILES = re.compile(
    r"(?:readme|licen[cs]e|copying|notice|changelog|contributing)(?:[._-].*)?|.*\.(?:md5|sha1|sha256|sha512)",
    re.I,
)


def shown(path: Path | str) -> str:
    """Return a path as text that any file can hold, even where it is not valid UTF-8 on disk."""
    return os.fsencode(path).decode(errors="replace")


def base_name(name: str) -> str:
    """Return a source's name without folders and archives.

    >>> base_name("data/2021.zip!in/pubmed21n1298.xml.gz")
    'pubmed21n1298.xml.gz'
    """
    return PurePosixPath(name.rpartition(MEMBER)[2].replace("\\", "/")).name


def containers(name: str) -> Iterator[str]:
    """Yield the archives and folders that a source lies in, by name.

    >>> list(containers("data/2021.zip!in/a.xml"))
    ['data/2021.zip', 'data', '.']
    """
    while MEMBER in name:
        name = name.rpartition(MEMBER)[0]
        yield name
    yield from map(str, PurePosixPath(name).parents)


def is_input(name: str) -> bool:
    """Whether something of this name in a folder or archive is there to be read.

    Not read are hidden files, and what accompanies data: README, licence and checksum files.

    >>> [is_input(name) for name in ("paper.xml", ".DS_Store", "README.md", "pubmed21n0001.xml.gz.md5")]
    [True, False, False, False]
    """
    return not (name.startswith(".") or name == _SYSTEM or _ABOUT_FILES.fullmatch(name))
