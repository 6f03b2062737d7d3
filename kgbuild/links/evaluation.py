"""Score models on held-out triples: filtered, both directions, among all entities and those of fitting type.

Each triple asks two questions, for its object and for its subject. Entities that are known to be right, in
whichever part, do not compete with the one that is asked for. All figures of all models come from the same
queries.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kgbuild.links.known import KnownTails
from kgbuild.links.model import LinkModel, Scores
from kgbuild.links.ranking import Bools, Floats, Ints, realistic_ranks, summary
from kgbuild.links.triples import Dataset, Triples, Vocabulary

BATCH = 32
"""Queries that a model is asked at a time."""

BUCKETS = ((0, "0"), (1, "1-2"), (3, "3-9"), (10, "10-99"), (100, "100+"))
"""Least degree, and name, of each bucket."""

Progress = Callable[[int, int], None]
"""Told how many queries are done, and how many there are."""

Scorer = Callable[[Ints, Ints], Sequence[Scores]]
"""Gives the scores (b, entities) of each of some models to queries, that is heads (b,) and relations (b,)."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The ranks of both questions of each triple: the triples (n, 3) first, then their inverses (2n, 3).

    `constrained` are ranks among entities of fitting type, None where entities have no types. `degrees` (2n,)
    is that of the less known end in training.
    """

    triples: Triples
    relations: int
    everything: Floats
    constrained: Floats | None
    degrees: Ints

    def figures(self) -> dict[str, float]:
        """Return MRR and hits over all questions, those with types under `typed_`."""
        return self._figures(np.ones(len(self.triples), dtype=np.bool_))

    def by_relation(self, names: tuple[str, ...]) -> dict[str, dict[str, float]]:
        """Return figures by relation and by direction, where it has one: `TREATS ->?` asks for objects."""
        rows = {}
        for relation, name in enumerate(names):
            asked = self.triples[:, 1]
            where = asked % self.relations == relation
            if where.any():
                rows[name] = self._figures(where)
            if (asked[where] != relation).any():
                rows[f"{name} ->?"] = self._figures(asked == relation)
                rows[f"?-> {name}"] = self._figures(asked == relation + self.relations)
        return rows

    def by_degree(self) -> dict[str, dict[str, float]]:
        """Return the figures by the number of training triples that the less known end is in."""
        least = [low for low, _ in BUCKETS]
        places = np.searchsorted(least, self.degrees, side="right") - 1
        return {
            name: self._figures(places == i) for i, (_, name) in enumerate(BUCKETS) if (places == i).any()
        }

    def _figures(self, where: Bools) -> dict[str, float]:
        figures = {"questions": float(where.sum())} | summary(self.everything[where])
        if self.constrained is not None:
            figures |= {f"typed_{key}": value for key, value in summary(self.constrained[where]).items()}
        return figures


def rank(model: LinkModel, dataset: Dataset, triples: Triples, progress: Progress | None = None) -> Ranked:
    """Return the ranks of triples (n, 3) of the data set; raises `ScoresError` for scores like NaN."""
    (ranked,) = rank_together(lambda *asked: [model.score(*asked)], 1, dataset, triples, progress)
    return ranked


def rank_together(
    score: Scorer, models: int, dataset: Dataset, triples: Triples, progress: Progress | None = None
) -> list[Ranked]:
    """Return the ranks that each of some models gives to the same questions.

    Raises `ScoresError` for scores like NaN.
    """
    directions = dataset.vocabulary.directions
    asked = directions.both(triples)
    known = KnownTails(dataset.known, directions)
    allowed = fitting(dataset.vocabulary, dataset.known)
    degrees = dataset.degrees[asked[:, [0, 2]]].min(axis=1) if len(asked) else np.zeros(0, dtype=np.int64)
    ranked = [
        Ranked(
            asked,
            directions.count,
            np.zeros(len(asked)),
            None if allowed is None else np.zeros(len(asked)),
            degrees,
        )
        for _ in range(models)
    ]
    for rows, scores in _scored(score, asked, progress):
        head, relation = asked[rows[0], :2]
        targets, true = asked[rows, 2], known.of(int(head), int(relation))
        for one, each in zip(ranked, scores, strict=True):
            one.everything[rows] = realistic_ranks(each, targets, true, None)
            if one.constrained is not None and allowed is not None:
                one.constrained[rows] = realistic_ranks(each, targets, true, allowed[relation])
    return ranked


def fitting(vocabulary: Vocabulary, known: Triples) -> Bools | None:
    """Return which entities (2 x relations, entities) have a type that answers of the relation have.

    None where entities have no types.
    """
    if not vocabulary.kinds:
        return None
    kinds, of = np.unique(np.array(vocabulary.kinds), return_inverse=True)
    count = len(vocabulary.relations)
    seen = np.zeros((2 * count, len(kinds)), dtype=np.bool_)
    asked = vocabulary.directions.both(known)
    seen[asked[:, 1], of[asked[:, 2]]] = True
    allowed: NDArray[np.bool_] = seen[:, of]
    return allowed


def _scored(score: Scorer, asked: Triples, progress: Progress | None) -> Iterator[tuple[Ints, list[Scores]]]:
    """Yield the rows of each query and each model's scores: a query with several answers is scored once."""
    queries, inverse = np.unique(asked[:, :2], axis=0, return_inverse=True)
    inverse = inverse.reshape(-1)
    order = np.argsort(inverse, kind="stable")
    rows = np.split(order, np.flatnonzero(np.diff(inverse[order])) + 1) if len(asked) else []
    # Queries of one relation follow each other, which some models answer together.
    sequence = np.lexsort((queries[:, 0], queries[:, 1]))
    for start in range(0, len(sequence), BATCH):
        chosen = sequence[start : start + BATCH]
        scores = score(queries[chosen, 0], queries[chosen, 1])
        for place, query in enumerate(chosen):
            yield rows[query], [each[place] for each in scores]
        if progress:
            progress(min(start + BATCH, len(sequence)), len(sequence))
