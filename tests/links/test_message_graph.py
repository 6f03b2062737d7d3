"""Sparse messages: the sum that they stand for, its gradient, and edges that are cut."""

from collections import Counter

import numpy as np
import pytest

pytestmark = pytest.mark.learn
torch = pytest.importorskip("torch")

from kgbuild.links.message_graph import MessageGraph  # noqa: E402
from kgbuild.links.neighbours import AlikeEdges  # noqa: E402
from kgbuild.links.triples import Directions  # noqa: E402
from tests.links.graphs import array  # noqa: E402

TRIPLES = array((0, 0, 1), (0, 0, 2), (1, 1, 2), (3, 0, 2))
MEANT = np.array([[0, 3], [3, 0]]), np.array([0.5, 0.5], dtype=np.float32)
SPELT = np.array([[0, 3], [3, 0], [1, 2], [2, 1]]), np.array([0.25, 0.25, 0.75, 0.75], dtype=np.float32)
KINDS = 6
NONE = MEANT[0][:0], MEANT[1][:0]
NOBODY = AlikeEdges.of(NONE, NONE)


def graph() -> MessageGraph:
    return MessageGraph(TRIPLES, Directions(2), entities=4, alike=AlikeEdges.of(MEANT, SPELT))


def by_hand(
    states: torch.Tensor, vectors: torch.Tensor, *, without: set[tuple[int, int, int]]
) -> torch.Tensor:
    sums = torch.zeros_like(states)
    kept = [triple for triple in TRIPLES.tolist() if tuple(triple) not in without]
    leaving = Counter((r, h) for h, r, _ in kept)
    reaching = Counter((r, t) for _, r, t in kept)
    for h, r, t in kept:
        damped = (leaving[r, h] * reaching[r, t]) ** -0.5
        sums[t] = sums[t] + damped * states[h] * vectors[:, r]
        sums[h] = sums[h] + damped * states[t] * vectors[:, r + 2]
    for sense, (pairs, weights) in enumerate((MEANT, SPELT)):
        for (a, b), weight in zip(pairs.tolist(), weights.tolist(), strict=True):
            sums[b] = sums[b] + weight * states[a] * vectors[:, 4 + sense]
    return sums


@pytest.mark.parametrize("without", [set(), {(0, 0, 2), (3, 0, 2)}])
def test_messages_and_their_gradients_are_those_of_the_edges(without: set[tuple[int, int, int]]) -> None:
    torch.manual_seed(0)
    states = torch.randn(4, 3, 2, requires_grad=True)
    vectors = torch.randn(3, KINDS, 2, requires_grad=True)
    wiring = graph().without(array(*sorted(without)))
    given = wiring.messages(states, vectors)
    wanted = by_hand(states, vectors, without=without)
    torch.testing.assert_close(given, wanted)
    ours = torch.autograd.grad(given.square().sum(), (states, vectors))
    theirs = torch.autograd.grad(wanted.square().sum(), (states, vectors))
    torch.testing.assert_close(ours, theirs)


def test_the_first_messages_are_those_of_the_heads_alone() -> None:
    torch.manual_seed(0)
    heads = torch.tensor([0, 3, 0])
    own = torch.randn(3, 2, requires_grad=True)
    vectors = torch.randn(3, KINDS, 2, requires_grad=True)
    wiring = graph().without(array((0, 0, 1)))
    states = torch.zeros(4, 3, 2).index_put((heads, torch.arange(3)), own)
    wanted = wiring.messages(states, vectors)
    places, sums = wiring.first(heads, own, vectors)
    given = torch.zeros(12, 2).index_copy(0, places, sums).view(4, 3, 2)
    torch.testing.assert_close(given, wanted)
    ours = torch.autograd.grad(given.square().sum(), (own, vectors))
    theirs = torch.autograd.grad(wanted.square().sum(), (own, vectors))
    torch.testing.assert_close(ours, theirs)


def test_the_second_messages_are_those_of_all_states() -> None:
    torch.manual_seed(1)
    vectors = torch.randn(3, KINDS, 2, requires_grad=True)
    quiet, changes = torch.randn(2, requires_grad=True), torch.randn(4, 2, requires_grad=True)
    # Entities 0 and 2 in query 0, entity 2 in query 1, entity 3 in query 2.
    places = torch.tensor([0, 6, 7, 11])
    wiring = graph().without(array((0, 0, 1)))
    states = quiet.expand(12, 2).index_add(0, places, changes).view(4, 3, 2)
    wanted = wiring.messages(states, vectors)
    given = wiring.second(quiet, places, changes, vectors)
    torch.testing.assert_close(given, wanted)
    ours = torch.autograd.grad(given.square().sum(), (quiet, changes, vectors))
    theirs = torch.autograd.grad(wanted.square().sum(), (quiet, changes, vectors))
    torch.testing.assert_close(ours, theirs)
    # Entity 3 sends two of the ten messages of one of four queries.
    assert wiring.are_few(torch.tensor([15]), 4)
    assert not wiring.are_few(torch.arange(16), 4)


def test_counts_follow_what_is_cut() -> None:
    counts = graph().without(array((0, 0, 2))).counts
    assert counts[0].tolist() == [0, 1, 1, 0]
    assert counts[2].tolist() == [1, 0, 0, 1]


def test_a_relation_without_direction_is_cut_both_ways() -> None:
    whole = MessageGraph(TRIPLES, Directions(2, frozenset({0})), entities=4)
    assert whole.without().counts[0].tolist() == [2, 1, 2, 1]
    # Whichever end comes first.
    for cut in (array((0, 0, 2)), array((2, 0, 0))):
        assert whole.without(cut).counts[0].tolist() == [1, 1, 1, 1]


def test_an_isolated_entity_keeps_only_who_is_called_alike() -> None:
    counts = graph().without(isolated=np.array([0])).counts
    assert counts[:4, 0].tolist() == [0, 0, 0, 0]
    assert counts[4].tolist() == [0.5, 0, 0, 0.5]
    assert counts[5].tolist() == [0.25, 0.75, 0.75, 0.25]
    assert counts[0].tolist() == [0, 0, 1, 0]


def test_a_part_of_a_graph_knows_the_counts_of_the_whole() -> None:
    whole = graph()
    totals = whole.without().counts[:, :2]
    part = MessageGraph(array((0, 0, 1)), Directions(2), entities=2, alike=NOBODY, totals=totals)
    assert torch.equal(part.without().counts, whole.without().counts[:, :2])
    cut, theirs = part.without(array((0, 0, 1))), whole.without(array((0, 0, 1)))
    assert torch.equal(cut.counts, theirs.counts[:, :2])
    alone = part.without(isolated=np.array([0])).counts
    assert alone[:4, 0].tolist() == [0, 0, 0, 0]


def test_cutting_leaves_the_graph_as_it_was() -> None:
    whole = graph()
    whole.without(TRIPLES)
    assert whole.without().counts.sum().item() == 2 * len(TRIPLES) + 1 + 2
