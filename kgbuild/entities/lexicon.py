"""The lexicon in memory: names filed under sorted keys, in flat arrays that many processes can afford.

Every worker holds one, so there is no Python object for each name: keys and names stay in Arrow's buffers,
and a key is found by bisection.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kgbuild.domain.entity import UNGROUNDED_PREFIX, Entity
from kgbuild.domain.mention import EntityType
from kgbuild.entities.concept import Source, Status
from kgbuild.entities.lexicon_file import lexicon_sources, read_lexicon

HEAD = 8
"""Bytes of a key that are compared as one number."""
_COLUMNS = ("key", "id", "type", "name", "status", "preferred", "acronym")


class _Keys:
    """A sorted column of strings that can be searched.

    The first eight bytes of every key are kept as a number, big end first: numbers are compared fast, and few
    keys share one.
    """

    def __init__(self, column: pa.StringArray) -> None:
        _, offsets, data = column.buffers()
        self._offsets = memoryview(offsets).cast("i")
        self._data = memoryview(data or b"")
        self._length = len(column)
        self._heads = memoryview(self._first_bytes().tobytes()).cast("Q")

    def _first_bytes(self) -> NDArray[np.uint64]:
        starts = np.frombuffer(self._offsets, np.int32, self._length + 1)
        data = np.concatenate([np.frombuffer(self._data, np.uint8), np.zeros(HEAD, np.uint8)])
        heads = np.zeros(self._length, np.uint64)
        for i in range(HEAD):
            inside = starts[:-1] + i < starts[1:]
            heads = (heads << np.uint64(8)) | np.where(inside, data[starts[:-1] + i], 0).astype(np.uint64)
        return heads

    def __len__(self) -> int:
        return self._length

    def _key(self, i: int) -> bytes:
        return bytes(self._data[self._offsets[i] : self._offsets[i + 1]])

    def find(self, key: bytes) -> range:
        """Return the places of a key."""
        head = int.from_bytes(key[:HEAD].ljust(HEAD, b"\0"), "big")
        low = bisect_left(self._heads, head)
        high = bisect_right(self._heads, head, low)
        first = bisect_left(range(high), key, low, key=self._key)
        last = first
        while last < high and self._key(last) == key:
            last += 1
        return range(first, last)


class Lexicon:
    """Names and the concepts that they lead to; rows and concepts are known by number."""

    def __init__(self, path: Path) -> None:
        table = read_lexicon(path, _COLUMNS)
        self._path = path
        columns = {name: _whole(table[name]) for name in _COLUMNS}
        self._keys = _Keys(columns["key"])
        self._names = columns["name"]
        self._ids = columns["id"].dictionary
        self._concept: NDArray[np.int32] = columns["id"].indices.to_numpy(zero_copy_only=False)
        self._status: NDArray[np.int8] = columns["status"].to_numpy(zero_copy_only=False)
        self._acronym: NDArray[np.bool_] = columns["acronym"].to_numpy(zero_copy_only=False)
        types: list[EntityType] = [EntityType(text) for text in columns["type"].dictionary.to_pylist()]
        of_row: NDArray[np.int32] = columns["type"].indices.to_numpy(zero_copy_only=False)
        self._types = types
        self._type_of: NDArray[np.int8] = np.zeros(len(self._ids), np.int8)
        self._type_of[self._concept] = of_row
        preferred = np.flatnonzero(columns["preferred"].to_numpy(zero_copy_only=False))
        self._preferred: NDArray[np.int32] = np.zeros(len(self._ids), np.int32)
        self._preferred[self._concept[preferred]] = preferred

    @classmethod
    def load(cls, path: Path) -> "Lexicon":
        """Load a file that `kgbuild vocabulary build` made; raise LexiconError where it is none."""
        return cls(path)

    def __len__(self) -> int:
        """Return the number of names."""
        return len(self._keys)

    def find(self, key: str) -> range:
        """Return the rows of the names with this key."""
        return self._keys.find(key.encode("utf-8", "surrogatepass"))

    def name(self, row: int) -> str:
        """Return the name in a row."""
        return str(self._names[row].as_py())

    def status(self, row: int) -> Status:
        """Return how the name in a row belongs to its concept."""
        return Status(int(self._status[row]))

    def is_acronym(self, row: int) -> bool:
        """Whether the name in a row matches in capitals only."""
        return bool(self._acronym[row])

    def concept(self, row: int) -> int:
        """Return the concept of a row."""
        return int(self._concept[row])

    def type(self, concept: int) -> EntityType:
        """Return the type of a concept."""
        return self._types[int(self._type_of[concept])]

    def id(self, concept: int) -> str:
        """Return the id of a concept."""
        return str(self._ids[concept].as_py())

    def preferred_name(self, concept: int) -> str:
        """Return the name that a concept goes by."""
        return self.name(int(self._preferred[concept]))

    def entity(self, id: str) -> Entity | None:
        """Return the entity with this id, its synonyms and cross-references sorted, or None."""
        concept = self._numbers.get(id)
        if concept is None:
            return None
        name = self.preferred_name(concept)
        rows = self.rows(id)
        synonyms = tuple(sorted({self.name(row) for row in rows} - {name}))
        xrefs = self._xrefs[int(self._preferred[concept])].as_py() or []
        grounded = not id.startswith(UNGROUNDED_PREFIX)
        return Entity(id, name, self.type(concept), synonyms, tuple(sorted(xrefs)), grounded)

    def lookup(self, id: str) -> Entity | None:
        """Return the entity with this id, or the one that has it among its cross-references, or None."""
        return self.entity(id) or self.entity(self._aliases.get(id, ""))

    def ids(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the id of each entity with all its ids: its own and its cross-references."""
        xrefs = self._xrefs.take(pa.array(self._preferred)).to_pylist()
        for id, others in zip(self._ids.to_pylist(), xrefs, strict=True):
            yield id, (id, *(others or ()))

    def rows(self, id: str) -> list[int]:
        """Return the rows of all names of the entity with this id."""
        concept = self._numbers.get(id)
        if concept is None:
            return []
        order, starts = self._by_concept
        return sorted(int(row) for row in order[starts[concept] : starts[concept + 1]])

    def source(self, row: int) -> Source:
        """Return the vocabulary that the name in a row is from."""
        return self._sources[self._source_column[row].as_py()]

    # What follows is needed to describe entities, not to ground mentions: it is read on first use.

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {id: number for number, id in enumerate(self._ids.to_pylist())}

    @cached_property
    def _by_concept(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        order = np.argsort(self._concept, kind="stable")
        return order, np.searchsorted(self._concept[order], np.arange(len(self._ids) + 1))

    @cached_property
    def _xrefs(self) -> pa.Array:
        return _whole(read_lexicon(self._path, ("xrefs",))["xrefs"])

    @cached_property
    def _aliases(self) -> dict[str, str]:
        """Cross-references and the ids of their entities: of several the first."""
        known: dict[str, str] = {}
        for row, id in zip(self._preferred.tolist(), self._ids.to_pylist(), strict=True):
            for alias in self._xrefs[row].as_py() or ():
                known.setdefault(alias, id)
        return known

    @cached_property
    def _source_column(self) -> pa.Array:
        return _whole(read_lexicon(self._path, ("source",))["source"])

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {source.id: source for source in lexicon_sources(self._path)}


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one array; it may have no chunk at all."""
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
