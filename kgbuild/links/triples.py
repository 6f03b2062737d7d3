"""Triples as arrays of numbers, and what the numbers stand for.

A relation has two directions. With R relations, query (entity, r) asks for its objects and (entity, r + R)
for its subjects, so that every model only ever ranks "tails" and both directions are treated alike. A triple
whose relation has no direction is there once, and query (entity, r) asks for what is at its other end.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import TriplesError

Triples = NDArray[np.int64]
"""(n, 3): head, relation, tail."""

NO_YEAR = -1


@dataclass(frozen=True, slots=True)
class Directions:
    """How questions about `count` relations are numbered; those in `symmetric` have no direction.

    >>> Directions(2).both(np.array([[0, 1, 2]])).tolist()
    [[0, 1, 2], [2, 3, 0]]
    >>> Directions(2, symmetric=frozenset({1})).both(np.array([[0, 1, 2]])).tolist()
    [[0, 1, 2], [2, 1, 0]]
    """

    count: int
    symmetric: frozenset[int] = frozenset()

    def inverse(self, relation: int) -> int:
        """Return the number of the same relation asked for from the other end.

        >>> Directions(2).inverse(1), Directions(2).inverse(3), Directions(2, frozenset({1})).inverse(1)
        (3, 1, 1)
        """
        if relation in self.symmetric:
            return relation
        return relation - self.count if relation >= self.count else relation + self.count

    def both(self, triples: Triples) -> Triples:
        """Return the triples (2n, 3) followed by what they say from the other end, in the same order."""
        turned = triples[:, ::-1].copy()
        turned[:, 1] = np.array([self.inverse(r) for r in range(self.count)], dtype=np.int64)[turned[:, 1]]
        return np.concatenate([triples, turned])

    def stated(self, head: int, relation: int, tail: int) -> tuple[int, int, int]:
        """Return the triple that a graph has if `tail` answers the question (head, relation).

        Without direction, the lesser entity is the head.

        >>> Directions(2).stated(5, 3, 4), Directions(2, frozenset({1})).stated(5, 1, 4)
        ((4, 1, 5), (4, 1, 5))
        """
        if relation >= self.count or (relation in self.symmetric and tail < head):
            return tail, relation % self.count, head
        return head, relation, tail


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the numbers of entities and relations stand for; `kinds` are empty where nobody says them.

    `texts` is what an entity is called, for encoders: its name, with synonyms where there are some.
    `symmetric` are those of the relations that have no direction.
    """

    entities: tuple[str, ...]
    relations: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    symmetric: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for values in (self.names, self.kinds or self.names, self.texts or self.names):
            if len(values) != len(self.entities):
                raise ValueError("a vocabulary needs a name, kind and text for each entity")

    @property
    def described(self) -> tuple[str, ...]:
        """Text of each entity: `texts`, or names where there are none."""
        return self.texts or self.names

    @property
    def directions(self) -> Directions:
        """How questions about the relations are numbered."""
        numbers = (number for number, name in enumerate(self.relations) if name in self.symmetric)
        return Directions(len(self.relations), frozenset(numbers))


def nobody_together() -> NDArray[np.int64]:
    """Return what a graph without documents says of who is named together (0, 3)."""
    return np.zeros((0, 3), dtype=np.int64)


def no_classes() -> NDArray[np.int64]:
    """Return which classes entities have (0, 2) where no ontology tells."""
    return np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True)
class Dataset:
    """Triples in three parts that share none, and the build of the graph that they come from.

    `valid` decides when training stops, fits weights and probabilities; `test` is only scored on. `together`
    (k, 3) says which two entities are named together, and in how many documents to learn from; of two that
    are related in what is held out, it says nothing where the graph was read from these. `classes` (m, 2) are
    entities and numbers of classes that ontologies put them in.
    """

    vocabulary: Vocabulary
    train: Triples
    valid: Triples
    test: Triples
    build: str
    skipped: dict[str, int] = field(default_factory=dict)
    together: NDArray[np.int64] = field(default_factory=nobody_together)
    classes: NDArray[np.int64] = field(default_factory=no_classes)

    @cached_property
    def known(self) -> Triples:
        """All triples of all parts: what filtered ranking leaves out."""
        return np.concatenate([self.train, self.valid, self.test])

    @cached_property
    def degrees(self) -> NDArray[np.int64]:
        """Number of training triples that each entity is in."""
        return degrees(self.train, len(self.vocabulary.entities))

    def trained_on_all(self) -> "Dataset":
        """Return the same with nothing held out of `train`."""
        none = self.test[:0]
        return replace(self, train=self.known, valid=none, test=none)


def degrees(triples: Triples, entities: int) -> NDArray[np.int64]:
    """Return the number of triples (entities,) that each entity is in."""
    counts: NDArray[np.int64] = np.bincount(triples[:, [0, 2]].ravel(), minlength=entities).astype(np.int64)
    return counts


def encode(
    triples: Sequence[tuple[str, str, str]], entities: dict[str, int], relations: dict[str, int]
) -> Triples:
    """Return triples of names as numbers."""
    rows = [(entities[h], relations[r], entities[t]) for h, r, t in triples]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def check_learnable(dataset: Dataset, where: str) -> None:
    """Raise `TriplesError` where nothing can be learnt: no triples, or a relation without any choice."""
    if not len(dataset.train):
        raise TriplesError(where, "no triples to train on; build a graph with more documents first")
    for number, problem in unlearnable(dataset).items():
        name = dataset.vocabulary.relations[number]
        raise TriplesError(where, f"{name} has {problem}; leave that relation out")


def unlearnable(dataset: Dataset) -> dict[int, str]:
    """Return the relations of which nothing can be learnt, and what each has: no training triple, no choice.

    >>> vocabulary = Vocabulary(("a", "b", "c"), ("r",), ("A", "B", "C"), kinds=("Drug", "Drug", "Disease"))
    >>> triples = np.array([[0, 0, 2]])
    >>> unlearnable(Dataset(vocabulary, triples, triples[:0], triples[:0], build=""))
    {0: 'the type Disease as object, of which there is one entity: nothing to rank'}
    """
    vocabulary, train = dataset.vocabulary, dataset.train
    sizes = Counter(vocabulary.kinds)
    found: dict[int, str] = {}
    for relation in range(len(vocabulary.relations)):
        of = train[train[:, 1] == relation]
        if not len(of):
            found[relation] = "no training triples"
            continue
        for side, column in (("object", of[:, 2]), ("subject", of[:, 0])):
            kinds = {vocabulary.kinds[entity] for entity in column} if sizes else set()
            if kinds and sum(sizes[kind] for kind in kinds) == 1:
                kind = next(iter(kinds))
                problem = f"the type {kind} as {side}, of which there is one entity: nothing to rank"
                found[relation] = problem
    return found
