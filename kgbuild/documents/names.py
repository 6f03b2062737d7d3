"""Names of sources: paths, with `!member` behind those of archives."""

import os
from pathlib import Path, PurePosixPath

MEMBER = "!"


def shown(path: Path | str) -> str:
    """Return a path as text that any file can hold, even where it is not valid UTF-8 on disk."""
    return os.fsencode(path).decode(errors="replace")


def base_name(name: str) -> str:
    """Return a source's name without folders and archives.

    >>> base_name("data/2021.zip!in/pubmed21n1298.xml.gz")
    'pubmed21n1298.xml.gz'
    """
    return PurePosixPath(name.rpartition(MEMBER)[2]).name
