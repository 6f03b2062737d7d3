"""The graph tables of a workspace as triples.

CO_OCCURS_WITH is left out: it says that two entities are named together, which every sentence about them
does. Predictions are another table, and nothing is learnt from them.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from kgbuild.domain.entity import described
from kgbuild.domain.prediction import PREDICTABLE
from kgbuild.errors import TriplesError
from kgbuild.graph.opened import opened
from kgbuild.graph.workspace import Workspace
from kgbuild.links.splits import SplitSettings, split
from kgbuild.links.triples import NO_YEAR, Dataset, Vocabulary, encode, unlearnable

FEWEST = 10
"""Relations of a type below which nothing can be learnt about it: the type is left out, and counted."""


_RELATIONS = """
SELECT subject, type, object, min(first_year) FROM ws.relations
WHERE list_contains($1, type) AND subject <> object AND knowledge_level IS DISTINCT FROM 'prediction'
GROUP BY subject, type, object ORDER BY min(id)
"""
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
    with opened(ws=workspace) as (connection, tables):
        learnt = [predicate.value for predicate in PREDICTABLE]
        rows = connection.execute(_RELATIONS, [learnt]).fetchall()
        loops = connection.execute(_LOOPS, [learnt]).fetchall()[0][0]
        foretold = connection.execute(_FORETOLD, [learnt]).fetchall()[0][0]
        entities = connection.execute(_ENTITIES).fetchall()
        build = tables["ws"].manifest.build
    counts = {name: sum(row[1] == name for row in rows) for name in learnt}
    frequent = tuple(name for name in learnt if counts[name] >= FEWEST)
    skipped = {name: count for name, count in counts.items() if 0 < count < FEWEST}
    if loops:
        skipped["of an entity to itself"] = int(loops)
    if foretold:
        skipped["that an import calls predictions"] = int(foretold)
    while frequent:
        dataset = _dataset(rows, entities, frequent, settings or SplitSettings(), build=build)
        problems = unlearnable(dataset)
        if not problems:
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
    )
    numbers = {id: number for number, id in enumerate(vocabulary.entities)}
    triples = encode([row[:3] for row in rows], numbers, {name: i for i, name in enumerate(relations)})
    years = np.array([NO_YEAR if row[3] is None else row[3] for row in rows], dtype=np.int64)
    parts = split(triples, vocabulary.kinds, years, settings)
    return Dataset(vocabulary, parts.train, parts.valid, parts.test, build=build)
