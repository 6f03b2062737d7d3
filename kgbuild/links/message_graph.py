"""The graph as sparse matrices, from which edges can be cut without building them anew.

Messages of one relation into one entity are summed first and weighted by the relation afterwards: there are
few such pairs (entity, relation), so that no vector is ever made for each edge. On a processor this takes a
tenth of the time of gathering and scattering.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from kgbuild.links.triples import Triples, both_directions


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


class _Multiply(torch.autograd.Function):
    """`matrix @ dense`, whose gradient is `transposed @ gradient`; the matrix itself learns nothing."""

    @staticmethod
    def forward(  # type: ignore[no-untyped-def]
        ctx, matrix: torch.Tensor, transposed: torch.Tensor, dense: torch.Tensor
    ) -> torch.Tensor:
        ctx.transposed = transposed
        return matrix @ dense

    @staticmethod
    def backward(  # type: ignore[no-untyped-def]
        ctx, gradient: torch.Tensor
    ) -> tuple[None, None, torch.Tensor]:
        return None, None, ctx.transposed @ gradient.contiguous()


def multiply(matrix: torch.Tensor, transposed: torch.Tensor, dense: torch.Tensor) -> torch.Tensor:
    """Return the product of a sparse matrix (m, n) and a dense one (n, c), differentiable in the latter."""
    product: torch.Tensor = _Multiply.apply(matrix, transposed, dense)
    return product


class MessageGraph:
    """Edges of both directions, and `similar` ones of a relation of their own, from tails to heads and back.

    `similar` (m, 2) are pairs of entities, both directions named, and `weights` (m,) how alike they are.
    Relation numbers: triples' own, their inverses from `relations` on, and `2 * relations` for alike.
    """

    def __init__(
        self,
        triples: Triples,
        *,
        entities: int,
        relations: int,
        similar: NDArray[np.int64] | None = None,
        weights: NDArray[np.float32] | None = None,
        device: torch.device | None = None,
    ) -> None:
        self.entities, self.relations = entities, relations
        self.device = device or torch.device("cpu")
        edges = both_directions(np.unique(triples, axis=0), relations)
        values = np.ones(len(edges), dtype=np.float32)
        if similar is not None and weights is not None:
            alike = np.full(len(similar), 2 * relations)
            edges = np.concatenate([edges, np.stack([similar[:, 0], alike, similar[:, 1]], axis=1)])
            values = np.concatenate([values, weights.astype(np.float32)])
        # Sorted by relation, then receiver: a relation's pairs stand together, a pair's edges as well.
        order = np.lexsort((edges[:, 0], edges[:, 2], edges[:, 1]))
        edges, values = edges[order], values[order]
        keys = edges[:, 1] * entities + edges[:, 2]
        pairs, starts = np.unique(keys, return_index=True)
        self.edges = edges
        self._keys = (edges[:, 1] * entities + edges[:, 2]) * entities + edges[:, 0]
        self._values = self._tensor(values)
        self.sizes: list[int] = np.bincount(pairs // entities, minlength=2 * relations + 1).tolist()
        self._gather, self._gather_back, self._back = self._sparse(
            np.repeat(np.arange(len(pairs)), np.diff(np.append(starts, len(edges)))),
            edges[:, 0],
            (len(pairs), entities),
        )
        joined = np.arange(len(pairs))
        sums, sums_back, _ = self._sparse(pairs % entities, joined, (entities, len(pairs)), sort=True)
        ones = torch.ones(len(pairs), device=self.device)
        self.sums, self.sums_back = sums.filled(ones), sums_back.filled(ones)

    def without(self, dropped: Triples | None = None, isolated: NDArray[np.int64] | None = None) -> "Wiring":
        """Return the graph without some triples and their inverses, and without all triples of some entities.

        Edges between alike entities stay.
        """
        values = self._values
        cut = np.zeros(0, dtype=np.int64)
        if dropped is not None and len(dropped):
            both = both_directions(dropped, self.relations)
            keys = (both[:, 1] * self.entities + both[:, 2]) * self.entities + both[:, 0]
            cut = np.flatnonzero(np.isin(self._keys, keys))
        if isolated is not None and len(isolated):
            ends = np.isin(self.edges[:, [0, 2]], isolated).any(axis=1)
            cut = np.union1d(cut, np.flatnonzero(ends & (self.edges[:, 1] < 2 * self.relations)))
        if len(cut):
            values = values.clone()
            values[self._tensor(cut)] = 0.0
        return Wiring(self, self._gather.filled(values), self._gather_back.filled(values[self._back]), values)

    def counts(self, values: torch.Tensor) -> torch.Tensor:
        """Return how many edges (2 x relations + 1, entities) of each relation reach each entity."""
        edges = self.edges
        flat = torch.zeros((2 * self.relations + 1) * self.entities, device=self.device)
        flat.index_add_(0, self._tensor(edges[:, 1] * self.entities + edges[:, 2]), values)
        return flat.view(2 * self.relations + 1, self.entities)

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
    values: torch.Tensor

    def counts(self) -> torch.Tensor:
        """Return how many edges (2 x relations + 1, entities) of each relation reach each entity."""
        return self.graph.counts(self.values)

    def messages(self, states: torch.Tensor, relations: torch.Tensor) -> torch.Tensor:
        """Return the sum (entities, b, d) over edges into each entity of `states` times the edge's relation.

        `states` (entities, b, d); `relations` (b, 2 x relations + 1, d).
        """
        entities, queries, width = states.shape
        pooled = multiply(self.gather, self.gather_back, states.reshape(entities, queries * width))
        pooled = pooled.view(-1, queries, width)
        # Split, not sliced: the gradient of a slice is as large as the whole.
        of_relation = torch.split(pooled, self.graph.sizes)
        vectors = relations.unbind(1)
        parts = [states * vector for states, vector in zip(of_relation, vectors, strict=True)]
        weighted = torch.cat(parts).reshape(-1, queries * width)
        summed = multiply(self.graph.sums, self.graph.sums_back, weighted)
        return summed.view(entities, queries, width)
