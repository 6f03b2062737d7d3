"""The path-conditioned graph network, trained on questions whose answers are cut from the graph.

A step takes triples at random, cuts them (of an entity's answers to one relation at most a third at a time)
and asks for them. In a share of steps a few entities lose all their triples and are asked about, so that the
network learns what to make of ones that it knows only by name: the share is that of such questions in the
validation part, and at least the recipe's.

Of a graph with more entities than `path_entities`, a step sees a part drawn around its questions, so that it
takes no longer than in a smaller one. Scores are always those of the whole graph.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from kgbuild.links.known import KnownTails
from kgbuild.links.message_graph import MessageGraph, Wiring
from kgbuild.links.model import Ints, Scores
from kgbuild.links.neighbours import AlikeEdges
from kgbuild.links.path_network import PathNetwork, PathSizes
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.sampling import Part, Sampler
from kgbuild.links.trainable import Material
from kgbuild.links.triples import Triples

CUT_AT_MOST = 3
"""Of an entity's answers to one relation, one in so many is cut and asked for in one step."""

ANSWERS_OF_PART = 64
"""Answers of a question at most that are asked for where steps see a part of the graph."""

ISOLATED = 3
"""Entities that lose all their triples in one step."""

AS_VALIDATION = "as-validation"

WARMUP = 50
LEAST_RATE = 0.02
"""Share of the learning rate at the end; it falls from half of the steps on."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query (head, relation) and those of its answers that are cut from the graph."""

    head: int
    relation: int
    answers: Ints


class Paths:
    """See the module."""

    name = "paths"

    def __init__(self, material: Material, recipe: LinkRecipe) -> None:
        self._material, self._recipe = material, recipe
        torch.manual_seed(recipe.seed)
        network = PathNetwork(material.relations, PathSizes(recipe.path_width, recipe.path_layers))
        self.module: torch.nn.Module = network.to(material.device)
        alike = AlikeEdges.of(
            material.neighbours.edges(recipe.path_neighbours), material.spelt.edges(recipe.path_spelt)
        )
        self._graph = MessageGraph(
            material.context,
            material.directions,
            entities=material.entities,
            alike=alike,
            device=material.device,
        )
        self._whole = self._graph.without()
        self._sampler: Sampler | None = None
        if material.entities > recipe.path_entities:
            self._sampler = Sampler(material.context, entities=material.entities, alike=alike)
        train = material.dataset.train
        self._asked = material.directions.both(train)
        self._known = KnownTails(train, material.directions)
        self._weights = self._as_validation() if recipe.path_asked == AS_VALIDATION else None
        self._share, self._isolable = self._unseen()

    def optimizer(self) -> torch.optim.Optimizer:
        """Return Adam; `loss` sets its rate."""
        self._adam = torch.optim.Adam(self.module.parameters(), lr=self._recipe.path_rate)
        return self._adam

    def loss(self, step: int) -> torch.Tensor:
        """Return the mean cross-entropy of the answers that were cut, each among all that are wrong."""
        self._set_rate(step)
        random = np.random.default_rng((self._recipe.seed, step))
        isolated = None
        if random.random() < self._share:
            isolated = self._isolate(random)
            questions = self._about(isolated, random)
        else:
            questions = self._any(random)
        knowns = [self._known.of(q.head, q.relation) for q in questions]
        graph = self._graph
        if self._sampler:
            part = self._near(self._sampler, questions, isolated, random)
            graph = self._part_graph(part)
            knowns = [part.local(known[np.isin(known, part.entities)]) for known in knowns]
            isolated = None if isolated is None else part.local(isolated)
            questions = [
                Question(int(part.local(np.array([q.head]))[0]), q.relation, part.local(q.answers))
                for q in questions
            ]
        wiring = graph.without(self._cut(questions), isolated)
        # What is cut is what the whole step asks for, in whichever process.
        mine, counts = self._material.share.of(len(questions))
        questions, knowns = questions[mine], knowns[mine]
        heads = torch.tensor([q.head for q in questions], device=self._material.device)
        relations = torch.tensor([q.relation for q in questions], device=self._material.device)
        scores = self.module(wiring, heads, relations)
        total = torch.zeros((), device=self._material.device)
        for row, question, answers in zip(scores, questions, knowns, strict=True):
            known = torch.from_numpy(answers).to(row.device)
            wrong = torch.logsumexp(row.index_fill(0, known, -torch.inf), 0)
            right = row[torch.from_numpy(question.answers).to(row.device)]
            total = total + (torch.logaddexp(wrong, right) - right).mean()
        return counts * total / len(questions)

    def score(self, heads: Ints, relations: Ints) -> Scores:
        """Return scores (b, entities); see `LinkModel`."""
        return self._score(self._whole, heads, relations)

    def score_without(self, heads: Ints, relations: Ints, dropped: Triples) -> Scores:
        """Return scores (b, entities) as if the triples `dropped` (n, 3) were not in the graph."""
        return self._score(self._graph.without(dropped), heads, relations)

    def _score(self, wiring: Wiring, heads: Ints, relations: Ints) -> Scores:
        size, parts = self._recipe.path_batch, []
        self.module.eval()
        with torch.inference_mode():
            for start in range(0, len(heads), size):
                some = (
                    torch.from_numpy(v[start : start + size]).to(self._material.device)
                    for v in (heads, relations)
                )
                parts.append(self.module(wiring, *some).cpu().numpy())
        self.module.train()
        scores: Scores = np.concatenate(parts)
        return scores

    def _near(
        self, sampler: Sampler, questions: list[Question], isolated: Ints | None, random: np.random.Generator
    ) -> Part:
        """Return the part of the graph that a step sees: what it asks about is in it."""
        asked = [np.append(q.answers, q.head) for q in questions]
        starts = np.concatenate([*asked, *([] if isolated is None else [isolated])])
        return sampler.around(starts, random, most=self._recipe.path_entities)

    def _part_graph(self, part: Part) -> MessageGraph:
        chosen = torch.from_numpy(part.entities).to(self._material.device)
        return MessageGraph(
            part.triples,
            self._material.directions,
            entities=len(part.entities),
            alike=part.alike,
            device=self._material.device,
            totals=self._whole.counts[:, chosen],
        )

    def _set_rate(self, step: int) -> None:
        recipe = self._recipe
        falling = 1 - max(0.0, step / recipe.path_steps - 0.5) / 0.5
        factor = min(1.0, step / WARMUP) * max(LEAST_RATE, falling)
        for group in self._adam.param_groups:
            group["lr"] = recipe.path_rate * factor

    def _unseen(self) -> tuple[float, Ints]:
        """Return the share of steps that isolate entities, and which entities may be isolated.

        Those of the kinds that validation asks about without any training triple, or all where it does not.
        """
        dataset = self._material.dataset
        ends = dataset.valid[:, [0, 2]]
        unseen = dataset.degrees[ends] == 0
        share = float(unseen.any(axis=1).mean()) if len(ends) else 0.0
        connected = dataset.degrees > 0
        kinds = np.array(dataset.vocabulary.kinds or ("",) * self._material.entities)
        # A kind of which a few happen to be unseen is not what validation is about.
        asked, counts = np.unique(kinds[ends[unseen]], return_counts=True)
        chosen = asked[counts >= 0.2 * max(1, counts.sum())] if share >= 0.2 else np.unique(kinds)
        isolable = np.flatnonzero(connected & np.isin(kinds, chosen))
        if self._weights is not None:
            of = np.bincount(self._asked[:, 0], self._weights, minlength=self._material.entities)
            # One with many questions is not isolated the more often for that.
            self._isolable_weights = np.minimum(of, self._weights.max())[isolable]
        return max(self._recipe.path_isolated, min(share, 0.8)), isolable

    def _as_validation(self) -> NDArray[np.float64] | None:
        """Return weights (questions,) by which relations are asked for as often as validation has them."""
        relations, count = self._asked[:, 1] % self._material.relations, self._material.relations
        wanted = np.bincount(self._material.dataset.valid[:, 1], minlength=count)
        weights = (wanted / np.maximum(np.bincount(relations, minlength=count), 1))[relations]
        total = float(weights.sum())
        return weights / total if total else None

    def _any(self, random: np.random.Generator) -> list[Question]:
        if self._weights is None:
            rows = random.integers(0, len(self._asked), self._recipe.path_batch)
        else:
            rows = random.choice(len(self._asked), self._recipe.path_batch, p=self._weights)
        return [self._question(self._asked[row], random) for row in rows]

    def _question(self, triple: Ints, random: np.random.Generator) -> Question:
        head, relation, tail = triple.tolist()
        others = self._known.of(head, relation)
        more = random.permutation(others[others != tail])[: len(others) // CUT_AT_MOST]
        return Question(head, relation, self._few(np.append(tail, more)))

    def _about(self, isolated: Ints, random: np.random.Generator) -> list[Question]:
        """Return questions that isolated entities ask, or are the answers of."""
        asking = np.flatnonzero(np.isin(self._asked[:, 0], isolated))
        answering = np.flatnonzero(np.isin(self._asked[:, 2], isolated))
        half = self._recipe.path_batch // 2
        questions = {}
        for head, relation, _ in self._draw(asking, half, random).tolist():
            questions[head, relation] = Question(head, relation, self._few(self._known.of(head, relation)))
        for head, relation, _ in self._draw(answering, self._recipe.path_batch - half, random).tolist():
            answers = self._known.of(head, relation)
            questions[head, relation] = Question(head, relation, answers[np.isin(answers, isolated)])
        return list(questions.values())

    def _draw(self, rows: Ints, count: int, random: np.random.Generator) -> Triples:
        """Return up to `count` questions (n, 3) of these rows of all that can be asked."""
        if self._weights is None:
            return random.permutation(self._asked[rows])[:count]
        weights = self._weights[rows]
        few = min(count, int((weights > 0).sum()))
        drawn = random.choice(rows, few, replace=False, p=weights / weights.sum()) if few else rows[:0]
        chosen: Triples = self._asked[drawn]
        return chosen

    def _isolate(self, random: np.random.Generator) -> Ints:
        """Return entities that lose all their triples in a step, by what their questions weigh."""
        if self._weights is None:
            few = min(ISOLATED, len(self._isolable))
            return random.choice(self._isolable, few, replace=False)
        weights = self._isolable_weights
        few = min(ISOLATED, int((weights > 0).sum()))
        return random.choice(self._isolable, few, replace=False, p=weights / weights.sum())

    def _few(self, answers: Ints) -> Ints:
        """Return the answers that are asked for: all, or the first ones where steps see a part."""
        return answers[:ANSWERS_OF_PART] if self._sampler else answers

    def _cut(self, questions: list[Question]) -> Triples:
        """Return the triples that the questions ask for, as the graph has them."""
        stated = self._material.directions.stated
        rows = [stated(q.head, q.relation, answer) for q in questions for answer in q.answers.tolist()]
        return np.array(rows, dtype=np.int64).reshape(-1, 3)
