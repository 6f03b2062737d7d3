"""Explain an answer of the R-GCN by single edges, which PyG's GNNExplainer finds (Ying 2019).

It learns a mask of the edges around the two entities under which the score stays what it is. What the edges
with the largest masks are worth is then measured as for paths: each is cut, and the network asked again.
"""

import warnings

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from kgbuild.errors import OptionError
from kgbuild.links.blending import log_shares
from kgbuild.links.model_folder import Predictor
from kgbuild.links.models.rgcn import BASES, RelationalGraph
from kgbuild.links.paths import ExplainedPath, Step, edges_around, random_paths
from kgbuild.links.triples import Directions, Triples

EPOCHS = 100
"""Steps in which the mask is learnt."""
MOST = 20_000
"""Edges around two entities, both directions counted, up to which a mask is learnt: each takes 16 KB."""
MEASURED = 3
"""Edges that are cut and measured, for each that is asked for."""


def explain_edges(
    predictor: Predictor, head: int, relation: int, tail: int, *, top: int
) -> list[ExplainedPath]:
    """Return the edges on which the answer leans most, best first, as paths of one.

    Raises `OptionError` without the member `rgcn`, and where the two have too many edges around them.
    """
    member = predictor.blend.members.get(RelationalGraph.name)
    if not isinstance(member, RelationalGraph):
        raise OptionError(
            f"the model has no member `{RelationalGraph.name}`; add it to the recipe or explain by another"
        )
    triples, directions = predictor.material.context, predictor.material.directions
    asked = directions.stated(head, relation, tail)
    # What is known already must not explain itself.
    triples = triples[(triples != np.array(asked)).any(axis=1)]
    network, vectors = member.module, torch.from_numpy(predictor.material.vectors)
    vectors = vectors.to(predictor.material.device)

    def score(graph: Triples) -> float:
        edges = torch.from_numpy(directions.both(graph)).to(vectors.device)
        with torch.inference_mode():
            states = network(vectors, edges[:, [0, 2]].T.contiguous(), edges[:, 1])
            of_all = (states[head] * _weight(network)[relation]) @ states.T
        return float(log_shares(of_all.cpu().numpy()[None])[0, tail])

    def drop(step: Step) -> float:
        return whole - score(triples[(triples != np.array(step)).any(axis=1)])

    whole = score(triples)
    near = around(triples, (head, tail), hops=len(network.get_submodule("layers")))  # type: ignore[arg-type]
    mask = _mask(network, vectors, near, (head, relation, tail), directions)
    chosen = [near[at] for at in np.argsort(-mask, kind="stable")[: MEASURED * top]]
    steps: list[Step] = [(int(h), int(r), int(t)) for h, r, t in chosen]
    walks = random_paths(edges_around(triples, without=asked), head, tail, length=1)
    usual = [drop(walk[0]) for walk in walks]
    mean = float(np.mean(usual)) if usual else None
    found = [ExplainedPath((step,), drop(step), mean) for step in steps]
    return sorted(found, key=lambda one: -one.drop)[:top]


def around(triples: Triples, ends: tuple[int, int], *, hops: int) -> Triples:
    """Return the triples that messages to one of the ends pass in so many hops.

    >>> line = np.array([[0, 0, 1], [1, 0, 2], [2, 0, 3], [3, 0, 4]])
    >>> around(line, (0, 0), hops=2).tolist()
    [[0, 0, 1], [1, 0, 2]]
    """
    reached = np.array(ends)
    for _ in range(hops - 1):
        touched = np.isin(triples[:, [0, 2]], reached).any(axis=1)
        reached = np.union1d(reached, triples[touched][:, [0, 2]])
    return triples[np.isin(triples[:, [0, 2]], reached).any(axis=1)]


def _mask(
    network: nn.Module, vectors: torch.Tensor, near: Triples, asked: Step, directions: Directions
) -> NDArray[np.float64]:
    """Return how much each triple (n,) matters to the score, from 0 to 1."""
    edges = directions.both(near)
    if len(edges) > MOST:
        raise OptionError(
            f"the two have {len(edges):,} edges around them, too many for a mask (at most {MOST:,}): "
            "explain by the member `paths`"
        )
    if not len(edges):
        return np.zeros(0)
    nodes, numbered = np.unique(edges[:, [0, 2]], return_inverse=True)
    ends = torch.from_numpy(numbered.reshape(-1, 2).T.copy()).to(vectors.device)
    # An end without any edge is scored by its name alone.
    place = [int(np.searchsorted(nodes, end)) if end in nodes else -1 for end in (asked[0], asked[2])]
    with warnings.catch_warnings():
        # PyG compiles on import with what torch calls deprecated.
        warnings.filterwarnings("ignore", category=FutureWarning, module=r"torch(\.|_geometric)")
        warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"torch(\.|_geometric)")
        from torch_geometric.explain import Explainer, GNNExplainer

        scorer = _Scorer(network, directions.count).to(vectors.device).eval()
        explainer = Explainer(
            scorer,
            algorithm=GNNExplainer(epochs=EPOCHS),
            explanation_type="model",
            edge_mask_type="object",
            model_config={"mode": "regression", "task_level": "graph", "return_type": "raw"},
        )
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            explained = explainer(
                vectors[torch.from_numpy(nodes).to(vectors.device)],
                ends,
                types=torch.from_numpy(edges[:, 1].copy()).to(vectors.device),
                place=place,
                relation=asked[1],
                names=vectors[[asked[0], asked[2]]],
            )
    both: NDArray[np.float64] = explained.edge_mask.detach().cpu().numpy().astype(np.float64)
    return np.maximum(both[: len(near)], both[len(near) :])


def _weight(network: nn.Module) -> torch.Tensor:
    """Return the vectors (2 x relations, width) of relations."""
    relations = network.get_submodule("relations")
    assert isinstance(relations, nn.Embedding)
    return relations.weight


class _Scorer(nn.Module):
    """The network with layers that send all messages at once, as masks need it, and one score as output."""

    def __init__(self, network: nn.Module, relations: int) -> None:
        super().__init__()
        from torch_geometric.nn import FastRGCNConv, MessagePassing

        class OnePass(FastRGCNConv):  # type: ignore[misc]
            # Its own, or PyG's explainer takes the one that was made for RGCNConv, which it is derived from.
            propagate = MessagePassing.propagate

        self.begin = network.get_submodule("begin")
        layers = []
        self.weight, width = _weight(network), _weight(network).shape[1]
        for layer in network.get_submodule("layers").children():
            fast = OnePass(width, width, 2 * relations, num_bases=BASES)
            fast.load_state_dict(layer.state_dict())
            layers.append(fast)
        self.layers = nn.ModuleList(layers)

    def forward(
        self,
        vectors: torch.Tensor,
        ends: torch.Tensor,
        *,
        types: torch.Tensor,
        place: list[int],
        relation: int,
        names: torch.Tensor,
    ) -> torch.Tensor:
        """Return the score (1, 1); `place` says where among the vectors the two ends are, or -1."""
        states = torch.relu(self.begin(vectors))
        for layer in self.layers:
            states = states + torch.relu(layer(states, ends, types))
        alone = torch.relu(self.begin(names))
        head, tail = (alone[at] if where < 0 else states[where] for at, where in enumerate(place))
        score: torch.Tensor = (head * self.weight[relation] * tail).sum().view(1, 1)
        return score
