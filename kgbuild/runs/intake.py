"""From paths to the records of those sources that are not finished yet."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kgbuild.documents.reading import read
from kgbuild.documents.sources import Source, iter_sources
from kgbuild.domain.document import Record, Rejection
from kgbuild.domain.ids import content_hash
from kgbuild.errors import NothingToReadError, UnreadableSourceError
from kgbuild.runs.ledger import Ledger
from kgbuild.runs.packing import SourceKey


@dataclass(slots=True)
class Intake:
    """Counts what has been taken so far; `bytes` are those stored, also of sources that were known before."""

    sources_read: int = 0
    sources_known: int = 0
    bytes: int = 0


def unfinished(
    inputs: Iterable[Path], ledger: Ledger, *, format: str | None, intake: Intake
) -> Iterator[tuple[SourceKey, Iterable[Record]]]:
    """Yield each source that the ledger does not know, with its records, which are read as they are taken.

    Equal bytes are read once, whatever their names. Raises `NothingToReadError` where there is no source.
    """
    inputs = list(inputs)
    seen: set[str] = set()
    for source in iter_sources(inputs):
        before = intake.bytes
        key, records = _open(source, format, intake)
        if key.digest in seen or ledger.knows(key.digest):
            intake.sources_known += 1
        else:
            intake.bytes = before  # as far as hashing it came; now it is read
            intake.sources_read += 1
            yield key, records
        seen.add(key.digest)
    if not seen:
        raise NothingToReadError(inputs)


def stored_bytes(inputs: Iterable[Path]) -> int:
    """Return the size of all files below the inputs, for an estimate of the work."""
    files = (file for path in inputs for file in (path.rglob("*") if path.is_dir() else (path,)))
    return sum(file.stat().st_size for file in files if file.is_file())


def _open(
    source: Source | Rejection, format: str | None, intake: Intake
) -> tuple[SourceKey, Iterable[Record]]:
    if isinstance(source, Source):
        counted = replace(source, stored=_counting(source.stored, intake))
        try:
            return SourceKey(counted.digest, source.name), read(counted, format=format)
        except UnreadableSourceError as error:
            source = Rejection(source.name, "", error.reason, error.problem)
    parts = (source.source, source.location, source.reason)
    return SourceKey(content_hash("rejection", *parts), source.source), [source]


def _counting(stored: Callable[[], Iterator[bytes]], intake: Intake) -> Callable[[], Iterator[bytes]]:
    """Let `intake` follow how far the bytes were taken, however often they are taken from the start again."""

    def chunks() -> Iterator[bytes]:
        start = intake.bytes if not openings else openings[0]
        openings.append(start)
        position = start
        for chunk in stored():
            position += len(chunk)
            intake.bytes = max(intake.bytes, position)
            yield chunk

    openings: list[int] = []
    return chunks
