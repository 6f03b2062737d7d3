"""The graph as sparse matrices, from which edges can be cut without building them anew.

Messages of one relation into one entity are summed first and weighted by the relation afterwards: there are
few such pairs (entity, relation), so that no vector is ever made for each edge. On a processor this takes a
tenth of the time of gathering and scattering.

A message along an edge counts the less, the more edges of its relation leave the sender and reach the
receiver: it is divided by the root of both numbers, as in the degree-weighted path counts of Himmelstein
2015, *Heterogeneous Network Edge Prediction*. What passes a hub says little.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from kgbuild.links.neighbours import AlikeEdges
from kgbuild.links.triples import Directions, Triples

DAMPING = 0.5
"""Power of degrees that messages are divided by."""


FEW = 16
"""A message that is sent by itself takes so many times as long as one of a product of matrices."""


@dataclass(frozen=True, slots=True)
class Sparse:
    """A sparse matrix in compressed rows, without its values: those change with what is cut."""

    rows: torch.Tensor
    columns: torch.Tensor
    shape: tuple[int, int]

    def filled(self, values: torch.Tensor) -> torch.Tensor:
        """Return the matrix with these values, in the order of `columns`."""
        with warnings.catch_warnings():
            # That compressed rows are in beta: the first one made in a process says so.
            warnings.filterwarnings("ignore", "Sparse CSR tensor support is in beta", UserWarning)
            return torch.sparse_csr_tensor(
                self.rows, self.columns, values, self.shape, check_invariants=False
            )


class _Messages(torch.autograd.Function):
    """Gather, weigh by relation, sum; backwards without a copy for each relation."""

    @staticmethod
    def forward(  # type: ignore[no-untyped-def]
        ctx, wiring: "Wiring", states: torch.Tensor, vectors: torch.Tensor
    ) -> torch.Tensor:
        pooled = _product(wiring.gather, states)
        ctx.wiring = wiring
        ctx.save_for_backward(pooled, vectors)
        return _product(wiring.graph.sums, _weighed(pooled, vectors, wiring.graph.spans))

    @staticmethod
    def backward(  # type: ignore[no-untyped-def]
        ctx, gradient: torch.Tensor
    ) -> tuple[None, torch.Tensor, torch.Tensor]:
        pooled, vectors = ctx.saved_tensors
        graph = ctx.wiring.graph
        spread = _product(graph.sums_back, gradient.contiguous())
        to_vectors = torch.stack([(spread[a:b] * pooled[a:b]).sum(0) for a, b in graph.spans])
        return None, _product(ctx.wiring.gather_back, _weighed(spread, vectors, graph.spans)), to_vectors


def _product(matrix: torch.Tensor, dense: torch.Tensor) -> torch.Tensor:
    """Return `matrix @ dense`, which alone would first fill what it then writes over."""
    empty = torch.empty(matrix.shape[0], dense.shape[1], device=dense.device)
    return empty.addmm_(matrix, dense, beta=0)


def _weighed(pairs: torch.Tensor, vectors: torch.Tensor, spans: list[tuple[int, int]]) -> torch.Tensor:
    """Return the rows (pairs, c) times the vector (relations, c) of the relation in whose span they are."""
    weighed = torch.empty_like(pairs)
    for (first, last), vector in zip(spans, vectors, strict=True):
        torch.mul(pairs[first:last], vector, out=weighed[first:last])
    return weighed


class MessageGraph:
    """Edges of both directions, and those between entities called alike, each sense a relation of its own.

    Relation numbers: those of `directions`, and from `2 * relations` on the senses of `alike`; all in all
    these are `kinds`. Where this is part of a larger graph, `totals` (kinds, entities) are the counts of the
    whole.
    """

    def __init__(
        self,
        triples: Triples,
        directions: Directions,
        *,
        entities: int,
        alike: AlikeEdges | None = None,
        device: torch.device | None = None,
        totals: torch.Tensor | None = None,
    ) -> None:
        relations = directions.count
        alike = alike or AlikeEdges.of()
        self.entities, self.relations, self._directions = entities, relations, directions
        self.kinds = 2 * relations + alike.count
        self._beyond: torch.Tensor | None = None
        self.device = device or torch.device("cpu")
        stated = directions.both(np.unique(triples, axis=0))
        also = np.stack([alike.pairs[:, 0], 2 * relations + alike.senses, alike.pairs[:, 1]], axis=1)
        edges = np.concatenate([stated, also])
        values = np.concatenate([np.ones(len(stated), dtype=np.float32), alike.weights])
        # Sorted by relation, then receiver: a relation's pairs stand together, a pair's edges as well.
        order = np.lexsort((edges[:, 0], edges[:, 2], edges[:, 1]))
        edges, values = edges[order], values[order]
        keys = edges[:, 1] * entities + edges[:, 2]
        pairs, starts = np.unique(keys, return_index=True)
        self.edges = edges
        self._sender, self._relation, self._receiver = (self._tensor(edges[:, i]) for i in range(3))
        inverse = [*map(directions.inverse, range(2 * relations)), *range(2 * relations, self.kinds)]
        self._inverse = self._tensor(np.array(inverse))[self._relation]
        self._keys = (edges[:, 1] * entities + edges[:, 2]) * entities + edges[:, 0]
        self._values = self._tensor(values)
        ends = np.cumsum(np.bincount(pairs // entities, minlength=self.kinds)).tolist()
        self.spans = list(zip([0, *ends[:-1]], ends, strict=True))
        self.pair_relation, self.pair_entity = self._tensor(pairs // entities), self._tensor(pairs % entities)
        self._gather, self._gather_back, self._back = self._sparse(
            np.repeat(np.arange(len(pairs)), np.diff(np.append(starts, len(edges)))),
            edges[:, 0],
            (len(pairs), entities),
        )
        joined = np.arange(len(pairs))
        sums, sums_back, _ = self._sparse(pairs % entities, joined, (entities, len(pairs)), sort=True)
        ones = torch.ones(len(pairs), device=self.device)
        self.sums, self.sums_back = sums.filled(ones), sums_back.filled(ones)

        if totals is not None:
            self._beyond = totals - self.counts(self._values)

    def without(self, dropped: Triples | None = None, isolated: NDArray[np.int64] | None = None) -> "Wiring":
        """Return the graph without some triples and their inverses, and without all triples of some entities.

        Edges between alike entities stay.
        """
        values = self._values
        cut = np.zeros(0, dtype=np.int64)
        if dropped is not None and len(dropped):
            both = self._directions.both(dropped)
            keys = (both[:, 1] * self.entities + both[:, 2]) * self.entities + both[:, 0]
            cut = np.flatnonzero(np.isin(self._keys, keys))
        if isolated is not None and len(isolated):
            ends = np.isin(self.edges[:, [0, 2]], isolated).any(axis=1)
            cut = np.union1d(cut, np.flatnonzero(ends & (self.edges[:, 1] < 2 * self.relations)))
        if len(cut):
            values = values.clone()
            values[self._tensor(cut)] = 0.0
        counts = self.counts(values, isolated)
        damped = self._damped(values, counts)
        return Wiring(self, self._gather.filled(damped), self._gather_back.filled(damped[self._back]), counts)

    def counts(self, values: torch.Tensor, isolated: NDArray[np.int64] | None = None) -> torch.Tensor:
        """Return how many edges (kinds, entities) of each relation reach each entity.

        Edges of this graph count `values` (m,); those beyond it are added, save of isolated entities.
        """
        flat = torch.zeros(self.kinds * self.entities, device=self.device)
        flat.index_add_(0, self._relation * self.entities + self._receiver, values)
        counts = flat.view(self.kinds, self.entities)
        if self._beyond is None:
            return counts
        beyond = self._beyond
        if isolated is not None and len(isolated):
            beyond = beyond.index_fill(1, self._tensor(isolated), 0.0)
        return counts + beyond

    def _damped(self, values: torch.Tensor, counts: torch.Tensor) -> torch.Tensor:
        """Return what messages along edges (m,) are multiplied by, for edges that count `values` (m,)."""
        product = counts[self._relation, self._receiver] * counts[self._inverse, self._sender]
        # Entities called alike have their similarity as the value, whatever else is like them.
        product = torch.where(self._relation >= 2 * self.relations, 1.0, product.clamp(min=1.0))
        return values * product**-DAMPING

    def _sparse(
        self,
        rows: NDArray[np.int64],
        columns: NDArray[np.int64],
        shape: tuple[int, int],
        *,
        sort: bool = False,
    ) -> tuple[Sparse, Sparse, torch.Tensor]:
        """Return the matrix of entries sorted by row, its transpose, and which entries those are."""
        if sort:
            order = np.lexsort((columns, rows))
            rows, columns = rows[order], columns[order]
        back = np.lexsort((rows, columns))
        matrix = self._compressed(rows, columns, shape)
        transposed = self._compressed(columns[back], rows[back], (shape[1], shape[0]))
        return matrix, transposed, self._tensor(back)

    def _compressed(
        self, rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]
    ) -> Sparse:
        starts = np.searchsorted(rows, np.arange(shape[0] + 1))
        return Sparse(self._tensor(starts), self._tensor(columns), shape)

    def _tensor(self, values: NDArray[np.generic]) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(values)).to(self.device)


@dataclass(frozen=True, slots=True)
class Wiring:
    """A graph with some of its edges cut."""

    graph: MessageGraph
    gather: torch.Tensor
    gather_back: torch.Tensor
    counts: torch.Tensor
    """How many edges (kinds, entities) of each relation reach each entity."""

    def messages(self, states: torch.Tensor, relations: torch.Tensor) -> torch.Tensor:
        """Return the sum (entities, b, d) over edges into each entity of `states` times the edge's relation.

        `states` (entities, b, d); `relations` (b, kinds, d).
        """
        entities, queries, width = states.shape
        vectors = relations.transpose(0, 1).reshape(-1, queries * width)
        summed: torch.Tensor = _Messages.apply(self, states.reshape(entities, queries * width), vectors)
        return summed.view(entities, queries, width)

    def first(
        self, heads: torch.Tensor, states: torch.Tensor, relations: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return what arrives where in each query (b,) only its head has a state (b, d).

        That is, places (m,), which are entity * b + query and each there once, and sums (m, d). The heads'
        own places are among them.
        """
        own = heads * len(heads) + torch.arange(len(heads), device=heads.device)
        targets, messages = self._sent(own, states, relations)
        places, inverse = torch.unique(torch.cat([targets, own]), return_inverse=True)
        sums = torch.zeros(len(places), states.shape[1], device=heads.device)
        return places, sums.index_add(0, inverse[: len(targets)], messages)

    def are_few(self, places: torch.Tensor, queries: int) -> bool:
        """Whether places (m,) send so few messages that `second` takes less time than `messages`."""
        starts, entities = self.gather_back.crow_indices(), places // queries
        sent = int((starts[entities + 1] - starts[entities]).sum())
        return FEW * sent < queries * len(self.graph.edges)

    def second(
        self, quiet: torch.Tensor, places: torch.Tensor, changes: torch.Tensor, relations: torch.Tensor
    ) -> torch.Tensor:
        """Return what arrives (entities, b, d) where all have the state `quiet` (d,) but for a few changes.

        `changes` (m, d) are added to the state of `places` (m,), numbered as in `first`. It is what
        `messages` gives, without passing on all edges what is the same everywhere.
        """
        graph, (queries, kinds, width) = self.graph, relations.shape
        ones = torch.ones(graph.entities, 1, device=quiet.device)
        weights = torch.zeros(graph.entities, kinds, device=quiet.device)
        weights[graph.pair_entity, graph.pair_relation] = _product(self.gather, ones)[:, 0]
        common = (quiet * relations).transpose(0, 1).reshape(kinds, queries * width)
        targets, messages = self._sent(places, changes, relations)
        with torch.autocast(quiet.device.type, enabled=False):
            arrived = (weights @ common).view(graph.entities * queries, width)
        return arrived.index_add(0, targets, messages).view(graph.entities, queries, width)

    def _sent(
        self, places: torch.Tensor, states: torch.Tensor, relations: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the messages (k, d) that places (m,) with states (m, d) send, and where (k,) they arrive."""
        queries = len(relations)
        entities, query = places // queries, places % queries
        starts, pairs = self.gather_back.crow_indices(), self.gather_back.col_indices()
        begin, lengths = starts[entities], starts[entities + 1] - starts[entities]
        sender = torch.arange(len(places), device=places.device).repeat_interleave(lengths)
        passed = (lengths.cumsum(0) - lengths)[sender]
        edge = begin[sender] + torch.arange(len(sender), device=places.device) - passed
        pair = pairs[edge]
        vectors = relations[query[sender], self.graph.pair_relation[pair]]
        messages = states[sender] * vectors * self.gather_back.values()[edge][:, None]
        return self.graph.pair_entity[pair] * queries + query[sender], messages
