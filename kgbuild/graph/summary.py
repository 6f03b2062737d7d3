"""What a workspace's graph holds, in numbers and in its best examples."""

from dataclasses import dataclass

import duckdb

from kgbuild.domain.mention import EntityType
from kgbuild.domain.relation import Predicate
from kgbuild.graph.curated import CuratedSource, list_curated
from kgbuild.graph.database import counts, number
from kgbuild.graph.opened import opened
from kgbuild.graph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TopEntity:
    """An entity that many documents mention."""

    id: str
    name: str
    n_documents: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A relation with its best piece of evidence: `subject` and `object` are names."""

    type: str
    subject_id: str
    subject: str
    object_id: str
    object: str
    belief: float
    n_support: int
    n_contradict: int
    sentence: str
    document_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Counts are rows of the tables; dictionaries are sorted by what they count, the most first, years by
    year.

    `rows` has the tables' names as keys. `records` are all that were read: documents, withdrawn and
    quarantined. `loose_evidence` is evidence about no relation, since nothing supports it firmly, or since
    it is of types that do not go together; `unfit_imports` are imported relations left out for the latter.
    `top_entities` are by type, `treatments`, `symptoms` and `causes` the relations believed most.
    """

    build: str
    rows: dict[str, int]
    retracted: int
    years: dict[str, int]
    languages: dict[str, int]
    withdrawn: dict[str, int]
    quarantine: dict[str, int]
    mention_types: dict[str, int]
    assertions: dict[str, int]
    grounded: dict[str, int]
    """Entities of each type with a public id."""
    ungrounded: dict[str, int]
    relation_types: dict[str, int]
    polarities: dict[str, int]
    certainties: dict[str, int]
    models: dict[str, int]
    loose_evidence: int
    unfit_imports: int
    curated: list[CuratedSource]
    """What was imported, with its counts; those of relations and entities above include it."""
    top_entities: dict[str, list[TopEntity]]
    treatments: list[Statement]
    symptoms: list[Statement]
    causes: list[Statement]

    @property
    def records(self) -> int:
        """Documents and rejections read."""
        return self.rows["documents"] + self.rows["withdrawn"] + self.rows["quarantine"]


_STATEMENTS = """
WITH top AS (
  SELECT r.id, r.type, r.subject AS subject_id, s.name AS subject, r.object AS object_id, o.name AS object,
         r.belief, r.n_support, r.n_contradict
  FROM ws.relations AS r
  JOIN ws.entities AS s ON s.id = r.subject
  JOIN ws.entities AS o ON o.id = r.object
  WHERE r.type = $1
  ORDER BY r.belief DESC, r.n_support DESC, r.id LIMIT $2
),
best AS (
  SELECT e.relation_id, arg_min((e.sentence, e.document_id), (-e.score, length(e.sentence), e.id)) AS evidence
  FROM ws.evidence AS e SEMI JOIN top ON top.id = e.relation_id
  WHERE e.polarity = 'supports' AND e.certainty = 'certain'
  GROUP BY e.relation_id
)
SELECT type, subject_id, subject, object_id, object, belief, n_support, n_contradict, evidence[1], evidence[2]
FROM top JOIN best ON best.relation_id = top.id
ORDER BY belief DESC, n_support DESC, id
"""

_TOP_ENTITIES = (
    "SELECT id, name, n_documents FROM ws.entities WHERE type = $1 ORDER BY n_documents DESC, id LIMIT $2"
)


def summarise(workspace: Workspace, *, top: int = 5) -> Summary:
    """Return what the graph holds, with so many examples of each kind.

    Raises `NothingToLoadError` where there are no tables, `TablesDamagedError` where they cannot be read.
    """
    with opened(ws=workspace) as (connection, tables):
        manifest = tables["ws"].manifest

        def by(column: str, source: str, order: str = "2 DESC, 1") -> dict[str, int]:
            return counts(
                connection, f"SELECT {column}, count(*) FROM ws.{source} GROUP BY 1 ORDER BY {order}"
            )

        return Summary(
            build=manifest.build,
            rows=manifest.rows,
            retracted=number(connection, "SELECT count(*) FROM ws.documents WHERE retracted"),
            years=by("coalesce(CAST(year AS VARCHAR), 'unknown')", "documents", order="1"),
            languages=by("language", "documents"),
            withdrawn=by("reason", "withdrawn"),
            quarantine=by("reason", "quarantine"),
            mention_types=by("type", "mentions"),
            assertions=by("assertion", "mentions"),
            grounded=by("type", "entities WHERE grounded"),
            ungrounded=by("type", "entities WHERE NOT grounded"),
            relation_types=by("type", "relations"),
            polarities=by("polarity", "evidence"),
            certainties=by("certainty", "evidence"),
            models=by("model", "evidence"),
            loose_evidence=manifest.loose_evidence,
            unfit_imports=manifest.unfit_imports,
            curated=list_curated(workspace),
            top_entities={type.value: _top_entities(connection, type, top) for type in EntityType},
            treatments=_statements(connection, Predicate.TREATS, top),
            symptoms=_statements(connection, Predicate.HAS_SYMPTOM, top),
            causes=_statements(connection, Predicate.CAUSES, top),
        )


def _top_entities(connection: duckdb.DuckDBPyConnection, type: EntityType, top: int) -> list[TopEntity]:
    return [TopEntity(*row) for row in connection.execute(_TOP_ENTITIES, [type.value, top]).fetchall()]


def _statements(connection: duckdb.DuckDBPyConnection, type: Predicate, top: int) -> list[Statement]:
    return [Statement(*row) for row in connection.execute(_STATEMENTS, [type.value, top]).fetchall()]
