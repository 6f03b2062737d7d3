"""Pack the records of many sources into parcels: what one shard will hold.

What lies in a parcel must not depend on what was read before a crash. So a large source fills parcels of
its own, and small sources share a parcel as wholes: whether a parcel is full depends on its own records
alone. Sources finished earlier can then be left out and the others pack as they did before. A source of which
something could not be read stays by itself, so that it can be mended.

No parcel holds two documents of one id, because a shard's rows name their document by id alone: a second
version begins a new parcel, and a small source that repeats a document of the others stays by itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from kgbuild.domain.document import Document, Record, Rejection
from kgbuild.domain.ids import content_hash


@dataclass(frozen=True, slots=True)
class SourceKey:
    """A source by what decides its records, and by name; `content` is the hash of its bytes alone.

    `attempt` is above 0 where only those documents are read again whose extraction failed. Once it has been
    read, `records` counts its documents and rejections, `rejections` the latter alone.
    """

    digest: str
    name: str
    content: str = ""
    attempt: int = 0
    records: int = 0
    rejections: int = 0

    @property
    def origin(self) -> str:
        """What tells records of this reading from those of any other."""
        return f"{self.digest}-{self.attempt}" if self.attempt else self.digest


@dataclass(slots=True)
class Unit:
    """Sources that are finished together: one large source, or the small ones that share a parcel."""

    sources: list[SourceKey] = field(default_factory=list)
    shards: list[str] = field(default_factory=list)
    records: int = 0
    """Documents and rejections; withdrawals state something about records and are none."""
    complete: bool = False
    """Whether all parcels have been cut, not whether they are processed."""
    rejected: bool = False
    """Whether nothing in it could be read: worth another try with other options, or when it is mended."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """The records of one shard, in the order read, and the unit it belongs to."""

    fingerprint: str
    records: tuple[Record, ...]
    unit: Unit


@dataclass(slots=True)
class _Pile:
    records: list[Record] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    """Those of its documents."""
    characters: int = 0

    def repeats(self, record: Record) -> bool:
        return isinstance(record, Document) and record.id in self.ids

    def add(self, record: Record, origin: str) -> None:
        self.records.append(record)
        self.origins.append(origin)
        if isinstance(record, Document):
            self.ids.add(record.id)
            self.characters += len(record.text)

    def count(self, *kinds: type[Record]) -> int:
        return sum(isinstance(record, kinds) for record in self.records)

    def extend(self, other: "_Pile") -> None:
        self.records += other.records
        self.origins += other.origins
        self.ids |= other.ids
        self.characters += other.characters


class Packer:
    """Cuts records into parcels of at most about `documents` records and `characters` of text.

    A parcel of small sources may hold up to twice as much, and one record is never cut.
    """

    def __init__(self, config: str, *, documents: int, characters: int) -> None:
        self._config = config
        self._documents = documents
        self._characters = characters

    def pack(self, sources: Iterable[tuple[SourceKey, Iterable[Record]]]) -> Iterator[Parcel | Unit]:
        """Yield parcels as they fill; a unit without any record is yielded as itself."""
        shared, shared_pile = Unit(), _Pile()
        for key, records in sources:
            unit, pile, readable, rejections = Unit(), _Pile(), False, 0
            for record in records:
                if self._full(pile) or pile.repeats(record):
                    # Cut only now that another record is here: so a last parcel is never empty.
                    yield self._cut(unit, pile)
                    pile = _Pile()
                pile.add(record, key.origin)
                readable = readable or not isinstance(record, Rejection)
                rejections += isinstance(record, Rejection)
            if key.attempt and not pile.records:
                continue
            read = replace(key, records=unit.records + pile.count(Document, Rejection), rejections=rejections)
            unit.rejected = bool(pile.records) and not readable
            alone = rejections or key.attempt or self._full(pile) or not pile.ids.isdisjoint(shared_pile.ids)
            if unit.shards or alone:
                unit.sources.append(read)
                unit.complete = True
                yield self._cut(unit, pile) if pile.records else unit
                continue
            shared.sources.append(read)
            shared_pile.extend(pile)
            if self._full(shared_pile):
                shared.complete = True
                yield self._cut(shared, shared_pile)
                shared, shared_pile = Unit(), _Pile()
        if shared.sources:
            shared.complete = True
            yield self._cut(shared, shared_pile) if shared_pile.records else shared

    def _full(self, pile: _Pile) -> bool:
        return len(pile.records) >= self._documents or pile.characters >= self._characters

    def _cut(self, unit: Unit, pile: _Pile) -> Parcel:
        hashes = map(record_hash, pile.records)
        parts = (part for pair in zip(pile.origins, hashes, strict=True) for part in pair)
        fingerprint = content_hash("shard", self._config, len(unit.shards), *parts)
        unit.shards.append(fingerprint)
        unit.records += pile.count(Document, Rejection)
        return Parcel(fingerprint, tuple(pile.records), unit)


def record_hash(record: Record) -> str:
    """Hash what a record says, whatever the name of the file it was read from.

    A document's `source` is left out, as it is from its content.
    """
    if isinstance(record, Document):
        return record.content_hash
    if isinstance(record, Rejection):
        return content_hash("rejection", record.location, record.reason, record.document_id, record.excerpt)
    return content_hash("withdrawal", record.document_id, record.kind, record.stated_by)
