"""The graph tables of a workspace as triples; INTERACTS_WITH has no direction.

Split by year or by documents, curated relations are learnt from and not asked for, even those that were read
as well: they are context. CO_OCCURS_WITH is left out: it says that two entities are named together, which
every sentence about them does. Predictions are another table, and nothing is learnt from them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from kgbuild.domain.entity import described
from kgbuild.domain.prediction import PREDICTABLE
from kgbuild.domain.relation import SYMMETRIC
from kgbuild.errors import TriplesError
from kgbuild.graph.opened import opened
from kgbuild.graph.relation_table import EXTRACTED
from kgbuild.graph.workspace import Workspace
from kgbuild.links.splits import BY_ORIGIN, Origins, SplitSettings, split
from kgbuild.links.triples import NO_YEAR, Dataset, Vocabulary, encode, unlearnable

FEWEST = 10
"""Relations of a type below which nothing can be learnt about it: the type is left out, and counted."""


_RELATIONS = f"""
SELECT subject, type, object, CASE WHEN bool_and(source = '{EXTRACTED}') THEN min(first_year) END
FROM ws.relations
WHERE list_contains($1, type) AND subject <> object AND knowledge_level IS DISTINCT FROM 'prediction'
GROUP BY subject, type, object ORDER BY min(id)
"""
_DOCUMENTS = f"""
WITH curated AS (FROM ws.relations WHERE source <> '{EXTRACTED}')
SELECT subject, predicate, object, list(DISTINCT document_id ORDER BY document_id)
FROM ws.evidence AS e ANTI JOIN curated AS c
  ON c.subject = e.subject AND c.type = e.predicate AND c.object = e.object
WHERE list_contains($1, predicate) AND polarity = 'supports' AND certainty = 'certain'
GROUP BY ALL
"""
"""Of what is curated as well, and so known without reading, there are none."""
_LOOPS = "SELECT count(*) FROM ws.relations WHERE list_contains($1, type) AND subject = object"
_FORETOLD = (
    "SELECT count(*) FROM ws.relations WHERE list_contains($1, type) AND knowledge_level = 'prediction'"
)
_ENTITIES = "SELECT id, name, type, synonyms FROM ws.entities ORDER BY id"


def read_workspace(workspace: Workspace, settings: SplitSettings | None = None) -> Dataset:
    """Return the data set of a workspace; raises `TriplesError`, and what `opened` raises.

    `skipped` counts relations of types that are too rare, of types of which nothing can be learnt, of an
    entity to itself, and those that an import itself calls predictions.
    """
    settings = settings or SplitSettings()
    with opened(ws=workspace) as (connection, tables):
        learnt = [predicate.value for predicate in PREDICTABLE]
        rows = connection.execute(_RELATIONS, [learnt]).fetchall()
        loops = connection.execute(_LOOPS, [learnt]).fetchall()[0][0]
        foretold = connection.execute(_FORETOLD, [learnt]).fetchall()[0][0]
        entities = connection.execute(_ENTITIES).fetchall()
        wanted = learnt if settings.by == "documents" else []
        documents = {row[:3]: row[3] for row in connection.execute(_DOCUMENTS, [wanted]).fetchall()}
        build = tables["ws"].manifest.build
    counts = {name: sum(row[1] == name for row in rows) for name in learnt}
    frequent = tuple(name for name in learnt if counts[name] >= FEWEST)
    skipped = {name: count for name, count in counts.items() if 0 < count < FEWEST}
    if loops:
        skipped["of an entity to itself"] = int(loops)
    if foretold:
        skipped["that an import calls predictions"] = int(foretold)
    while frequent:
        dataset = _dataset(rows, entities, documents, frequent, settings, build=build)
        problems = unlearnable(dataset)
        if not problems:
            if settings.by in BY_ORIGIN and not len(dataset.valid):
                raise TriplesError(workspace.path, f"split by {settings.by}, nothing is left to tune on")
            return replace(dataset, skipped=skipped)
        for number, problem in problems.items():
            skipped[f"{frequent[number]}, which has {problem}"] = counts[frequent[number]]
        frequent = tuple(name for number, name in enumerate(frequent) if number not in problems)
    needed = f"no type of relation has {FEWEST} or more relations of which something can be learnt"
    left_out = "; ".join(f"{count} relations {name}" for name, count in skipped.items()) or "there are none"
    raise TriplesError(workspace.path, f"{needed} ({left_out}); build it from more documents")


def _dataset(
    rows: Sequence[tuple[Any, ...]],
    entities: Sequence[tuple[Any, ...]],
    documents: Mapping[tuple[Any, ...], Sequence[str]],
    relations: tuple[str, ...],
    settings: SplitSettings,
    *,
    build: str,
) -> Dataset:
    rows = [row for row in rows if row[1] in relations]
    vocabulary = Vocabulary(
        tuple(id for id, *_ in entities),
        relations,
        tuple(name for _, name, *_ in entities),
        kinds=tuple(kind for _, _, kind, _ in entities),
        texts=tuple(described(name, synonyms) for _, name, _, synonyms in entities),
        symmetric=tuple(name for name in relations if name in SYMMETRIC),
    )
    numbers = {id: number for number, id in enumerate(vocabulary.entities)}
    triples = encode([row[:3] for row in rows], numbers, {name: i for i, name in enumerate(relations)})
    years = np.array([NO_YEAR if row[3] is None else row[3] for row in rows], dtype=np.int64)
    origins = Origins(years, [documents.get(row[:3], ()) for row in rows])
    parts = split(triples, vocabulary.kinds, origins, settings)
    return Dataset(vocabulary, parts.train, parts.valid, parts.test, build=build)
