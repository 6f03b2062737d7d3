"""Read a graph in the Knowledge Graph Exchange format: tables of nodes and edges, as TSV or as JSON lines.

Name a folder that has `nodes.tsv` and `edges.tsv` (or `.jsonl`, with anything before `nodes` and `edges`),
or the file of edges, beside which the nodes are looked for.

What an edge says of its `license` and `primary_knowledge_source` counts before what is said of the whole
import. Its `has_confidence_score` is left behind: the beliefs of a graph are those that kgbuild computed.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kgbuild.domain.mention import EntityType
from kgbuild.entities.sources.tables import rows, text_lines
from kgbuild.errors import VocabularyFileError
from kgbuild.graph.curated import ASSERTED, MANUAL, NAME, RESERVED, CuratedEntity, CuratedRelation
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
_TEXTS = (
    *("id", "subject", "predicate", "object", "name", "knowledge_level", "agent_type", "license"),
    *("primary_knowledge_source", "frequency_qualifier", "onset_qualifier"),
)
_LISTS = ("category", "synonym", "xref", "publications")
_TRUE = frozenset({"true", "t", "yes", "y", "1"})
_FALSE = frozenset({"", "false", "f", "no", "n", "0"})


def read_kgx(path: Path, lookup: Lookup) -> Imported:
    """Return the relations of the graph's types between nodes of its categories, without negated ones.

    Raises `VocabularyFileError` where there is no file of edges, or where one is broken.
    """
    edges = _edges(path)
    nodes = edges.with_name(edges.name.replace("edges", "nodes"))
    found = Imported()
    named = {row["id"]: row for _, row in _records(nodes, ("id",))} if nodes.exists() else {}
    for number, row in _records(edges, ("subject", "predicate", "object")):
        negated, stated_by = _negated(row, edges, number), _source(row, edges, number)
        predicate = predicate_of(row["predicate"])
        if predicate is None:
            found.skipped[f"of the relation {row['predicate']}"] += 1
            continue
        if negated:
            found.skipped["negated"] += 1
            continue
        subject, object = (_end(row[end], named, lookup) for end in ("subject", "object"))
        if subject is None or object is None:
            found.skipped["of something that is no disease, symptom or drug"] += 1
            continue
        relation = CuratedRelation(
            subject.id,
            predicate,
            object.id,
            predicate=row["predicate"],
            knowledge_level=row.get("knowledge_level") or ASSERTED,
            agent_type=row.get("agent_type") or MANUAL,
            publications=tuple(_list(row.get("publications"))),
            frequency=str(row.get("frequency_qualifier") or row.get("has_percentage") or ""),
            onset=row.get("onset_qualifier") or "",
            licence=row.get("license") or "",
            stated_by=stated_by,
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


def _records(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield records with their line, what is needed there and of the type that it must be."""
    for number, record in rows(path, required=needed) if ".tsv" in path.suffixes else _objects(path):
        if not isinstance(record, dict) or not all(record.get(name) for name in needed):
            raise VocabularyFileError(path, f"no object with {', '.join(needed)}", line=number)
        for name in _TEXTS:
            if not isinstance(record.get(name), str | None):
                problem = f"`{name}` is {record[name]!r:.60}; it must be a text"
                raise VocabularyFileError(path, problem, line=number)
        for name in _LISTS:
            value = record.get(name)
            if not isinstance(value, str | list | None) or not all(isinstance(v, str) for v in value or ()):
                problem = f"`{name}` is {value!r:.60}; it must be a list of texts"
                raise VocabularyFileError(path, problem, line=number)
        share = record.get("has_percentage")
        if not isinstance(share, str | int | float | None) or isinstance(share, bool):
            problem = f"`has_percentage` is {share!r:.60}; it must be a number"
            raise VocabularyFileError(path, problem, line=number)
        yield number, record


def _objects(path: Path) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text_lines(path), start=1):
        try:
            record = json.loads(line) if line.strip() else None
        except ValueError as error:
            raise VocabularyFileError(path, f"no JSON ({error})", line=number) from error
        if line.strip():
            yield number, record


def _negated(row: dict[str, Any], path: Path, line: int) -> bool:
    value = row.get("negated")
    said = "" if value is None else str(value).strip().lower()
    if said not in _TRUE | _FALSE:
        raise VocabularyFileError(path, f"`negated` is {value!r:.60}; write true or false", line=line)
    return said in _TRUE


def _source(row: dict[str, Any], path: Path, line: int) -> str:
    """Return the name of an edge's own source, empty where it states none."""
    value = row.get("primary_knowledge_source") or ""
    name = value.strip().lower().removeprefix("infores:")
    if name and (not NAME.fullmatch(name) or name in RESERVED):
        problem = f"`primary_knowledge_source` is {value!r:.60}; it must be like infores:drugcentral"
        raise VocabularyFileError(path, problem, line=line)
    return str(name)


def _end(id: str, named: dict[str, dict[str, Any]], lookup: Lookup) -> CuratedEntity | None:
    row = named.get(id)
    if row is None:
        return entity_of(id, lookup)
    categories = {name.removeprefix("biolink:") for name in _list(row.get("category"))}
    type = next((type for name, type in CATEGORIES.items() if name in categories), None)
    if type is None:
        return None
    names = tuple(_list(row.get("synonym")))
    return CuratedEntity(id, type, row.get("name") or id, names, tuple(_list(row.get("xref"))))


def _list(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(item) for item in value]
    return [item for item in str(value or "").split(_LIST) if item]
