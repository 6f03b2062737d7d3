"""Make up a graph of every kind of relation, with disagreement, doubt, retractions and gaps."""

import random
from typing import Any

from kgbuild.domain.prediction import PREDICTABLE, Asked, Prediction
from kgbuild.domain.relation import SIGNATURES, SYMMETRIC, Predicate
from tests.store.graphs import (
    DISEASE,
    DRUG,
    SYMPTOM,
    Row,
    curated,
    document,
    entity,
    evidence,
    prediction,
    relation,
)

ENTITIES = 24
"""Of each type."""
RELATIONS = 260
DOCUMENTS = 120
PREDICTIONS = 150
PREFIXES = {DISEASE: "MESH:D9", SYMPTOM: "HP:9", DRUG: "DRUGBANK:DB9"}


def large_ward(seed: int) -> dict[str, list[Row]]:
    """Return the rows of the graph tables, by table; equal for equal seeds."""
    chance = random.Random(seed)
    kinds = {type: [f"{prefix}{n:04}" for n in range(ENTITIES)] for type, prefix in PREFIXES.items()}
    entities = [
        entity(
            id if chance.random() > 0.1 else f"kgbuild:{id[-8:]}{type}", type, f"{type.lower()} {id[-2:]}",
            [f"{id[-2:]} of the {type.lower()}s"], n_documents=chance.randint(1, 30),
            xrefs=[f"UMLS:C{id[-4:]}"] if chance.random() > 0.3 else [],
        )
        for type, ids in kinds.items() for id in ids
    ]  # fmt: skip
    ids = {type: [row["id"] for row in entities if row["type"] == type] for type in kinds}
    documents = [
        document(
            f"PMID:{n}", f"Title {n}", year=chance.choice([None, *range(1985, 2024)]),
            journal=chance.choice(["", "Lancet", "Chest", "Gut"]), retracted=chance.random() < 0.05,
        )
        for n in range(DOCUMENTS)
    ]  # fmt: skip
    sound = [row["id"] for row in documents if not row["retracted"]]
    relations: dict[str, Row] = {}
    told: dict[str, Row] = {}
    while len(relations) < RELATIONS:
        type = chance.choice(list(Predicate))
        of, on = chance.choice(sorted(SIGNATURES[type]))
        # By the square of chance some meet often.
        subject, object = (ids[kind][int(chance.random() ** 2 * ENTITIES)] for kind in (of, on))
        if subject == object:
            continue
        if type in SYMMETRIC:
            subject, object = sorted((subject, object))
        row = relation(subject, type, object, **_facts(chance, type))
        if type is Predicate.SUBCLASS_OF or chance.random() < 0.2:
            row = curated(
                subject, type, object, chance.choice(["hpo", "clinic"]), frequency=f"{len(relations)} %"
            )
        relations[row["id"]] = row
        for item in () if row["belief"] is None else _said(chance, sound, subject, type, object):
            told[item["id"]] = item
    return {
        "entities": entities,
        "documents": documents,
        "relations": list(relations.values()),
        "evidence": list(told.values()),
    }


def predicted_at_large(rows: dict[str, list[Row]], seed: int) -> list[Prediction]:
    """Return predictions of two runs about entities of these tables, some asked for from both sides."""
    chance = random.Random(seed)
    ids = {
        kind: [row["id"] for row in rows["entities"] if row["type"] == kind]
        for kind in (DISEASE, SYMPTOM, DRUG)
    }
    made = []
    for n in range(PREDICTIONS):
        type = chance.choice(PREDICTABLE)
        subject, object = (chance.choice(ids[kind]) for kind in chance.choice(sorted(SIGNATURES[type])))
        facts = {"model_run": chance.choice(["links-1-a", "links-1-b"]), "asked": chance.choice(list(Asked))}
        facts |= {"contradicted": chance.choice([0, 0, 2]), "harms": chance.random() < 0.2}
        made.append(prediction(subject, type, object, round(chance.random(), 4), rank=n + 1, **facts))
    return made


def _facts(chance: random.Random, type: Predicate) -> dict[str, Any]:
    first = chance.choice([None, *range(1985, 2020)])
    return {
        "belief": round(chance.random(), 6), "n_support": chance.randint(1, 4),
        "n_contradict": chance.choice([0, 0, 0, 1, 2]), "first_year": first,
        "last_year": None if first is None else first + chance.randint(0, 4),
        "significance": round(chance.random() * 5, 6) if type is Predicate.CO_OCCURS_WITH else None,
    }  # fmt: skip


def _said(
    chance: random.Random, documents: list[str], subject: str, type: Predicate, object: str
) -> list[Row]:
    return [
        evidence(
            chance.choice(documents), subject, type, object, start=chance.randint(0, 9) * 50,
            sentence=f"{subject} {type} {object}, said {n}.", score=round(chance.random(), 6),
            polarity=chance.choice(["supports", "supports", "supports", "contradicts"]),
            certainty=chance.choice(["certain", "certain", "uncertain"]),
            section=chance.choice(["abstract", "title", "results"]),
        )
        for n in range(chance.randint(1, 4))
    ]  # fmt: skip
