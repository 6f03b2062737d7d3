"""From scores to the chance that a predicted relation holds, for each relation, on held-out triples.

A candidate's score is its share of the softmax over all entities of fitting type that are no known answers,
as the one who predicts sees them. On validation questions the right answer and the best wrong candidates are
judged, and the kind of map (isotonic, Platt, beta) with the lowest calibration error in cross-validation over
questions is fitted. "Right" is what the graph held back: what is true but nowhere stated counts as wrong, so
that probabilities err on the low side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kgbuild.links.evaluation import fitting
from kgbuild.links.known import KnownTails
from kgbuild.links.model import LinkModel, Scores
from kgbuild.links.triples import Dataset, Triples
from kgbuild.mentions.score_maps import Knots
from kgbuild.training.calibration_error import calibration_error
from kgbuild.training.score_fits import FITS, Fit

TOP = 20
"""Candidates of a question that are judged."""

FEWEST = 30
"""Judged right answers of a relation below which it shares the map of all relations."""

FOLDS = 5
BATCH = 32
ALL = "all"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """Candidates (n,): the relation, question, share of the softmax, and whether the graph held them back."""

    relation: NDArray[np.int64]
    question: NDArray[np.int64]
    share: Floats
    right: Floats


def judge(model: LinkModel, dataset: Dataset, triples: Triples) -> Judged:
    """Return the best `TOP` candidates of both questions of each triple (n, 3), judged by all the triples.

    Answers known from training do not compete.
    """
    directions = dataset.vocabulary.directions
    asked = np.unique(directions.both(triples)[:, :2], axis=0)
    asked = asked[np.lexsort((asked[:, 0], asked[:, 1]))]
    right, learnt = KnownTails(triples, directions), KnownTails(dataset.train, directions)
    allowed = fitting(dataset.vocabulary, dataset.known)
    rows: list[tuple[int, int, float, float]] = []
    for start in range(0, len(asked), BATCH):
        some = asked[start : start + BATCH]
        scores = model.score(some[:, 0], some[:, 1])
        for place, (head, relation) in enumerate(some.tolist()):
            known = learnt.of(head, relation)
            fits = None if allowed is None else allowed[relation]
            share = shares(scores[place], known, fits)
            best = np.argsort(-share, kind="stable")[:TOP]
            answers = right.of(head, relation)
            rows += [
                (relation % directions.count, start + place, float(share[tail]), float(tail in answers))
                for tail in best.tolist()
                if share[tail] > 0
            ]
    table = np.array(rows, dtype=np.float64).reshape(-1, 4)
    return Judged(table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2], table[:, 3])


def shares(scores: Scores, known: NDArray[np.int64], allowed: NDArray[np.bool_] | None) -> Floats:
    """Return the softmax (entities,) over candidates that fit and are not known; 0 for all others."""
    open_ = np.ones(len(scores), dtype=np.bool_) if allowed is None else allowed.copy()
    open_[known] = False
    result = np.zeros(len(scores))
    if open_.any():
        chances = np.exp(scores[open_].astype(np.float64) - float(scores[open_].max()))
        result[open_] = chances / chances.sum()
    return result


def share_among(share: Floats, *, candidates: int, other: int) -> Floats:
    """Return what shares (n,) among `candidates` would be among `other` ones, as likely on average.

    >>> share_among(np.array([0.5]), candidates=10, other=30).tolist()
    [0.25]
    """
    rest = (1 - share) * other / max(1, candidates)
    scaled: Floats = share / np.maximum(share + rest, np.finfo(np.float64).tiny)
    return scaled


def fit_maps(judged: Judged, relations: Sequence[str]) -> dict[str, Knots]:
    """Return the map of each relation with enough right answers, and that of all relations as `all`."""
    maps = {}
    for number, name in enumerate(relations):
        where = judged.relation == number
        if judged.right[where].sum() >= FEWEST:
            maps[name] = _best_map(judged.share[where], judged.right[where], judged.question[where])
    if len(judged.right):
        maps[ALL] = _best_map(judged.share, judged.right, judged.question)
    return maps


def probability(maps: Mapping[str, Knots], relation: str, share: Floats) -> Floats:
    """Return the probability (n,) of candidates with these shares (n,) of a relation's question."""
    knots = np.array(maps.get(relation, maps.get(ALL, ((0.0, 0.0), (1.0, 1.0)))))
    result: Floats = np.interp(share, knots[:, 0], knots[:, 1])
    return result


def errors(maps: Mapping[str, Knots], judged: Judged, relations: Sequence[str]) -> dict[str, float]:
    """Return the expected calibration error of each relation, and of `all`."""
    given = np.zeros(len(judged.share))
    for number, name in enumerate(relations):
        where = judged.relation == number
        given[where] = probability(maps, name, judged.share[where])
    rows = {}
    for number, name in enumerate(relations):
        where = judged.relation == number
        if where.any():
            rows[name] = calibration_error(given[where], judged.right[where])
    return rows | {ALL: calibration_error(given, judged.right)}


def _best_map(share: Floats, right: Floats, question: NDArray[np.int64]) -> Knots:
    fit = min(FITS.values(), key=lambda kind: _validated(kind, share, right, question))
    return fit(share, right)


def _validated(fit: Fit, share: Floats, right: Floats, question: NDArray[np.int64]) -> float:
    given = np.zeros(len(share))
    for fold in range(FOLDS):
        held = question % FOLDS == fold
        if held.all() or not held.any():
            continue
        knots = np.array(fit(share[~held], right[~held]))
        given[held] = np.interp(share[held], knots[:, 0], knots[:, 1])
    return calibration_error(given, right)
