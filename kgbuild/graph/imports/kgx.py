"""Read a graph in the Knowledge Graph Exchange format: tables of nodes and edges, as TSV or as JSON lines.

Name a folder that has `nodes.tsv` and `edges.tsv` (or `.jsonl`, with anything before `nodes` and `edges`),
or the file of edges, beside which the nodes are looked for.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kgbuild.domain.mention import EntityType
from kgbuild.entities.sources.tables import rows, text_lines
from kgbuild.errors import VocabularyFileError
from kgbuild.graph.curated import ASSERTED, MANUAL, CuratedEntity, CuratedRelation
from kgbuild.graph.imports.imported import Imported, Lookup, entity_of, predicate_of

CATEGORIES = {
    "Disease": EntityType.DISEASE,
    "PhenotypicFeature": EntityType.SYMPTOM,
    **dict.fromkeys(
        ("Drug", "SmallMolecule", "ChemicalEntity", "MolecularMixture", "ChemicalMixture"), EntityType.DRUG
    ),
}
"""Biolink categories, the most telling first: of several that a node has, the first here counts."""
_ENDINGS = (".tsv", ".jsonl", ".tsv.gz", ".jsonl.gz")
_LIST = "|"


def read_kgx(path: Path, lookup: Lookup) -> Imported:
    """Return the relations of the graph's types between nodes of its categories, without negated ones.

    Raises `VocabularyFileError` where there is no file of edges, or where one is broken.
    """
    edges = _edges(path)
    nodes = edges.with_name(edges.name.replace("edges", "nodes"))
    found = Imported()
    named = {row["id"]: row for row in _records(nodes, ("id",))} if nodes.exists() else {}
    for row in _records(edges, ("subject", "predicate", "object")):
        predicate = predicate_of(str(row["predicate"]))
        if predicate is None:
            found.skipped[f"of the relation {row['predicate']}"] += 1
            continue
        if str(row.get("negated", "")).lower() == "true":
            found.skipped["negated"] += 1
            continue
        subject, object = (_end(str(row[end]), named, lookup) for end in ("subject", "object"))
        if subject is None or object is None:
            found.skipped["of something that is no disease, symptom or drug"] += 1
            continue
        relation = CuratedRelation(
            subject.id,
            predicate,
            object.id,
            predicate=str(row["predicate"]),
            knowledge_level=str(row.get("knowledge_level") or ASSERTED),
            agent_type=str(row.get("agent_type") or MANUAL),
            publications=tuple(_list(row.get("publications"))),
            frequency=str(row.get("frequency_qualifier") or row.get("has_percentage") or ""),
            onset=str(row.get("onset_qualifier") or ""),
        )
        found.relate(relation, subject, object)
    return found


def _edges(path: Path) -> Path:
    if path.is_file():
        if "edges" not in path.name or not path.name.endswith(_ENDINGS):
            raise VocabularyFileError(path, "name the file of edges, such as edges.tsv or graph_edges.jsonl")
        return path
    files = sorted(p for p in path.iterdir() if "edges" in p.name and p.name.endswith(_ENDINGS))
    if len(files) != 1:
        raise VocabularyFileError(
            path, f"there are {len(files)} files of edges; name one of them, or make it one"
        )
    return files[0]


def _records(path: Path, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    if ".tsv" in path.suffixes:
        yield from (row for _, row in rows(path, required=needed))
        return
    for number, line in enumerate(text_lines(path), start=1):
        try:
            record = json.loads(line) if line.strip() else None
        except ValueError as error:
            raise VocabularyFileError(path, f"no JSON ({error})", line=number) from error
        if record is None:
            continue
        if not isinstance(record, dict) or not all(record.get(name) for name in needed):
            raise VocabularyFileError(path, f"no object with {', '.join(needed)}", line=number)
        yield record


def _end(id: str, named: dict[str, dict[str, Any]], lookup: Lookup) -> CuratedEntity | None:
    row = named.get(id)
    if row is None:
        return entity_of(id, lookup)
    categories = {name.removeprefix("biolink:") for name in _list(row.get("category"))}
    type = next((type for name, type in CATEGORIES.items() if name in categories), None)
    if type is None:
        return None
    names = tuple(_list(row.get("synonym")))
    return CuratedEntity(id, type, str(row.get("name") or id), names, tuple(_list(row.get("xref"))))


def _list(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(item) for item in value]
    return [item for item in str(value or "").split(_LIST) if item]
