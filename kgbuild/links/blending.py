"""Blend members by weights that depend on how well the asking entity is known, and on the question.

A member's scores count as log-probabilities over all entities. Its weight is the sum of one for the bucket of
the degree of the entity that asks, and one for the relation and direction, both fitted on the validation
part by the cross-entropy of right answers; both are drawn towards a common weight where there are few
questions. A last term is the degree of the candidate in training: none, or some.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from kgbuild.links.competing import BEST, RANDOM, competing
from kgbuild.links.evaluation import BUCKETS
from kgbuild.links.known import KnownTails
from kgbuild.links.model import Ints, LinkModel, Scores
from kgbuild.links.triples import Dataset, Triples

RIDGE = 0.02
"""Pull of a bucket's or a relation's weights to 0, in questions."""

STEPS = 80
BATCH = 32
MOST, LEAST = 6000, 1500
SCORES = 150_000_000
"""Validation questions that weights are fitted on: so many at most, fewer where that is more scores."""

NEVER = -1e4
"""Log of how often a place without candidate counts."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of members (m,): common, by bucket of degree (buckets, m), by question (2 x relations, m).

    `unconnected` (2 x relations,) is added to candidates without any triple in training.
    """

    common: NDArray[np.float64]
    by_degree: NDArray[np.float64]
    by_question: NDArray[np.float64]
    unconnected: NDArray[np.float64]

    def of(self, buckets: Ints, relations: Ints) -> NDArray[np.float64]:
        """Return the weights (b, m) for questions of entities in these buckets (b,)."""
        weights: NDArray[np.float64] = self.common + self.by_degree[buckets] + self.by_question[relations]
        return weights


class Blend:
    """A predictor made of others."""

    name = "ensemble"

    def __init__(self, members: dict[str, LinkModel], weights: Weights, degrees: Ints) -> None:
        self.members, self.weights = members, weights
        self._buckets = bucket_of(degrees)
        self._unconnected = degrees == 0

    def score(self, heads: Ints, relations: Ints) -> Scores:
        """Return scores (b, entities); see `LinkModel`."""
        return self.blended(
            [member.score(heads, relations) for member in self.members.values()], heads, relations
        )

    def blended(self, scores: list[Scores], heads: Ints, relations: Ints) -> Scores:
        """Return the blend (b, entities) of the members' scores, in their order."""
        weights = self.weights.of(self._buckets[heads], relations)
        total = np.zeros(scores[0].shape, dtype=np.float64)
        for column, each in enumerate(scores):
            total += weights[:, column, None] * log_shares(each)
        total += self.weights.unconnected[relations][:, None] * self._unconnected
        blend: Scores = total.astype(np.float32)
        return blend


def bucket_of(degrees: Ints) -> Ints:
    """Return the number of the bucket of each degree."""
    places: Ints = np.searchsorted([low for low, _ in BUCKETS], degrees, side="right") - 1
    return places


def log_shares(scores: Scores) -> Scores:
    """Return the log of the softmax of each row."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    shares: Scores = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return shares


def fit_weights(members: dict[str, LinkModel], dataset: Dataset, *, seed: int, even: bool = False) -> Weights:
    """Return the weights that make the right answers of the validation part likeliest.

    With `even`, candidates without any triple in training get no weight of their own.
    """
    count = len(dataset.vocabulary.relations)
    asked = dataset.vocabulary.directions.both(dataset.valid)
    random = np.random.default_rng(seed)
    few = min(MOST, max(LEAST, SCORES // len(dataset.vocabulary.entities)))
    asked = asked[random.permutation(len(asked))[:few]]
    # Questions of one relation together, which some members answer faster.
    asked = asked[np.lexsort((asked[:, 0], asked[:, 1]))]
    features, unconnected, log_counts = _features(members, dataset, asked, random)
    if even:
        unconnected = torch.zeros_like(unconnected)
    buckets = torch.from_numpy(bucket_of(dataset.degrees)[asked[:, 0]])
    relations = torch.from_numpy(asked[:, 1].copy())
    columns = len(members)
    common = torch.full((columns,), 1.0 / columns, dtype=torch.float64, requires_grad=True)
    shapes = ((len(BUCKETS), columns), (2 * count, columns), (2 * count,))
    rest = [torch.zeros(shape, dtype=torch.float64, requires_grad=True) for shape in shapes]
    optimizer = torch.optim.LBFGS(
        [common, *rest], max_iter=STEPS, line_search_fn="strong_wolfe", tolerance_change=1e-7
    )

    def closure() -> float:
        optimizer.zero_grad()
        weights = common + rest[0][buckets] + rest[1][relations]
        logits = torch.einsum("qcm,qm->qc", features, weights) + log_counts
        logits = logits + rest[2][relations][:, None] * unconnected
        loss = torch.nn.functional.cross_entropy(
            logits, torch.zeros(len(logits), dtype=torch.long), reduction="sum"
        )
        loss = loss + RIDGE * torch.stack([part.pow(2).sum() for part in rest]).sum()
        torch.autograd.backward(loss)
        return float(loss.detach())

    if len(asked):
        optimizer.step(closure)  # type: ignore[no-untyped-call]
    arrays = [part.detach().numpy() for part in (common, *rest)]
    return Weights(*arrays)


def _features(
    members: dict[str, LinkModel], dataset: Dataset, asked: Triples, random: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return log-shares (q, candidates, m), the right answer first, and (q, candidates) what goes with these:

    which have no triple in training, and the log of how many each stands for.
    """
    known = KnownTails(dataset.known, dataset.vocabulary.directions)
    entities = len(dataset.vocabulary.entities)
    most = min(1 + BEST * len(members) + RANDOM, entities)
    features = np.zeros((len(asked), most, len(members)))
    unconnected = np.zeros((len(asked), most))
    log_counts = np.full((len(asked), most), NEVER)
    for start in range(0, len(asked), BATCH):
        rows = asked[start : start + BATCH]
        scores = [log_shares(m.score(rows[:, 0], rows[:, 1])) for m in members.values()]
        for place, (head, relation, tail) in enumerate(rows.tolist()):
            own = [each[place] for each in scores]
            chosen = competing(tail, known.of(head, relation), own, random)
            row, end = start + place, len(chosen.candidates)
            features[row, :end] = np.stack([each[chosen.candidates] for each in own], axis=1)
            unconnected[row, :end] = dataset.degrees[chosen.candidates] == 0
            log_counts[row, :end] = chosen.log_counts
    return torch.from_numpy(features), torch.from_numpy(unconnected), torch.from_numpy(log_counts)
