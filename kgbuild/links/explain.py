"""Explain a prediction: the paths that it leans on, and the sentences that their edges come from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kgbuild.domain.prediction import Asked
from kgbuild.domain.relation import Predicate, relation_id
from kgbuild.errors import OptionError, StaleModelError
from kgbuild.graph.opened import opened
from kgbuild.graph.workspace import Workspace
from kgbuild.links.graph_explainer import explain_edges
from kgbuild.links.model_folder import Predictor
from kgbuild.links.models.paths import Paths
from kgbuild.links.models.rgcn import RelationalGraph
from kgbuild.links.paths import ExplainedPath, explain_paths
from kgbuild.links.predict import Query, number_of, relation_of

MEMBERS: Mapping[str, Callable[..., list[ExplainedPath]]] = {
    Paths.name: explain_paths,
    RelationalGraph.name: explain_edges,
}
"""Members that can be explained, and how."""

_SOURCE = """
SELECT source FROM ws.relations WHERE subject = $1 AND type = $2 AND object = $3
ORDER BY source = 'extracted' DESC, source LIMIT 1
"""
_SENTENCE = """
SELECT sentence, document_id FROM ws.evidence
WHERE relation_id = $1 AND polarity = 'supports' ORDER BY certainty = 'certain' DESC, score DESC, id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class ExplainedEdge:
    """A relation of the graph by names and ids, and the best sentence for it; empty where there is none.

    Types are empty where nobody says them; `source` is `extracted`, or the import that the relation is from.
    """

    subject: str
    subject_name: str
    subject_type: str
    relation: str
    object: str
    object_name: str
    object_type: str
    source: str
    sentence: str
    document_id: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A path from subject to object, and how much the score falls without it (in log share).

    `random_drop` is what cutting as long a path at random costs on average, None where there is none.
    """

    drop: float
    random_drop: float | None
    edges: tuple[ExplainedEdge, ...]


def explain(
    predictor: Predictor,
    workspace: Workspace,
    *,
    head: str,
    relation: str,
    tail: str,
    top: int,
    member: str | None = None,
    allow_stale: bool = False,
) -> list[Explanation]:
    """Return the paths of up to three edges on which a prediction leans most, none where there are none.

    They are those of the `member` named, by default of the first of `MEMBERS` that the model has; for `rgcn`,
    paths are single edges anywhere around the two entities. Raises `StaleModelError`, `UnknownEntityError`,
    and `OptionError` where the model cannot be explained.
    """
    vocabulary = predictor.material.dataset.vocabulary
    with opened(ws=workspace) as (connection, tables):
        build = tables["ws"].manifest.build
        if build != predictor.facts.build and not allow_stale:
            raise StaleModelError(predictor.facts.run, predictor.facts.build, build)
        paths = _explainer(predictor, member)(
            predictor,
            number_of(vocabulary, head),
            relation_of(vocabulary, Query(head, relation, Asked.OBJECT)),
            number_of(vocabulary, tail),
            top=top,
        )

        def edge(step: tuple[int, int, int]) -> ExplainedEdge:
            subject, object = vocabulary.entities[step[0]], vocabulary.entities[step[2]]
            name = vocabulary.relations[step[1]]
            kinds = vocabulary.kinds or ("",) * len(vocabulary.entities)
            found = source = None
            if name in list(Predicate):  # A model of other triples may have learnt other relations.
                id = relation_id(subject, Predicate(name), object)
                found = connection.execute(_SENTENCE, [id]).fetchone()
                source = connection.execute(_SOURCE, [subject, name, object]).fetchone()
            sentence, document = found or ("", "")
            return ExplainedEdge(
                subject=subject,
                subject_name=vocabulary.names[step[0]],
                subject_type=kinds[step[0]],
                relation=name,
                object=object,
                object_name=vocabulary.names[step[2]],
                object_type=kinds[step[2]],
                source=str(source[0]) if source else "",
                sentence=str(sentence),
                document_id=str(document),
            )

        return [
            Explanation(
                round(p.drop, 4),
                None if p.random_drop is None else round(p.random_drop, 4),
                tuple(edge(step) for step in p.steps),
            )
            for p in paths
        ]


def _explainer(predictor: Predictor, member: str | None) -> Callable[..., list[ExplainedPath]]:
    known = [name for name in MEMBERS if name in predictor.blend.members]
    if member is not None and member not in MEMBERS:
        raise OptionError(f"the member {member!r} cannot be explained; {' and '.join(MEMBERS)} can")
    chosen = member or next(iter(known), Paths.name)
    return MEMBERS[chosen]
