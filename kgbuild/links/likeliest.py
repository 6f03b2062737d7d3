"""Ask about all entities that are known well, and keep what is likeliest of all."""

import numpy as np

from kgbuild.domain.entity import UNGROUNDED_PREFIX
from kgbuild.domain.prediction import Asked, Prediction
from kgbuild.graph.workspace import Workspace
from kgbuild.links.model_folder import Predictor
from kgbuild.links.predict import Query, predict, relation_of

KNOWN_WELL = 3
"""Relations of the asked kind that an entity has at least: of less, little can be told."""
ASKED = 200
"""Entities that are asked about at most, those with the most relations."""
ANSWERS = 3
"""Answers of each that are looked at."""


def likeliest(
    predictor: Predictor, workspace: Workspace, relation: str, *, top: int, allow_stale: bool = False
) -> list[Prediction]:
    """Return the `top` likeliest relations of a kind that the graph lacks, best first, between any entities.

    Subjects are those with an id of a public vocabulary that have such relations already. What documents
    deny or say to harm, what is likely whoever asks, and answers without such an id are left out. Raises as
    `predict` does.
    """
    dataset = predictor.material.dataset
    vocabulary = dataset.vocabulary
    number = relation_of(vocabulary, Query("", relation, Asked.OBJECT))
    of_kind = vocabulary.directions.both(dataset.known)
    of_kind = of_kind[of_kind[:, 1] == number]
    degrees = np.bincount(of_kind[:, 0], minlength=len(vocabulary.entities))
    subjects = [
        vocabulary.entities[entity]
        for entity in np.argsort(-degrees, kind="stable")
        if degrees[entity] >= KNOWN_WELL and not vocabulary.entities[entity].startswith(UNGROUNDED_PREFIX)
    ]
    found = [
        prediction
        for subject in subjects[:ASKED]
        for prediction in predict(
            predictor,
            workspace,
            Query(subject, relation, Asked.OBJECT),
            top=ANSWERS,
            allow_stale=allow_stale,
        )
        if _sound(prediction)
    ]
    pairs: dict[tuple[str, str], Prediction] = {}
    for one in sorted(found, key=lambda one: (-one.probability, one.rank, one.id)):
        # Of a relation without direction, both may have been asked.
        pairs.setdefault((one.subject, one.object), one)
    return list(pairs.values())[:top]


def _sound(one: Prediction) -> bool:
    grounded = not any(id.startswith(UNGROUNDED_PREFIX) for id in (one.subject, one.object))
    return grounded and not (one.known or one.harms or one.contradicted or one.hub_only)
