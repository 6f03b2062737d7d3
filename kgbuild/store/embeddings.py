"""Give the entities in a store vectors of what they are called, and an index that finds the nearest.

The vectors are a matter of the store alone: tables, digests and what is pulled know nothing of them. Each
entity keeps a hash of its text and of the encoder, so that only what is new or called otherwise is encoded.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.entity import described
from kgbuild.domain.ids import content_hash
from kgbuild.graph.workspace import Workspace
from kgbuild.store.bolt import Store
from kgbuild.store.load import Listener, LoadProgress, alone, ignore
from kgbuild.store.vector_index import EMBEDDING, drop_index, make_index, warm_up

EMBEDDED = "embedded"
"""Property of entities that have a vector: of what, and by which encoder, as a hash."""
BATCH = 2_000
"""Vectors in a transaction: some megabytes."""
ENCODED_TOGETHER = 4 * BATCH
PART = "embeddings"

_PRESENT = f"MATCH (n:Entity) RETURN n.id, n.name, n.synonyms, n.{EMBEDDED} ORDER BY n.id"
_WIDTHS = f"MATCH (n:Entity) WHERE n.{EMBEDDED} IS NOT NULL RETURN DISTINCT size(n.{EMBEDDING})"
_FOUND = "UNWIND $rows AS r MATCH (n:Entity {id: r[0]})"
_SET = f"{_FOUND} SET n.{EMBEDDED} = r[1], n.{EMBEDDING} = r[2] RETURN count(*)"
_SET_IN_NEO4J = (
    f"{_FOUND} SET n.{EMBEDDED} = r[1] WITH n, r "
    # Half the size of the list of doubles that a plain SET makes.
    f"CALL db.create.setNodeVectorProperty(n, '{EMBEDDING}', r[2]) RETURN count(*)"
)
_REMOVE = f"{_FOUND} REMOVE n.{EMBEDDED}, n.{EMBEDDING} RETURN count(*)"


class Encoder(Protocol):
    """Makes vectors of texts; another `identity` makes others."""

    identity: str

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors (texts, width); the width is always the same."""
        ...


@dataclass(frozen=True, slots=True)
class _Lacking:
    """An entity without the right vector."""

    id: str
    text: str
    hash: str


@dataclass(frozen=True, slots=True)
class EmbeddingReport:
    """How many entities were given a vector, and how many had the right one."""

    written: int
    kept: int


def embed(
    store: Store, workspace: Workspace, encoder: Encoder, *, progress: Listener = ignore
) -> EmbeddingReport:
    """Give each entity of a loaded store its vector, and make the index where there is any entity.

    Stopped at any moment, the next call does the rest. Raises what `load` raises, and what the encoder does.
    """
    with alone(workspace):
        store.prepare_to_write()
        entities = list(store.stream(_PRESENT))
        lacking = list(_lacking(entities, encoder))
        statement = _SET_IN_NEO4J if store.is_neo4j else _SET
        done = 0
        for start in range(0, len(lacking), ENCODED_TOGETHER):
            rows = lacking[start : start + ENCODED_TOGETHER]
            vectors = encoder.encode([row.text for row in rows])
            if not start:
                _make_room(store, [id for id, *_ in entities], vectors.shape[1])
                make_index(store, vectors.shape[1])
            for first in range(0, len(rows), BATCH):
                chosen = slice(first, first + BATCH)
                numbers = vectors[chosen].tolist()
                given = [(row.id, row.hash, v) for row, v in zip(rows[chosen], numbers, strict=True)]
                done += store.write(statement, given)
                progress(LoadProgress(PART, done, len(lacking)))
        for width in _widths(store):
            make_index(store, width)
            warm_up(store, width)
    return EmbeddingReport(done, len(entities) - done)


def text_hash(encoder: Encoder, text: str) -> str:
    """Return what an entity keeps beside its vector."""
    return content_hash(encoder.identity, text)


def _lacking(entities: Iterable[tuple[Any, ...]], encoder: Encoder) -> Iterator[_Lacking]:
    for id, name, synonyms, held in entities:
        text = described(name, synonyms)
        hash = text_hash(encoder, text)
        if hash != held:
            yield _Lacking(id, text, hash)


def _make_room(store: Store, ids: Sequence[str], width: int) -> None:
    """Remove vectors of another width, and their index, which takes one width alone."""
    widths = _widths(store)
    if widths == {width}:
        return
    drop_index(store)
    for start in range(0, len(ids) if widths else 0, BATCH):
        store.write(_REMOVE, [(id,) for id in ids[start : start + BATCH]])


def _widths(store: Store) -> set[int]:
    return {int(width) for (width,) in store.stream(_WIDTHS)}
