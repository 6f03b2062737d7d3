"""Train models that are a table of vectors: every question against all entities at once.

Full softmax over all entities, questions in both directions, the nuclear 3-norm as penalty and Adagrad: after
Lacroix 2018, *Canonical Tensor Decomposition for Knowledge Base Completion*. Known answers other than the one
that is asked for do not count as wrong. Of more entities than `embedding_candidates`, so many compete in a
step, those of its triples and random ones, and only vectors that took part are changed: a step takes no
longer in a larger graph.
"""

from typing import Protocol

import numpy as np
import torch
from torch import nn

from kgbuild.links.known import KnownTails
from kgbuild.links.model import Ints, Scores
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.trainable import Material


class Decoder(Protocol):
    """How vectors of heads and relations become scores of all tails."""

    def scores(self, heads: torch.Tensor, relations: torch.Tensor, tails: torch.Tensor) -> torch.Tensor:
        """Return scores (b, n) of `tails` (n, d) for `heads` (b, d), `relations` (b, d)."""
        ...

    def sizes(self, vectors: torch.Tensor) -> torch.Tensor:
        """Return what the penalty takes of vectors (b, d)."""
        ...


class Distance:
    """What decoders by distance have in common: their vectors begin with a length of about 1."""

    @staticmethod
    def closeness(points: torch.Tensor, tails: torch.Tensor) -> torch.Tensor:
        """Return minus the squared distance (b, n) between points (b, d) and tails (n, d)."""
        # Unlike the sum of squares, norms make no second table as large as the first.
        lengths: torch.Tensor = torch.linalg.vector_norm(tails, dim=1).square()
        return 2 * points @ tails.T - points.pow(2).sum(1)[:, None] - lengths

    def sizes(self, vectors: torch.Tensor) -> torch.Tensor:
        """Return nothing to penalise: distances bound themselves."""
        return vectors[:, :1] * 0.0


class EmbeddingModel:
    """A vector for each entity and each direction of a relation, and a decoder."""

    def __init__(self, name: str, decoder: Decoder, material: Material, recipe: LinkRecipe) -> None:
        self.name = name
        self._decoder, self._material, self._recipe = decoder, material, recipe
        width = recipe.embedding_width
        torch.manual_seed(recipe.seed)
        self.module: nn.Module = nn.ModuleDict(
            {
                "entities": nn.Embedding(material.entities, width),
                "relations": nn.Embedding(2 * material.relations, width),
            }
        )
        for table in self.module.parameters():
            nn.init.normal_(table, std=width**-0.5 if isinstance(decoder, Distance) else 1e-2)
        self.module.to(material.device)
        self._asked = material.directions.both(material.dataset.train)
        self._epoch, self._order = -1, np.zeros(0, dtype=np.int64)
        self._known = KnownTails(material.dataset.train, material.directions)

    def optimizer(self) -> torch.optim.Optimizer:
        """Return Adagrad."""
        return torch.optim.Adagrad(self.module.parameters(), lr=self._recipe.embedding_rate)

    def loss(self, step: int) -> torch.Tensor:
        """Return the cross-entropy of a batch, with the penalty."""
        whole = self._asked[self._batch(step)]
        mine, counts = self._material.share.of(len(whole))
        asked = whole[mine]
        entities, relations = self._tables
        queries, answers = self._other_answers(asked)
        if self._material.entities > self._recipe.embedding_candidates:
            competing = self._competing(whole, step)
            entities = nn.functional.embedding(self._tensor(competing), entities, sparse=True)
            places = np.minimum(np.searchsorted(competing, answers), len(competing) - 1)
            there = competing[places] == answers
            queries, answers = queries[there], places[there]
            asked = asked.copy()
            asked[:, [0, 2]] = np.searchsorted(competing, asked[:, [0, 2]])
        head, relation, tail = (self._tensor(asked[:, i].copy()) for i in range(3))
        h, r, t = entities[head], relations[relation], entities[tail]
        # In bf16, only the product is.
        scores = self._decoder.scores(h, r, entities).float()
        others = self._tensor(queries), self._tensor(answers)
        scores = scores.index_put(others, torch.tensor(-torch.inf, device=self._device))
        loss = nn.functional.cross_entropy(scores, tail)
        penalty = sum(self._decoder.sizes(vectors).pow(3).sum(dim=1).mean() for vectors in (h, r, t))
        return counts * (loss + self._recipe.embedding_penalty * penalty / 3)

    def score(self, heads: Ints, relations: Ints) -> Scores:
        """Return scores (b, entities); see `LinkModel`."""
        entities, table = self._tables
        with torch.inference_mode():
            h = entities[torch.from_numpy(heads).to(self._device)]
            r = table[torch.from_numpy(relations).to(self._device)]
            scores: Scores = self._decoder.scores(h, r, entities).float().cpu().numpy()
        return scores

    @property
    def _tables(self) -> tuple[torch.Tensor, torch.Tensor]:
        entities, relations = self.module.parameters()
        return entities, relations

    @property
    def _device(self) -> torch.device:
        return self._material.device

    def _batch(self, step: int) -> Ints:
        """Return the rows of a step: every row once in each pass, in an order of its own."""
        size = min(self._recipe.embedding_batch, len(self._asked))
        steps = len(self._asked) // size
        epoch, place = divmod(step - 1, steps)
        if epoch != self._epoch:
            order = np.random.default_rng((self._recipe.seed, epoch)).permutation(len(self._asked))
            # Of a large graph, making it anew takes longer than the step.
            self._epoch, self._order = epoch, order
        return self._order[place * size : (place + 1) * size]

    def _competing(self, asked: Ints, step: int) -> Ints:
        """Return the entities (n,), sorted, that compete in a step: those of its triples, and random ones."""
        random = np.random.default_rng((self._recipe.seed, step))
        own = np.unique(asked[:, [0, 2]])
        room = max(0, self._recipe.embedding_candidates - len(own))
        return np.union1d(own, random.integers(0, self._material.entities, room))

    def _tensor(self, values: Ints) -> torch.Tensor:
        return torch.from_numpy(values).to(self._device)

    def _other_answers(self, asked: Ints) -> tuple[Ints, Ints]:
        """Return places (query, entity) of known answers that are not the one asked for."""
        places, answers = self._known.of_each(asked[:, 0], asked[:, 1])
        others = answers != asked[places, 2]
        return places[others], answers[others]


def halves(vectors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the real and the imaginary half of vectors (b, d)."""
    real, imaginary = vectors.chunk(2, dim=1)
    return real, imaginary
