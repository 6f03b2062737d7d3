"""Splits: nothing is lost, and nothing leaks."""

import numpy as np
import pytest

from kgbuild.errors import OptionError
from kgbuild.links.splits import (
    Parts,
    SplitSettings,
    document_split,
    random_split,
    split,
    unseen_split,
    year_split,
)
from kgbuild.links.triples import Triples
from tests.links.graphs import array


@pytest.fixture
def triples() -> Triples:
    """A dense graph with a reverse of every tenth triple, under another relation."""
    random = np.random.default_rng(0)
    rows = {(int(a), 0, int(b)) for a, b in random.integers(0, 30, (400, 2)) if a < b}
    return np.array(sorted(rows | {(b, 1, a) for a, _, b in sorted(rows)[::10]}), dtype=np.int64)


def pairs(triples: Triples) -> set[frozenset[int]]:
    return {frozenset((int(h), int(t))) for h, _, t in triples}


def assert_whole(parts: Parts, triples: Triples) -> None:
    together = np.concatenate([parts.train, parts.valid, parts.test])
    assert sorted(map(tuple, together.tolist())) == sorted(map(tuple, triples.tolist()))
    assert parts.shared() == 0


def test_random_keeps_a_triple_and_its_reverse_together(triples: Triples) -> None:
    parts = random_split(triples, seed=1)
    assert_whole(parts, triples)
    assert not pairs(parts.train) & pairs(parts.test)
    assert not pairs(parts.train) & pairs(parts.valid)
    assert not pairs(parts.valid) & pairs(parts.test)
    assert len(pairs(parts.test)) == round(0.1 * len(pairs(triples)))


def test_random_leaves_every_entity_something_to_learn_from(triples: Triples) -> None:
    parts = random_split(triples, seed=1)
    assert set(triples[:, [0, 2]].ravel()) == set(parts.train[:, [0, 2]].ravel())


def test_random_is_the_same_for_the_same_seed(triples: Triples) -> None:
    same = [random_split(triples, seed=3).test.tolist() for _ in range(2)]
    assert same[0] == same[1] != random_split(triples, seed=4).test.tolist()


def test_unseen_entities_are_in_no_training_triple(triples: Triples) -> None:
    kinds = tuple("disease" if n % 2 else "drug" for n in range(30))
    parts = unseen_split(triples, kinds, "disease", seed=1)
    assert_whole(parts, triples)
    learnt, tuned = (set(part[:, [0, 2]].ravel().tolist()) for part in (parts.train, parts.valid))
    diseases = {n for n in range(30) if n % 2}
    judged = {n for n in diseases if n not in learnt | tuned}
    assert len(judged) >= 1
    assert all(set(map(int, (h, t))) & judged for h, _, t in parts.test)
    assert not tuned & judged


def test_unseen_needs_entities_of_the_kind(triples: Triples) -> None:
    with pytest.raises(OptionError, match="too few"):
        unseen_split(triples, ("drug",) * 30, "disease", seed=1)


def test_years_go_by_the_first_connection_of_a_pair() -> None:
    triples = array((0, 0, 1), (1, 1, 0), (2, 0, 3), (4, 0, 5), (6, 0, 7))
    years = np.array([2001, 2020, 2015, 2020, -1])
    parts = year_split(triples, years, valid_from=2010, test_from=2018)
    # The reverse of 2020 belongs to a pair known since 2001; an unknown year is learnt from.
    assert parts.train.tolist() == [[0, 0, 1], [1, 1, 0], [6, 0, 7]]
    assert parts.valid.tolist() == [[2, 0, 3]]
    assert parts.test.tolist() == [[4, 0, 5]]


def roles(ids: range, *, seed: int) -> dict[str, int]:
    """Return the part (0, 1 or 2) of each document, as a pair that it alone connects shows."""
    triples = np.array([[2 * n, 0, 2 * n + 1] for n in ids], dtype=np.int64)
    parts = document_split(triples, [[f"PMID:{n}"] for n in ids], seed=seed)
    assert_whole(parts, triples)
    return {
        f"PMID:{h // 2}": number
        for number, part in enumerate((parts.train, parts.valid, parts.test))
        for h, _, _ in part.tolist()
    }


def test_documents_go_into_parts_by_their_ids() -> None:
    some, more = roles(range(2000), seed=0), roles(range(1000, 3000), seed=0)
    shares = np.bincount(list(some.values())) / len(some)
    assert shares == pytest.approx([0.8, 0.1, 0.1], abs=0.03)
    assert all(some[id] == more[id] for id in some.keys() & more.keys())
    assert some != roles(range(2000), seed=1)


def test_what_other_documents_say_too_is_not_held_out() -> None:
    of = roles(range(200), seed=0)
    learnt, tuned, judged = (next(id for id in of if of[id] == part) for part in range(3))
    triples = array(
        (0, 0, 1), (2, 0, 3), (4, 0, 5), (6, 0, 7), (7, 1, 6), (8, 0, 9), (10, 0, 11), (11, 1, 10)
    )
    documents = [[judged], [judged, learnt], [tuned, judged], [judged], [learnt], [], [judged], []]
    parts = document_split(triples, documents, seed=0)
    assert parts.test.tolist() == [[0, 0, 1]]
    assert parts.valid.tolist() == [[4, 0, 5]]
    # So a pair is learnt from that documents to learn from, or a curated triple, connect in whatever way.
    assert parts.train.tolist() == [[2, 0, 3], [6, 0, 7], [7, 1, 6], [8, 0, 9], [10, 0, 11], [11, 1, 10]]


@pytest.mark.parametrize("by", ["year", "documents"])
def test_triples_of_nowhere_have_no_years_and_documents(by: str) -> None:
    with pytest.raises(OptionError, match="at random or by unseen"):
        split(array((0, 0, 1)), (), None, SplitSettings(by))


def test_shares_must_leave_something() -> None:
    with pytest.raises(OptionError, match="nothing to learn"):
        random_split(array((0, 0, 1)), seed=1, valid=0.5, test=0.5)
