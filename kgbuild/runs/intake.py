"""From paths to the records of those sources that are not finished yet."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kgbuild.documents.names import containers
from kgbuild.documents.plain import stated_id
from kgbuild.documents.reading import read
from kgbuild.documents.sniff import SNIFFED_BYTES, sniff
from kgbuild.documents.sources import Source, iter_sources
from kgbuild.documents.streams import peek
from kgbuild.domain.document import Record, Rejection
from kgbuild.domain.ids import content_hash
from kgbuild.errors import NothingToReadError, SourceReadOtherwiseError, UnreadableSourceError
from kgbuild.runs.ledger import Ledger
from kgbuild.runs.packing import SourceKey
from kgbuild.runs.retry import Retries


@dataclass(slots=True)
class Intake:
    """Counts what has been taken so far; `bytes` are those stored, also of sources that were known before."""

    sources_read: int = 0
    sources_known: int = 0
    bytes: int = 0


def unfinished(
    inputs: Iterable[Path],
    ledger: Ledger,
    *,
    format: str | None,
    intake: Intake,
    retries: Retries | None = None,
) -> Iterator[tuple[SourceKey, Iterable[Record]]]:
    """Yield each source that the ledger does not know, with its records, which are read as they are taken.

    Equal bytes are read once, whatever their names, unless a name states an id. Of a source that is known,
    `retries` tells what is to be tried again. Folders and archives that could not be opened before and can be
    now count no more among the unreadable. Raises `NothingToReadError`
    where there is no source, `SourceReadOtherwiseError` where one was read in another format before.
    """
    inputs = list(inputs)
    seen: set[str] = set()
    opened: set[str] = set()
    refused: set[str] = set()
    for source in iter_sources(inputs):
        before = intake.bytes
        key, records = _open(source, format, intake)
        if ledger.reads_otherwise(key):
            raise SourceReadOtherwiseError(key.name)
        if isinstance(source, Source):
            opened.update(filter(ledger.could_not_read, containers(key.name)))
        else:
            refused.add(key.name)
        again = retries.of(key, records) if retries and key.digest not in seen else None
        if again:
            intake.sources_read += 1
            yield again
        elif key.digest in seen:
            intake.sources_known += 1
        elif ledger.knows(key.digest):
            intake.sources_known += 1
            ledger.mend(key)
        else:
            intake.bytes = before  # as far as hashing it came; now it is read
            intake.sources_read += 1
            yield key, records
        seen.add(key.digest)
    if not seen:
        raise NothingToReadError(inputs)
    for name in sorted(opened - refused):
        ledger.mend(SourceKey("", name))


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
            return _key(counted, format), read(counted, format=format)
        except UnreadableSourceError as error:
            source = Rejection(source.name, "", error.reason, error.problem)
    parts = (source.source, source.location, source.reason)
    return SourceKey(content_hash("rejection", *parts), str(Path(source.source).absolute())), [source]


def _key(source: Source, format: str | None) -> SourceKey:
    """Name a source by its bytes, how they are read, and the id that a plain text's name may state.

    The name is absolute: files of one name in two folders are two.
    """
    read_as = format or sniff(peek(source.chunks(), SNIFFED_BYTES)[0], source.name)
    id = stated_id(source.name) if read_as == "plain" else ""
    return SourceKey(
        content_hash(source.digest, read_as, id), str(Path(source.name).absolute()), source.digest
    )


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
