"""The head in numpy: a pair's answer does not depend on the pairs beside it."""

import numpy as np
import pytest

from kgbuild.relations import head as head_module
from kgbuild.relations import pair_blocks
from kgbuild.relations.candidates import Pair
from kgbuild.relations.head import RelationHead, RelationHeads, probabilities
from kgbuild.relations.reading import FACTS, NO_PHRASE, REACH, PairReading, distances

HIDDEN, WIDTH, HEADS, ARGUMENT, UNITS, BUCKETS = 6, 4, 2, 3, 5, 7


def head(seed: int = 3) -> RelationHead:
    random = np.random.default_rng(seed)
    shapes = {
        "project": (HIDDEN, WIDTH),
        "words": (BUCKETS, WIDTH),
        "bigrams": (BUCKETS, WIDTH),
        "kinds": (3, WIDTH),
        "from_subject": (2 * REACH + 1, WIDTH),
        "from_object": (2 * REACH + 1, WIDTH),
        "attention": (WIDTH, HEADS),
        "subject": (HIDDEN, ARGUMENT),
        "object": (HIDDEN, ARGUMENT),
        "hidden": (WIDTH * (HEADS + 1) + 2 * ARGUMENT + FACTS, UNITS),
        "hidden_bias": (UNITS,),
        "answer": (UNITS, 4),
        "answer_bias": (4,),
    }
    return RelationHead.of({name: random.normal(size=shape) for name, shape in shapes.items()})


def reading(count: int) -> PairReading:
    """Return pairs of sentences of 4 to 6 pieces, each with its subject first and its object third."""
    random = np.random.default_rng(5)
    lengths = 4 + np.arange(count) % 3
    starts = np.cumsum(lengths) - lengths
    pieces = int(lengths.sum())
    borders = (starts, starts + lengths, starts, starts + 1, starts + 2, starts + 3)
    return PairReading(
        [Pair(2 * i, 2 * i + 1) for i in range(count)],
        random.normal(size=(pieces, HIDDEN)).astype(np.float32),
        random.integers(0, BUCKETS, pieces).astype(np.int32),
        random.integers(0, BUCKETS, pieces).astype(np.int32),
        random.integers(0, 3, pieces).astype(np.int8),
        np.stack(borders, axis=1).astype(np.int32).reshape(-1, 6),
        random.random((count, FACTS)),
        np.ones((count, 4), dtype=np.bool_),
        np.full(count, NO_PHRASE, dtype=np.int8),
    )


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    some = reading(20)
    whole = head().logits(some)
    for block in (1, 7, 30):
        monkeypatch.setattr(pair_blocks, "BLOCK", block)
        monkeypatch.setattr(head_module, "PIECES", block)
        assert np.allclose(head().logits(some), whole, rtol=0, atol=1e-12)


def test_several_heads_say_the_mean_of_their_logits() -> None:
    some, heads = reading(20), [head(), head(4), head(5)]
    together = RelationHeads(tuple(heads))
    alone = [one.logits(some) for one in heads]
    assert np.allclose(together.logits(some), sum(alone) / 3, rtol=0, atol=1e-12)
    assert not np.allclose(alone[0], alone[1])
    assert np.array_equal(RelationHeads.of(together.arrays()).logits(some), together.logits(some))


def test_no_pairs_give_no_answers() -> None:
    assert head().logits(reading(0)).shape == (0, 4)


def test_answers_that_types_forbid_have_no_probability() -> None:
    possible = np.array([[True, True, True, False], [True, False, False, True]])
    found = probabilities(head().logits(reading(2)), possible, np.full(2, 2.0))
    assert np.allclose(found.sum(axis=1), 1)
    assert (found[~possible] == 0).all()


def test_distances_have_buckets_that_grow() -> None:
    pieces = np.arange(60)
    buckets = distances(pieces, np.array(30), np.array(31))
    assert buckets[30] == REACH
    assert (np.diff(buckets) >= 0).all()
    assert (buckets[0], buckets[59]) == (0, 2 * REACH)
    assert (buckets[29], buckets[31]) == (REACH - 1, REACH + 1)
