"""R-GCN (Schlichtkrull 2018) over vectors of names, with DistMult on top; the layers are PyG's.

The triples that a step asks for are not in the graph that its messages pass through.
"""

import warnings

import numpy as np
import torch
from torch import nn

from kgbuild.links.known import KnownTails
from kgbuild.links.model import Ints, Scores
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.trainable import Material
from kgbuild.links.triples import Triples

BASES = 8
SHARE_ASKED = 0.1
"""Share of the triples that a step asks for."""


class _Network(nn.Module):
    def __init__(self, inputs: int, relations: int, recipe: LinkRecipe) -> None:
        super().__init__()
        with warnings.catch_warnings():
            # PyG compiles on import with what torch calls deprecated.
            warnings.filterwarnings("ignore", category=FutureWarning, module=r"torch(\.|_geometric)")
            warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"torch(\.|_geometric)")
            from torch_geometric.nn import RGCNConv
        width = recipe.graph_width
        self.begin = nn.Linear(inputs, width)
        self.layers = nn.ModuleList(
            RGCNConv(width, width, 2 * relations, num_bases=BASES) for _ in range(recipe.graph_layers)
        )
        self.relations = nn.Embedding(2 * relations, width)

    def forward(self, vectors: torch.Tensor, ends: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        """Return the states (entities, width) of all entities."""
        states: torch.Tensor = torch.relu(self.begin(vectors))
        for layer in self.layers:
            states = states + torch.relu(layer(states, ends, types))
        return states


class RelationalGraph:
    """See the module."""

    name = "rgcn"

    def __init__(self, material: Material, recipe: LinkRecipe) -> None:
        self._material, self._recipe = material, recipe
        torch.manual_seed(recipe.seed)
        network = _Network(material.vectors.shape[1], material.relations, recipe)
        self.module: nn.Module = network.to(material.device)
        self._vectors = torch.from_numpy(material.vectors).to(material.device)
        self._known = KnownTails(material.dataset.train, material.directions)
        self._states: torch.Tensor | None = None
        self.module.register_load_state_dict_post_hook(self._forget)  # type: ignore[no-untyped-call]

    def optimizer(self) -> torch.optim.Optimizer:
        """Return Adam."""
        return torch.optim.Adam(self.module.parameters(), lr=self._recipe.graph_rate)

    def loss(self, step: int) -> torch.Tensor:
        """Return the mean cross-entropy of the triples that were cut."""
        self._states = None
        random = np.random.default_rng((self._recipe.seed, step))
        train = self._material.dataset.train
        asked = random.random(len(train)) < SHARE_ASKED
        asked[random.integers(len(train))] = True
        states = self._read(train[~asked])
        questions = random.permutation(self._material.directions.both(train[asked]))
        questions = questions[: self._recipe.embedding_batch]
        mine, counts = self._material.share.of(len(questions))
        questions = questions[mine]
        head, relation, tail = (torch.from_numpy(questions[:, i].copy()).to(states.device) for i in range(3))
        scores = self._decode(states, head, relation)
        others = torch.zeros(scores.shape, dtype=torch.bool)
        for row, (h, r, t) in enumerate(questions.tolist()):
            others[row, torch.from_numpy(self._known.of(h, r))] = True
            others[row, t] = False
        scores = scores.masked_fill(others.to(scores.device), -torch.inf)
        return counts * nn.functional.cross_entropy(scores, tail)

    def score(self, heads: Ints, relations: Ints) -> Scores:
        """Return scores (b, entities); see `LinkModel`."""
        with torch.inference_mode():
            if self._states is None:
                self._states = self._read(self._material.context)
            h, r = (torch.from_numpy(values).to(self._states.device) for values in (heads, relations))
            scores: Scores = self._decode(self._states, h, r).cpu().numpy()
        return scores

    def _forget(self, module: nn.Module, loaded: object) -> None:
        """Drop the states that were read with other weights."""
        self._states = None

    def _read(self, triples: Triples) -> torch.Tensor:
        edges = torch.from_numpy(self._material.directions.both(triples)).to(self._vectors.device)
        states: torch.Tensor = self.module(self._vectors, edges[:, [0, 2]].T.contiguous(), edges[:, 1])
        return states

    def _decode(self, states: torch.Tensor, heads: torch.Tensor, relations: torch.Tensor) -> torch.Tensor:
        network = self.module
        assert isinstance(network, _Network)
        product: torch.Tensor = (states[heads] * network.relations(relations)) @ states.T
        return product
