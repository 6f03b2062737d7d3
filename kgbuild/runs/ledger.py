"""Remember which sources are completely in which shards, so that they are never read again.

One file an entry, `inputs/<digest>-<config>.json`, written after the last shard of its sources: a crash in
between costs a second reading of those sources, which finds their shards there.

What could not be read of a file leaves the quarantine once a file of its name is read and whole: other bytes
have mended it. What had been read of the former bytes stays.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from kgbuild.domain.ids import content_hash
from kgbuild.errors import WorkspaceDamagedError
from kgbuild.graph.atomic import write_text
from kgbuild.runs.packing import SourceKey, Unit


@dataclass(frozen=True, slots=True)
class Entry:
    """Sources that were finished together; `rejected` where nothing in them could be read.

    `mended` where some of it could not, and a whole file of that name has been read since.
    """

    path: Path
    config: str
    sources: tuple[SourceKey, ...]
    shards: tuple[str, ...]
    records: int
    rejected: bool
    mended: bool = False

    @property
    def rejections(self) -> int:
        """What could not be read of its sources."""
        return sum(source.rejections for source in self.sources)

    @property
    def counted_records(self) -> int:
        """Documents and rejections that count."""
        return self.records - self.rejections if self.mended else self.records


class Ledger:
    """The entries of a workspace; those of the configuration `config` tell what need not be read."""

    def __init__(
        self, folder: Path, config: str, *, has_shard: Callable[[str], bool] = lambda shard: True
    ) -> None:
        self._folder = folder
        self._config = config
        self._has_shard = has_shard
        self._entries: dict[Path, Entry] = {}
        self._done: set[str] = set()
        self._whole: set[str] = set()
        """Those of the finished sources that could be read to the last record."""
        self._partial: dict[str, set[Path]] = {}
        """Entries of sources of each name of which something could not be read."""
        self._rejected: dict[str, Entry] = {}
        self._read_as: dict[tuple[str, str], str] = {}
        for path in sorted(folder.glob("[!.]*.json")):
            self._remember(_read(path))

    def knows(self, digest: str) -> bool:
        """Whether the source with these bytes need not be read: its records are all there.

        One in which nothing could be read is tried again each time, which writes nothing if nothing changed;
        so is one whose shards somebody has removed, or that a mended one had replaced.
        """
        return digest in self._done

    def reads_otherwise(self, key: SourceKey) -> bool:
        """Whether the same bytes under the same name are in the workspace already, read in another format."""
        return self._read_as.get((key.name, key.content), key.digest) != key.digest

    @property
    def entries(self) -> list[Entry]:
        """All entries, of any configuration."""
        return list(self._entries.values())

    def could_not_read(self, name: str) -> bool:
        """Whether nothing could be read of the source of this name."""
        return name in self._rejected

    def mend(self, source: SourceKey) -> None:
        """Let what could not be read of earlier sources of this one's name count no more.

        An entry in which nothing could be read is dropped. Of one with something in it only the rejections
        cease to count, and only if the new source is finished and whole.
        """
        if old := self._rejected.pop(source.name, None):
            self._entries.pop(old.path, None)
            old.path.unlink(missing_ok=True)
        if source.digest not in self._whole:
            return
        for path in sorted(self._partial.pop(source.name, ())):
            entry = replace(self._entries[path], mended=True)
            write_text(path, _written(entry))
            self._entries[path] = entry

    def add(self, unit: Unit) -> bool:
        """Write down that a unit's shards are all there; return whether that was news.

        What other bytes, or another format option, have mended is written down as well; see `mend`.
        """
        digest = content_hash(*sorted(source.origin for source in unit.sources), *_names(unit))
        path = self._folder / f"{digest}-{self._config}.json"
        entry = Entry(
            path, self._config, tuple(unit.sources), tuple(unit.shards), unit.records, unit.rejected
        )
        if self._entries.get(path) == entry:
            return False
        for source in unit.sources:
            if not (source.rejections or source.attempt):
                self._whole.add(source.digest)
            self.mend(source)
        write_text(path, _written(entry))
        self._remember(entry)
        return True

    def _remember(self, entry: Entry) -> None:
        self._entries[entry.path] = entry
        if entry.rejected:
            self._rejected.update((source.name, entry) for source in entry.sources)
            return
        self._read_as.update(((source.name, source.content), source.digest) for source in entry.sources)
        for source in entry.sources:
            if source.rejections and not entry.mended:
                self._partial.setdefault(source.name, set()).add(entry.path)
        readings = [source for source in entry.sources if not source.attempt]
        if entry.config == self._config and not entry.mended and all(map(self._has_shard, entry.shards)):
            self._done.update(source.digest for source in readings)
            self._whole.update(source.digest for source in readings if not source.rejections)


def _names(unit: Unit) -> list[str]:
    """Return what else tells sources apart in which nothing could be read, such as two empty files."""
    return [source.name for source in unit.sources] if unit.rejected else []


def _written(entry: Entry) -> str:
    facts = {
        "config": entry.config,
        "records": entry.records,
        "rejected": entry.rejected,
        "mended": entry.mended,
        "shards": entry.shards,
        "sources": [asdict(source) for source in entry.sources],
    }
    return json.dumps(facts, indent=1, ensure_ascii=False) + "\n"


def _read(path: Path) -> Entry:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return Entry(
            path,
            facts["config"],
            tuple(SourceKey(**source) for source in facts["sources"]),
            tuple(facts["shards"]),
            facts["records"],
            facts["rejected"],
            facts["mended"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WorkspaceDamagedError(path) from error
