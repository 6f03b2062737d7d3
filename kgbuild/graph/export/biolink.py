"""The graph in the words of the Biolink model: nodes and edges as flat records of its slots."""

from collections.abc import Iterator
from typing import Any

from kgbuild.domain.mention import EntityType
from kgbuild.domain.relation import Predicate
from kgbuild.graph.export.selection import Selection
from kgbuild.graph.relation_table import EXTRACTED

CATEGORY = {
    EntityType.DISEASE: "biolink:Disease",
    EntityType.SYMPTOM: "biolink:PhenotypicFeature",
    EntityType.DRUG: "biolink:Drug",
}
ASSOCIATION = {
    (Predicate.TREATS, EntityType.DRUG): "ChemicalOrDrugOrTreatmentToDiseaseOrPhenotypicFeatureAssociation",
    (Predicate.CAUSES, EntityType.DRUG): "ChemicalEntityToDiseaseOrPhenotypicFeatureAssociation",
    (Predicate.HAS_SYMPTOM, EntityType.DISEASE): "DiseaseToPhenotypicFeatureAssociation",
    (Predicate.INTERACTS_WITH, EntityType.DRUG): "ChemicalEntityToChemicalEntityAssociation",
}
"""By relationship type and type of the subject; else it is a plain Association."""
OURS = "infores:kgbuild"
INFORES = {"hpo": "infores:hpo-annotations"}
"""Names of imports that the catalogue of information resources has under another name."""

NODE = ("id", "category", "name", "synonym", "xref")
EDGE = (
    *("id", "category", "subject", "predicate", "object", "knowledge_level", "agent_type"),
    *("primary_knowledge_source", "publications", "has_confidence_score", "evidence_count"),
    *("frequency_qualifier", "onset_qualifier", "license"),
)
"""All are slots of the Biolink model. `license` is one of sources: here each edge says that of its own."""


def nodes(selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield a record for each entity, with the columns `NODE`, without empty values."""
    for row in selection.rows("entities"):
        yield _full(
            id=row["id"],
            category=[CATEGORY[EntityType(row["type"])]],
            name=row["name"],
            synonym=row["synonyms"],
            xref=row["xrefs"],
        )


def edges(selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield a record for each relation, with the columns `EDGE`, without empty values."""
    types = dict(selection.connection.execute("SELECT id, type FROM x.entities").fetchall())
    for row in selection.rows("relations"):
        kind = (Predicate(row["type"]), EntityType(types[row["subject"]]))
        fits = kind[0] is not Predicate.HAS_SYMPTOM or types[row["object"]] == EntityType.SYMPTOM
        association = ASSOCIATION.get(kind, "Association") if fits else "Association"
        qualified = association == "DiseaseToPhenotypicFeatureAssociation"
        yield _full(
            id=f"kgbuild:{row['id']}",
            category=[f"biolink:{association}"],
            subject=row["subject"],
            predicate=row["predicate"],
            object=row["object"],
            knowledge_level=row["knowledge_level"],
            agent_type=row["agent_type"],
            primary_knowledge_source=knowledge_source(row["source"]),
            publications=row["publications"] or row["documents"],
            has_confidence_score=row["belief"],
            evidence_count=row["n_evidence"] or None,
            frequency_qualifier=row["frequency"] if qualified else None,
            onset_qualifier=row["onset"] if qualified else None,
            license=row["licence"],
        )


def knowledge_source(source: str) -> str:
    """Return the information resource that a relation's source is.

    >>> knowledge_source("extracted"), knowledge_source("hpo"), knowledge_source("clinic")
    ('infores:kgbuild', 'infores:hpo-annotations', 'infores:clinic')
    """
    return OURS if source == EXTRACTED else INFORES.get(source, f"infores:{source}")


def _full(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, [], "")}
