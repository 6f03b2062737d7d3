"""Ask a trained predictor for what the graph lacks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.prediction import Asked, Prediction
from kgbuild.domain.relation import SYMMETRIC
from kgbuild.errors import OptionError, ScoresError, StaleModelError, UnknownEntityError
from kgbuild.graph.workspace import Workspace
from kgbuild.links.calibration import probability, share_among, shares
from kgbuild.links.evaluation import fitting
from kgbuild.links.flags import Flags, read_flags
from kgbuild.links.known import KnownTails
from kgbuild.links.model_folder import Predictor
from kgbuild.links.triples import Vocabulary

OTHERS = 16
"""Entities of the same type that are asked the same, to know what is an answer whoever asks."""

HUB = 1.5
"""A candidate is more than a hub if its share is so many times that which others give it on average."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question: the entity that asks, the relation, and what is asked for."""

    entity: str
    relation: str
    asked: Asked


def predict(
    predictor: Predictor,
    workspace: Workspace,
    query: Query,
    *,
    top: int,
    only: Collection[str] = (),
    least: float = 0.0,
    allow_stale: bool = False,
) -> list[Prediction]:
    """Return the likeliest candidates, best first: `top` unknown ones, or those of `only`, known or not.

    Of the former, those with a probability below `least` are left out. Of a relation without direction the
    lesser id is the subject, whichever of the two was asked about. Raises `UnknownEntityError`,
    `OptionError` for a relation that was not learnt or does not join such types, `StaleModelError` where the
    build is another, and `ScoresError` for a model whose weights are no numbers.
    """
    flags = read_flags(workspace, query.relation, query.entity)
    facts, dataset = predictor.facts, predictor.material.dataset
    if flags.build != facts.build and not allow_stale:
        raise StaleModelError(facts.run, facts.build, flags.build)
    vocabulary = dataset.vocabulary
    head, relation = number_of(vocabulary, query.entity), relation_of(vocabulary, query)
    wanted = np.array([number_of(vocabulary, id) for id in only], dtype=np.int64)
    learnt = KnownTails(dataset.known, vocabulary.directions).of(head, relation)
    known = np.append(learnt, _known_beside(vocabulary, flags, query, learnt))
    allowed = fitting(vocabulary, dataset.known)
    fits = None if allowed is None else allowed[relation]
    if fits is not None and not fits.any():
        raise OptionError(
            f"the graph holds no relation {query.relation} so far, by which to tell what it joins"
        )
    if allowed is not None:
        _check_types(vocabulary, query.relation, [head], allowed[vocabulary.directions.inverse(relation)])
        _check_types(vocabulary, query.relation, wanted.tolist(), allowed[relation])
    scores = predictor.blend.score(np.array([head]), np.array([relation]))[0]
    if not np.isfinite(scores).all():
        raise ScoresError(f"{facts.run} gives scores that are no numbers; train it anew")
    given = shares(scores, np.append(known, head), fits)
    for tail in wanted[np.isin(wanted, known)]:
        # A known answer's share is that which it would have if it were not known.
        given[tail] = shares(scores, np.setdiff1d(np.append(known, head), tail), fits)[tail]
    chosen = wanted if len(wanted) else np.flatnonzero(~np.isin(np.arange(len(scores)), known) & (given > 0))
    chosen = chosen[np.argsort(-given[chosen], kind="stable")][: len(wanted) or top]
    share = given[chosen]
    if facts.candidates and fits is not None:
        # Of a portable model: among fewer candidates each has a larger share, and is no likelier for that.
        share = share_among(share, candidates=int(fits.sum()), other=facts.candidates[relation])
    chances = probability(facts.maps, query.relation, share)
    others = _others(predictor, head, relation, fits)
    competing = given[~np.isin(np.arange(len(given)), known)]
    return [
        _prediction(
            predictor, flags, query, tail,
            chance=chance,
            rank=1 + int((competing > given[tail]).sum()),
            hub_only=bool(given[tail] <= HUB * others[tail]),
        )
        for tail, chance in zip(chosen.tolist(), chances.tolist(), strict=True)
        if len(wanted) or chance >= least
    ]  # fmt: skip


def number_of(vocabulary: Vocabulary, id: str) -> int:
    """Return the number of an entity; raises `UnknownEntityError`."""
    try:
        return vocabulary.entities.index(id)
    except ValueError as error:
        by_name = {
            name.lower(): entity for name, entity in zip(vocabulary.names, vocabulary.entities, strict=True)
        }
        near = get_close_matches(id.lower(), by_name, n=3)
        raise UnknownEntityError(id, [f"{by_name[name]} ({name})" for name in near]) from error


def relation_of(vocabulary: Vocabulary, query: Query) -> int:
    """Return the number of a question's relation and direction; raises `OptionError`."""
    if query.relation not in vocabulary.relations:
        known = ", ".join(vocabulary.relations)
        raise OptionError(f"the model has not learnt the relation {query.relation!r}; it knows {known}")
    number = vocabulary.relations.index(query.relation)
    return number if query.asked is Asked.OBJECT else vocabulary.directions.inverse(number)


def _known_beside(
    vocabulary: Vocabulary, flags: Flags, query: Query, learnt: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the answers (n,) that the graph has beside those that were learnt, such as what is new in it."""
    mine = 0 if query.asked is Asked.OBJECT else 1
    there = {pair[1 - mine] for pair in flags.known if pair[mine] == query.entity}
    there -= {vocabulary.entities[entity] for entity in learnt}
    numbers = [number for number, id in enumerate(vocabulary.entities) if id in there] if there else []
    return np.array(numbers, dtype=np.int64)


def _check_types(
    vocabulary: Vocabulary, relation: str, entities: Sequence[int], fits: NDArray[np.bool_]
) -> None:
    """Raise `OptionError` for an entity whose type no relation of this kind has on that side."""
    for entity in entities:
        if not fits[entity]:
            kinds = {kind for kind, fit in zip(vocabulary.kinds, fits, strict=True) if fit}
            named = f"{vocabulary.entities[entity]} ({vocabulary.names[entity]})"
            joined = f"on that side {relation} has {' or '.join(sorted(kinds))}"
            raise OptionError(f"{named} is a {vocabulary.kinds[entity]}; {joined}")


def _others(
    predictor: Predictor, head: int, relation: int, fits: NDArray[np.bool_] | None
) -> NDArray[np.float64]:
    """Return the mean share (entities,) that other entities of the same kind give each candidate."""
    dataset = predictor.material.dataset
    kinds = np.array(dataset.vocabulary.kinds or ("",) * len(dataset.vocabulary.entities))
    same = np.flatnonzero((kinds == kinds[head]) & (dataset.degrees > 0))
    same = same[same != head]
    if not len(same):
        return np.zeros(len(kinds))
    some = np.random.default_rng(0).permutation(same)[:OTHERS]
    scores = predictor.blend.score(some, np.full(len(some), relation))
    none = np.zeros(0, dtype=np.int64)
    mean: NDArray[np.float64] = np.mean([shares(row, none, fits) for row in scores], axis=0)
    return mean


def _prediction(
    predictor: Predictor, flags: Flags, query: Query, tail: int, *, chance: float, rank: int, hub_only: bool
) -> Prediction:
    other = predictor.material.dataset.vocabulary.entities[tail]
    pair, asked = (query.entity, other), Asked.OBJECT
    turned = other < query.entity if query.relation in SYMMETRIC else query.asked is Asked.SUBJECT
    if turned:
        pair, asked = (other, query.entity), Asked.SUBJECT
    return Prediction(
        subject=pair[0],
        predicate=query.relation,
        object=pair[1],
        asked=asked,
        probability=round(chance, 4),
        rank=rank,
        model_run=predictor.facts.run,
        build=flags.build,
        known=pair in flags.known,
        contradicted=flags.denied.get(pair, 0),
        harms=pair in flags.harms,
        hub_only=hub_only,
    )
