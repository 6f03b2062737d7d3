"""Explain a prediction: the paths that it leans on, and the sentences that their edges come from."""

from dataclasses import dataclass

from kgbuild.domain.prediction import Asked
from kgbuild.domain.relation import Predicate, relation_id
from kgbuild.errors import StaleModelError
from kgbuild.graph.opened import opened
from kgbuild.graph.workspace import Workspace
from kgbuild.links.model_folder import Predictor
from kgbuild.links.paths import explain_paths
from kgbuild.links.predict import Query, number_of, relation_of

_SENTENCE = """
SELECT sentence, document_id FROM ws.evidence
WHERE relation_id = $1 AND polarity = 'supports' ORDER BY certainty = 'certain' DESC, score DESC, id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class ExplainedEdge:
    """A relation of the graph by names and ids, and the best sentence for it; empty where there is none."""

    subject: str
    subject_name: str
    relation: str
    object: str
    object_name: str
    sentence: str
    document_id: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A path from subject to object, and how much the score falls without it (in log share)."""

    drop: float
    edges: tuple[ExplainedEdge, ...]


def explain(
    predictor: Predictor,
    workspace: Workspace,
    *,
    head: str,
    relation: str,
    tail: str,
    top: int,
    allow_stale: bool = False,
) -> list[Explanation]:
    """Return the paths of up to three edges on which a prediction leans most, none where there are none.

    Raises `StaleModelError`, `UnknownEntityError`, and `OptionError` where the model cannot be explained.
    """
    vocabulary = predictor.material.dataset.vocabulary
    with opened(ws=workspace) as (connection, tables):
        build = tables["ws"].manifest.build
        if build != predictor.facts.build and not allow_stale:
            raise StaleModelError(predictor.facts.run, predictor.facts.build, build)
        paths = explain_paths(
            predictor,
            number_of(vocabulary, head),
            relation_of(vocabulary, Query(head, relation, Asked.OBJECT)),
            number_of(vocabulary, tail),
            top=top,
        )

        def edge(step: tuple[int, int, int]) -> ExplainedEdge:
            subject, object = vocabulary.entities[step[0]], vocabulary.entities[step[2]]
            name = vocabulary.relations[step[1]]
            found = connection.execute(_SENTENCE, [relation_id(subject, Predicate(name), object)]).fetchone()
            sentence, document = found or ("", "")
            return ExplainedEdge(
                subject,
                vocabulary.names[step[0]],
                name,
                object,
                vocabulary.names[step[2]],
                str(sentence),
                str(document),
            )

        return [Explanation(round(p.drop, 4), tuple(edge(step) for step in p.steps)) for p in paths]
