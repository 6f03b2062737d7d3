"""Make up a graph to measure with: as large as asked for, and as uneven as literature."""

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kgbuild.domain.ids import content_hash
from kgbuild.domain.mention import EntityType
from kgbuild.domain.relation import BIOLINK, SYMMETRIC, Predicate, relation_id
from kgbuild.graph.belief import BELIEF_DECIMALS
from kgbuild.graph.published import Manifest, begin, publish
from kgbuild.graph.tables import GRAPH_TABLES
from kgbuild.graph.workspace import Workspace

RELATIONS_AN_ENTITY = 5
SKEW = 2
"""Entities are picked by a uniform number to this power: of 20,000, the first has 1.2 % of all relations."""
SEED = 0
YEAR = 2010
SCORE = 0.9
RELIABILITY = {"made-up": 0.8}


def entity_count(relations: int) -> int:
    """Return between how many entities so many relations are made up."""
    return max(relations // RELATIONS_AN_ENTITY, len(EntityType))


def made_up(path: Path, *, relations: int, evidence: bool, hub: int = 0) -> Workspace:
    """Make a workspace whose tables hold so many relations, each with its sentence if asked for.

    `hub` of them are of one disease, of which there must be three times as many entities.
    """
    workspace = Workspace.create(path)
    entities = [_entity(number) for number in range(entity_count(relations))]
    rows: dict[str, list[dict[str, Any]]] = {
        "entities": entities,
        "relations": _relations(entities, relations, hub),
    }
    if evidence:
        rows["documents"] = [_document(number) for number in range(max(relations // RELATIONS_AN_ENTITY, 1))]
        rows["evidence"] = [_evidence(row, rows["documents"]) for row in rows["relations"]]
        rows["relations"] = [row | _told() for row in rows["relations"]]
    folder = begin(workspace, "made-up")
    for name, schema in GRAPH_TABLES.items():
        pq.write_table(pa.Table.from_pylist(rows.get(name, []), schema), folder / f"{name}.parquet")
    manifest = Manifest(
        key="made-up",
        configs=[],
        shards=[],
        lexicon="",
        reliability=RELIABILITY,
        build="made-up",
        rows={name: len(rows.get(name, ())) for name in GRAPH_TABLES},
    )
    publish(workspace, folder, manifest)
    return workspace


def _entity(number: int) -> dict[str, Any]:
    type = list(EntityType)[number % len(EntityType)]
    name = f"{type.lower()} number {number}"
    names = {"name": name, "synonyms": [f"{name} syndrome", f"the {name}"], "xrefs": [f"UMLS:C{number:07}"]}
    return {
        "id": f"MESH:D{number:06}",
        "type": type,
        **names,
        "grounded": True,
        "n_documents": 3,
        "n_mentions": 5,
    }


def _relations(entities: list[dict[str, Any]], count: int, hub: int) -> list[dict[str, Any]]:
    chance = random.Random(SEED)
    kinds = len(EntityType)
    made: dict[str, dict[str, Any]] = {}
    drugs = len(entities) // kinds
    while len(made) < count:
        subject, object = (int(chance.random() ** SKEW * drugs) for _ in "ab")
        if len(made) < hub:
            subject, object = len(made) % drugs, drugs // 2
        # Drugs treat diseases: of three entities in a row, the third is a drug and the first a disease.
        a, b = entities[subject * kinds + 2]["id"], entities[object * kinds]["id"]
        type = chance.choice([Predicate.TREATS, Predicate.CAUSES, Predicate.CO_OCCURS_WITH])
        if type in SYMMETRIC and b < a:
            a, b = b, a
        id = relation_id(a, type, b)
        support = chance.randint(1, 9)
        made[id] = {
            "id": id, "type": type, "predicate": BIOLINK[type], "subject": a, "object": b,
            "belief": round(chance.random(), 6), "n_support": support, "n_contradict": 0,
            "n_documents": support, "first_year": 2001, "last_year": 2020,
            "significance": 2.5 if type == Predicate.CO_OCCURS_WITH else None,
            "knowledge_level": "not_provided", "agent_type": "text_mining_agent", "source": "extracted",
            "build": "made-up",
        }  # fmt: skip
    return sorted(made.values(), key=lambda row: str(row["id"]))


def _document(number: int) -> dict[str, Any]:
    title = f"Title number {number} of an article that has one of the usual length for a title"
    facts = {"version": 1, "revised": "", "text": title, "sections": [], "language": "en", "corrections": []}
    facts |= {"year": YEAR, "journal": "Journal", "retracted": False, "source": "", "content_hash": ""}
    return {"id": f"PMID:{number}", "title": title, **facts}


def _evidence(relation: dict[str, Any], documents: list[dict[str, Any]]) -> dict[str, Any]:
    document = documents[int(relation["id"], 16) % len(documents)]["id"]
    subject, object, type = relation["subject"], relation["object"], relation["type"]
    sentence = (
        f"In this trial of the usual kind, {subject} was found to be related to {object}, in so many words."
    )
    return {
        "id": content_hash(document, 0, len(sentence), subject, type, object),
        "relation_id": relation["id"], "document_id": document,
        "start": 0, "end": len(sentence), "sentence": sentence, "section": "abstract", "subject": subject,
        "predicate": type, "object": object, "subject_mention": "", "object_mention": "",
        "polarity": "supports", "certainty": "certain", "score": SCORE, "model": "made-up",
    }  # fmt: skip


def _told() -> dict[str, Any]:
    """Return what a relation says of its one sentence."""
    belief = round(SCORE * RELIABILITY["made-up"], BELIEF_DECIMALS)
    return {"n_support": 1, "n_documents": 1, "first_year": YEAR, "last_year": YEAR, "belief": belief}
