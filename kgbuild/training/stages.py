"""Remember which stages of a training are done, so that a run that was stopped goes on with the next one.

A stage's folder holds a mark with a fingerprint of all that decides its result. A stage whose mark is the
same is not run again; one that is not marked goes on from its own checkpoints, or begins anew.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

MARK = "done.txt"
CHUNK = 1 << 20


def stage_fingerprint(*parts: object) -> str:
    """Return a fingerprint of settings and inputs; equal parts in equal order have the same."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def is_done(folder: Path, fingerprint: str) -> bool:
    """Whether the stage in the folder has ended, from these settings and inputs."""
    mark = folder / MARK
    return mark.is_file() and mark.read_text("utf-8") == fingerprint


def mark_done(folder: Path, fingerprint: str) -> None:
    """Say that the stage in the folder has ended: the last thing that it does."""
    partial = folder / f"{MARK}.partial"
    partial.write_text(fingerprint, "utf-8")
    partial.replace(folder / MARK)


def files_digest(files: Iterable[Path]) -> str:
    """Return a digest of the files' names and bytes."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\0{file.stat().st_size}\0".encode())
        with file.open("rb") as opened:
            while chunk := opened.read(CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def listing_digest(folder: Path, *, without: Path) -> str:
    """Return a digest of the names and sizes of all files below a folder but those below `without`."""
    outside = (file for file in folder.rglob("*") if not file.is_relative_to(without))
    files = sorted(file for file in outside if file.is_file())
    return stage_fingerprint(*((file.relative_to(folder).as_posix(), file.stat().st_size) for file in files))
