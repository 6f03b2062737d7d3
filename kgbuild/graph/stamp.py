"""A note beside tables that they keep the schema, so that they are checked once and not at every opening.

It holds for these very files only: it is a hash of what each Parquet file says of itself at its end, which
has the sizes, places and extremes of all columns, and of the rules. Another note says which files were
published, so that a store knows tables that were edited by hand since: their build is the same.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

from kgbuild.domain.ids import content_hash
from kgbuild.graph.rules import known_rules
from kgbuild.graph.tables import GRAPH_TABLES

STAMP = "checked"
ORIGINAL = "published"
_TAIL = 8
"""Bytes at the end of a Parquet file: the length of the footer before them, and `PAR1`."""


def is_stamped(folder: Path) -> bool:
    """Whether the tables in a folder are those that were checked; raises `OSError` where one is missing."""
    stamp = folder / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8", errors="replace") == _stamp(folder)


def stamp(folder: Path) -> None:
    """Note that the tables in a folder keep the schema; nothing happens where it cannot be written."""
    with suppress(OSError):
        (folder / STAMP).write_text(_stamp(folder), encoding="utf-8")


def note_original(folder: Path) -> None:
    """Note that the tables in a folder are as kgbuild made them; raises `OSError`."""
    (folder / ORIGINAL).write_text(content_hash(*_footers(folder)) + "\n", encoding="utf-8")


def edition(folder: Path) -> str:
    """Return a hash of tables that are not as kgbuild made them, or of which nothing is noted; else nothing.

    Raises `OSError` where a table is missing.
    """
    now, note = content_hash(*_footers(folder)), folder / ORIGINAL
    same = note.is_file() and note.read_text(encoding="utf-8", errors="replace").strip() == now
    return "" if same else now


def _stamp(folder: Path) -> str:
    return content_hash(known_rules().fingerprint, *_footers(folder)) + "\n"


def _footers(folder: Path) -> list[str]:
    return [_footer(folder / f"{name}.parquet") for name in GRAPH_TABLES]


def _footer(path: Path) -> str:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        length = int.from_bytes(file.read(4), "little") + _TAIL
        file.seek(max(0, size - length))
        return f"{size} {hashlib.sha256(file.read()).hexdigest()}"
