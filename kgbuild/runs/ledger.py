"""Remember which sources are completely in which shards, so that they are never read again.

One file an entry, `inputs/<digest>-<config>.json`, written after the last shard of its sources: a crash in
between costs a second reading of those sources, which finds their shards there.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from kgbuild.domain.ids import content_hash
from kgbuild.errors import WorkspaceDamagedError
from kgbuild.graph.atomic import write_text
from kgbuild.runs.packing import SourceKey, Unit


@dataclass(frozen=True, slots=True)
class Entry:
    """Sources that were finished together; `rejected` where nothing in them could be read."""

    path: Path
    config: str
    sources: tuple[SourceKey, ...]
    shards: tuple[str, ...]
    records: int
    rejected: bool


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
        self._rejected: dict[str, Entry] = {}
        self._read_as: dict[tuple[str, str], str] = {}
        for path in sorted(folder.glob("[!.]*.json")):
            self._remember(_read(path))

    def knows(self, digest: str) -> bool:
        """Whether the source with these bytes need not be read: its records are all there.

        One in which nothing could be read is tried again each time, which writes nothing if nothing changed;
        so is one whose shards somebody has removed.
        """
        return digest in self._done

    def reads_otherwise(self, key: SourceKey) -> bool:
        """Whether the same bytes under the same name are in the workspace already, read in another format."""
        return self._read_as.get((key.name, key.content), key.digest) != key.digest

    @property
    def entries(self) -> list[Entry]:
        """All entries, of any configuration."""
        return list(self._entries.values())

    @property
    def shards(self) -> set[str]:
        """The fingerprints of all shards of finished sources, of any configuration."""
        return {shard for entry in self._entries.values() for shard in entry.shards}

    @property
    def records(self) -> int:
        """Documents and rejections in the finished sources of this configuration."""
        return sum(entry.records for entry in self._entries.values() if entry.config == self._config)

    def add(self, unit: Unit) -> bool:
        """Write down that a unit's shards are all there; return whether that was news.

        An entry of a source of the same name in which nothing could be read is dropped: other bytes or
        another format option have mended that.
        """
        digest = content_hash(*sorted(source.digest for source in unit.sources), *_names(unit))
        path = self._folder / f"{digest}-{self._config}.json"
        entry = Entry(
            path, self._config, tuple(unit.sources), tuple(unit.shards), unit.records, unit.rejected
        )
        if self._entries.get(path) == entry:
            return False
        for source in unit.sources:
            if old := self._rejected.pop(source.name, None):
                self._entries.pop(old.path, None)
                old.path.unlink(missing_ok=True)
        write_text(path, json.dumps(_facts(entry), indent=1, ensure_ascii=False) + "\n")
        self._remember(entry)
        return True

    def _remember(self, entry: Entry) -> None:
        self._entries[entry.path] = entry
        if entry.rejected:
            self._rejected.update((source.name, entry) for source in entry.sources)
            return
        self._read_as.update(((source.name, source.content), source.digest) for source in entry.sources)
        if entry.config == self._config and all(map(self._has_shard, entry.shards)):
            self._done.update(source.digest for source in entry.sources)


def _names(unit: Unit) -> list[str]:
    """Return what else tells sources apart in which nothing could be read, such as two empty files."""
    return [source.name for source in unit.sources] if unit.rejected else []


def _facts(entry: Entry) -> Mapping[str, object]:
    return {
        "config": entry.config,
        "records": entry.records,
        "rejected": entry.rejected,
        "shards": entry.shards,
        "sources": [asdict(source) for source in entry.sources],
    }


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
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WorkspaceDamagedError(path) from error
