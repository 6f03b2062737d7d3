"""Split triples into parts to learn from, to tune on and to be judged by.

All triples between two entities go into one part, whatever their relation and direction: a model that has
seen the reverse of a question has seen its answer.

Where triples were read from documents, a split by year or by documents holds out what held-out documents
alone state: a pair of entities goes where the first of its documents goes, and is learnt from where someone
states it without a document, as curated relations do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.ids import content_hash
from kgbuild.errors import OptionError
from kgbuild.links.triples import Triples

VALID = 0.1
TEST = 0.1
"""Shares of the pairs of entities (random), of the entities of a kind (unseen), or of documents."""

BY_ORIGIN = ("year", "documents")
SPLITS = ("random", "unseen", *BY_ORIGIN)


@dataclass(frozen=True, slots=True)
class SplitSettings:
    """Which split is made: `random`, `unseen` entities of a `kind`, `year`, or `documents`.

    Of a workspace, `related` leaves out entities that are in no relation at all, held out or not: as in most
    benchmarks, one without relation to learn from then has one that is held out.
    """

    by: str = "random"
    seed: int = 0
    kind: str = "Disease"
    valid_from: int = 2018
    test_from: int = 2020
    related: bool = False

    def __post_init__(self) -> None:
        if self.by not in SPLITS:
            raise OptionError(f"unknown split {self.by!r}; known: {', '.join(SPLITS)}")

    def learns_from(self, document: str, year: int | None) -> bool:
        """Return whether what a document of this id and year says may be learnt from."""
        if self.by == "documents":
            return _part_of(document, self.seed, VALID, TEST) == 0
        return self.by != "year" or (year is not None and year < self.valid_from)


@dataclass(frozen=True, slots=True)
class Origins:
    """Where triples (n,) come from: the year each was first published in, and ids of documents that state it.

    Both are of what was read: a curated triple has `NO_YEAR` and no documents.
    """

    years: NDArray[np.int64]
    documents: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Parts:
    """Triples (n, 3) to learn from, to tune on and to be judged by."""

    train: Triples
    valid: Triples
    test: Triples

    def shared(self) -> int:
        """Return how many triples are in more than one part."""
        sets = [set(map(tuple, part.tolist())) for part in (self.train, self.valid, self.test)]
        a, b, c = sets
        return len((a & b) | (a & c) | (b & c))


def split(
    triples: Triples, kinds: tuple[str, ...], origins: Origins | None, settings: SplitSettings
) -> Parts:
    """Return the parts that the settings ask for; raises OptionError where kinds or origins are not known."""
    if settings.by == "random":
        return random_split(triples, seed=settings.seed)
    if settings.by == "unseen":
        return unseen_split(triples, kinds, settings.kind, seed=settings.seed)
    if origins is None:
        raise OptionError(
            "these triples have no years and no documents; split them at random or by unseen entities"
        )
    if settings.by == "documents":
        return document_split(triples, origins.documents, seed=settings.seed)
    return year_split(triples, origins.years, valid_from=settings.valid_from, test_from=settings.test_from)


def random_split(triples: Triples, *, seed: int, valid: float = VALID, test: float = TEST) -> Parts:
    """Return parts of random pairs of entities; an entity's only pair stays in `train`.

    >>> line = np.array([[n, 0, n + 1] for n in range(50)])
    >>> parts = random_split(line, seed=1)
    >>> len(parts.train) + len(parts.valid) + len(parts.test)
    50
    """
    _check(valid, test)
    pairs, of = _pairs(triples)
    random = np.random.default_rng(seed)
    left = np.bincount(pairs.ravel(), minlength=int(pairs.max(initial=-1)) + 1)
    wanted = [round(share * len(pairs)) for share in (test, valid)]
    part = np.zeros(len(pairs), dtype=np.int64)
    for pair in random.permutation(len(pairs)):
        if not any(wanted):
            break
        a, b = pairs[pair]
        if left[a] < 2 or left[b] < 2:
            continue
        part[pair] = 2 if wanted[0] else 1
        wanted[0 if wanted[0] else 1] -= 1
        left[[a, b]] -= 1
    return _parted(triples, part[of])


def unseen_split(
    triples: Triples,
    kinds: tuple[str, ...],
    kind: str,
    *,
    seed: int,
    valid: float = VALID,
    test: float = TEST,
) -> Parts:
    """Return parts that hold all triples of some entities of a kind: no model has seen these in a triple."""
    _check(valid, test)
    members = np.flatnonzero(np.array(kinds, dtype=str) == kind)
    members = members[np.isin(members, triples[:, [0, 2]])]
    if len(members) < 3:
        raise OptionError(
            f"{len(members)} entities of the kind {kind!r} have triples: too few to hold some out"
        )
    order = np.random.default_rng(seed).permutation(members)
    counts = [max(1, round(share * len(order))) for share in (test, valid)]
    role = np.zeros(len(kinds), dtype=np.int64)
    role[order[: counts[0]]] = 2
    role[order[counts[0] : sum(counts)]] = 1
    # A triple of one entity of each role is judged by: learning from it would show the other one.
    return _parted(triples, role[triples[:, [0, 2]]].max(axis=1))


def year_split(triples: Triples, years: NDArray[np.int64], *, valid_from: int, test_from: int) -> Parts:
    """Return parts by the year in which a pair of entities was first connected; `years` (n,).

    Triples of unknown year, `NO_YEAR`, are learnt from.
    """
    if valid_from >= test_from:
        raise OptionError(
            f"tuning on years from {valid_from} needs a test from a later year than {test_from}"
        )
    return _parted(triples, np.searchsorted([valid_from, test_from], _first(triples, years), side="right"))


def document_split(
    triples: Triples,
    documents: Sequence[Sequence[str]],
    *,
    seed: int,
    valid: float = VALID,
    test: float = TEST,
) -> Parts:
    """Return parts that hold what only some of the documents say; `documents` (n,) are those of each triple.

    A hash of its id says which part a document is in. A pair of entities is learnt from if any document to
    learn from connects it, or a triple without documents; it is tuned on if any to tune on does.

    >>> parts = document_split(np.array([[0, 0, 1], [2, 0, 3]]), [["PMID:1", "PMID:2"], []], seed=0)
    >>> len(parts.train)
    2
    """
    _check(valid, test)
    part = {id: _part_of(id, seed, valid, test) for ids in documents for id in ids}
    own = np.array([min((part[id] for id in ids), default=0) for ids in documents], dtype=np.int64)
    return _parted(triples, _first(triples, own))


def _part_of(document: str, seed: int, valid: float, test: float) -> int:
    """Return 0, 1 or 2: whether a document is learnt from, tuned on, or judged by."""
    place = int(content_hash("split", str(seed), document)[:8], 16) / 16**8
    return 2 if place < test else 1 if place < test + valid else 0


def _first(triples: Triples, values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the least of the values (n,) of all triples between the same two entities, for each triple."""
    pairs, of = _pairs(triples)
    least = np.full(len(pairs), np.iinfo(np.int64).max)
    np.minimum.at(least, of, values)
    return least[of]


def _pairs(triples: Triples) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of entities (p, 2), lesser first, and the pair (n,) of each triple."""
    ends = np.sort(triples[:, [0, 2]], axis=1)
    pairs, of = np.unique(ends, axis=0, return_inverse=True)
    return pairs, of.reshape(-1)


def _parted(triples: Triples, part: NDArray[np.int64]) -> Parts:
    return Parts(*(triples[part == number] for number in range(3)))


def _check(valid: float, test: float) -> None:
    if not (0 < valid < 1 and 0 < test < 1 and valid + test < 1):
        raise OptionError(
            f"parts of {valid} and {test} leave nothing to learn from; both are shares of the whole"
        )
