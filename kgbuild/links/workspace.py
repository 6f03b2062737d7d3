"""The graph tables of a workspace as triples; INTERACTS_WITH has no direction.

Split by year or by documents, curated relations are learnt from and not asked for, even those that were read
as well: they are context. Nobody is asked for CO_OCCURS_WITH: it says that two entities are named together,
which every sentence about them does. Whom an entity is named with in documents to learn from says what it is
like (`Dataset.together`). Predictions are another table, and nothing is learnt from them.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.entity import described
from kgbuild.domain.prediction import PREDICTABLE
from kgbuild.domain.relation import SYMMETRIC, Predicate
from kgbuild.errors import TriplesError
from kgbuild.graph.opened import opened
from kgbuild.graph.relation_table import EXTRACTED
from kgbuild.graph.workspace import Workspace
from kgbuild.links.splits import BY_ORIGIN, Origins, SplitSettings, split
from kgbuild.links.triples import NO_YEAR, Dataset, Triples, Vocabulary, encode, unlearnable

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
_TOGETHER = f"""
WITH named AS (
  SELECT DISTINCT subject, object, document_id FROM ws.evidence WHERE predicate = '{Predicate.CO_OCCURS_WITH}'
)
SELECT subject, object, list(document_id), list(year)
FROM named JOIN ws.documents ON documents.id = document_id GROUP BY ALL ORDER BY subject, object
"""
_LOOPS = "SELECT count(*) FROM ws.relations WHERE list_contains($1, type) AND subject = object"
_FORETOLD = (
    "SELECT count(*) FROM ws.relations WHERE list_contains($1, type) AND knowledge_level = 'prediction'"
)
_ENTITIES = "SELECT id, name, type, synonyms FROM ws.entities ORDER BY id"


@dataclass(frozen=True, slots=True)
class _Found:
    """What the tables hold: (subject, type, object, first year), entities, and what is left out, by reason.

    `documents` are those of each triple, where they are asked for; `together` is two entities, the documents
    that name both in a sentence, and their years.
    """

    rows: list[tuple[Any, ...]]
    entities: list[tuple[Any, ...]]
    documents: dict[tuple[Any, ...], list[str]]
    together: list[tuple[Any, ...]]
    skipped: dict[str, int]
    build: str


def read_workspace(workspace: Workspace, settings: SplitSettings | None = None) -> Dataset:
    """Return the data set of a workspace; raises `TriplesError`, and what `opened` raises.

    `skipped` counts relations of types that are too rare, of types of which nothing can be learnt, of an
    entity to itself, and those that an import itself calls predictions.
    """
    settings = settings or SplitSettings()
    found = _read(workspace, documents=settings.by == "documents")
    counts = Counter(row[1] for row in found.rows)
    learnt = [predicate.value for predicate in PREDICTABLE]
    frequent = tuple(name for name in learnt if counts[name] >= FEWEST)
    skipped = {name: counts[name] for name in learnt if 0 < counts[name] < FEWEST} | found.skipped
    while frequent:
        dataset = _dataset(found, frequent, settings)
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


def read_context(workspace: Workspace, *, about: Collection[str] | None = None) -> Dataset:
    """Return all that a workspace's graph says, in `train`, for a model that learnt elsewhere.

    However rare a type of relation is. With `about`, entities in no relation are left out, save these ids.
    Raises what `opened` raises.
    """
    found = _read(workspace, documents=False)
    if about is not None:
        kept = {id for row in found.rows for id in (row[0], row[2])}.union(about)
        found = replace(found, entities=[entity for entity in found.entities if entity[0] in kept])
    there = {row[1] for row in found.rows}
    return _dataset(found, tuple(name.value for name in PREDICTABLE if name in there), None)


def _read(workspace: Workspace, *, documents: bool) -> _Found:
    learnt = [predicate.value for predicate in PREDICTABLE]
    with opened(ws=workspace) as (connection, tables):

        def fetched(query: str, *parameters: object) -> list[tuple[Any, ...]]:
            return connection.execute(query, parameters).fetchall()

        skipped = {
            "of an entity to itself": fetched(_LOOPS, learnt)[0][0],
            "that an import calls predictions": fetched(_FORETOLD, learnt)[0][0],
        }
        return _Found(
            rows=fetched(_RELATIONS, learnt),
            entities=fetched(_ENTITIES),
            documents={row[:3]: row[3] for row in fetched(_DOCUMENTS, learnt)} if documents else {},
            together=fetched(_TOGETHER),
            skipped={name: int(count) for name, count in skipped.items() if count},
            build=tables["ws"].manifest.build,
        )


def _dataset(found: _Found, relations: tuple[str, ...], settings: SplitSettings | None) -> Dataset:
    """Return the relations of these types, split as the settings say, all in `train` without any."""
    rows = [row for row in found.rows if row[1] in relations]
    entities = found.entities
    if settings and settings.related:
        related = {id for row in rows for id in (row[0], row[2])}
        entities = [entity for entity in entities if entity[0] in related]
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
    if settings is None:
        together = _together(found, numbers, triples[:0], SplitSettings())
        return Dataset(vocabulary, triples, triples[:0], triples[:0], build=found.build, together=together)
    years = np.array([NO_YEAR if row[3] is None else row[3] for row in rows], dtype=np.int64)
    origins = Origins(years, [found.documents.get(row[:3], ()) for row in rows])
    parts = split(triples, vocabulary.kinds, origins, settings)
    together = _together(found, numbers, np.concatenate([parts.valid, parts.test]), settings)
    return Dataset(vocabulary, parts.train, parts.valid, parts.test, build=found.build, together=together)


def _together(
    found: _Found, numbers: dict[str, int], held_out: Triples, settings: SplitSettings
) -> NDArray[np.int64]:
    """Return who is named together (k, 3), as `Dataset.together` has it.

    Split at random or by unseen entities, all documents are learnt from: whom a sentence that states a
    held-out relation names beside these two still counts.
    """
    held = {frozenset(pair) for pair in held_out[:, [0, 2]].tolist()}
    rows = []
    for subject, object, documents, years in found.together:
        if subject not in numbers or object not in numbers:
            continue
        pair = numbers[subject], numbers[object]
        count = sum(settings.learns_from(*named) for named in zip(documents, years, strict=True))
        if count and frozenset(pair) not in held:
            rows.append((*pair, count))
    return np.array(rows, dtype=np.int64).reshape(-1, 3)
