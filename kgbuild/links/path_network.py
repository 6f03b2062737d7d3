"""A path-conditioned graph network: what is known of each entity is what paths from the query lead to it.

After NBFNet (Zhu 2021, *Neural Bellman-Ford Networks*): the query's entity starts with the query's relation
as its state, all others with nothing; in each layer every edge carries its start's state, times a vector of
its relation that depends on the query (DistMult's message), and what arrives is summed. Entities have no
vectors of their own, so that ones without any training triple are answered as well, by way of edges to
entities whose names are alike.
"""

from dataclasses import dataclass

import torch
from torch import nn

from kgbuild.links.message_graph import Wiring


@dataclass(frozen=True, slots=True)
class PathSizes:
    """`width` of a state, `layers` of edges that a path has at most, `senses` in which names are alike."""

    width: int = 32
    layers: int = 4
    senses: int = 2


class PathNetwork(nn.Module):
    """Scores all entities for a batch of queries on a wiring."""

    def __init__(self, relations: int, sizes: PathSizes) -> None:
        super().__init__()
        width, kinds = sizes.width, 2 * relations + sizes.senses
        self.kinds, self.width, self._directions = kinds, width, 2 * relations
        self.query = nn.Embedding(kinds, width)
        self.relation = nn.ModuleList(nn.Linear(width, kinds * width) for _ in range(sizes.layers))
        self.keep = nn.ModuleList(nn.Linear(width, width) for _ in range(sizes.layers))
        self.take = nn.ModuleList(nn.Linear(width, width, bias=False) for _ in range(sizes.layers))
        self.norm = nn.ModuleList(nn.LayerNorm(width) for _ in range(sizes.layers))
        self.from_state = nn.Linear(width, 2 * width)
        self.from_query = nn.Linear(width, 2 * width)
        self.answer = nn.Linear(2 * width, 1)
        self.popularity = nn.Embedding(kinds, 3)
        nn.init.zeros_(self.popularity.weight)
        for layer in self.relation:
            # Relations begin near 1: a path's message arrives, and training says which paths count.
            assert isinstance(layer, nn.Linear)
            nn.init.normal_(layer.weight, std=0.3 / width**0.5)
            nn.init.ones_(layer.bias)

    def forward(self, wiring: Wiring, heads: torch.Tensor, relations: torch.Tensor) -> torch.Tensor:
        """Return scores (b, entities) for queries `heads`, `relations` (b,)."""
        asked = self.query(relations)
        places, changed, quiet = self._first(wiring, heads, asked)
        entities, (queries, width) = wiring.graph.entities, asked.shape
        states = quiet.expand(entities * queries, width).index_copy(0, places, changed)
        states = states.view(entities, queries, width)
        for layer in range(1, len(self.relation)):
            vectors = self._vectors(layer, asked)
            if layer == 1 and wiring.are_few(places, queries):
                arrived = wiring.second(quiet[0], places, changed - quiet, vectors)
            else:
                arrived = wiring.messages(states, vectors)
            states = states + self._changed(layer, states, arrived)
        hidden = torch.relu(self.from_state(states) + self.from_query(asked))
        scores = self.answer(hidden).squeeze(-1).T
        answers: torch.Tensor = scores + self._popular(wiring.counts, relations)
        return answers

    def _first(
        self, wiring: Wiring, heads: torch.Tensor, asked: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return places (m,), as `Wiring.first` numbers them, and their states (m, d) after the first layer.

        Before it, only heads have a state. The last value (1, d) is the state of all others, which are most:
        they have heard nothing.
        """
        queries, width = asked.shape
        places, arrived = wiring.first(heads, asked, self._vectors(0, asked))
        own = torch.zeros_like(arrived)
        numbers = torch.arange(queries, device=heads.device)
        own[torch.searchsorted(places, heads * queries + numbers)] = asked
        changed = own + self._changed(0, own, arrived)
        none = torch.zeros(1, width, device=asked.device)
        return places, changed, self._changed(0, none, none)

    def _vectors(self, layer: int, asked: torch.Tensor) -> torch.Tensor:
        """Return the vectors (b, kinds, d) by which messages of a layer are multiplied."""
        vectors: torch.Tensor = self.relation[layer](asked)
        return vectors.view(len(asked), self.kinds, self.width)

    def _changed(self, layer: int, states: torch.Tensor, arrived: torch.Tensor) -> torch.Tensor:
        """Return what a layer adds to states (…, d) where messages with this sum (…, d) arrive."""
        flat = self.keep[layer](states.reshape(-1, self.width))
        take = self.take[layer]
        assert isinstance(take, nn.Linear)
        # In place: one pass less over what is as large as all states.
        flat = flat.addmm_(arrived.reshape(-1, self.width).to(flat.dtype), take.weight.T.to(flat.dtype))
        changed: torch.Tensor = torch.relu_(self.norm[layer](flat)).view(states.shape)
        return changed

    def _popular(self, counts: torch.Tensor, relations: torch.Tensor) -> torch.Tensor:
        """Return what an entity's number of edges says (b, entities), whoever asks."""
        weights = self.popularity(relations)
        total = counts[: self._directions].sum(0)
        # An answer to `relation` is one that edges of that relation reach.
        same = counts[relations]
        popular: torch.Tensor = (
            weights[:, :1] * torch.log1p(same)
            + weights[:, 1:2] * torch.log1p(total)
            + weights[:, 2:] * (same == 0)
        )
        return popular
