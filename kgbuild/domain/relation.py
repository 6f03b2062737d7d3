"""Typed relations between entities, and which types of entity each may join."""

from enum import StrEnum

from kgbuild.domain.ids import content_hash
from kgbuild.domain.mention import EntityType

_DRUG, _DISEASE, _SYMPTOM = EntityType.DRUG, EntityType.DISEASE, EntityType.SYMPTOM


class Predicate(StrEnum):
    """Relationship types of the graph; no text is read for SUBCLASS_OF, which is only imported."""

    TREATS = "TREATS"
    CAUSES = "CAUSES"
    HAS_SYMPTOM = "HAS_SYMPTOM"
    INTERACTS_WITH = "INTERACTS_WITH"
    CO_OCCURS_WITH = "CO_OCCURS_WITH"
    SUBCLASS_OF = "SUBCLASS_OF"


BIOLINK: dict[Predicate, str] = {
    Predicate.TREATS: "biolink:treats",
    Predicate.CAUSES: "biolink:causes",
    Predicate.HAS_SYMPTOM: "biolink:has_phenotype",
    Predicate.INTERACTS_WITH: "biolink:interacts_with",
    Predicate.CO_OCCURS_WITH: "biolink:occurs_together_in_literature_with",
    Predicate.SUBCLASS_OF: "biolink:subclass_of",
}
"""The Biolink predicate that each relationship carries in its property `predicate`."""

SYMMETRIC = frozenset({Predicate.INTERACTS_WITH, Predicate.CO_OCCURS_WITH})
"""Predicates without direction: the lesser id is the subject."""

SIGNATURES: dict[Predicate, frozenset[tuple[EntityType, EntityType]]] = {
    Predicate.TREATS: frozenset({(_DRUG, _DISEASE), (_DRUG, _SYMPTOM)}),
    Predicate.CAUSES: frozenset({(_DRUG, _DISEASE), (_DRUG, _SYMPTOM), (_DISEASE, _DISEASE)}),
    Predicate.HAS_SYMPTOM: frozenset({(_DISEASE, _SYMPTOM)}),
    Predicate.INTERACTS_WITH: frozenset({(_DRUG, _DRUG)}),
    Predicate.CO_OCCURS_WITH: frozenset((a, b) for a in EntityType for b in EntityType),
    Predicate.SUBCLASS_OF: frozenset(
        {
            (_DRUG, _DRUG),
            (_DISEASE, _DISEASE),
            (_SYMPTOM, _SYMPTOM),
            (_DISEASE, _SYMPTOM),
            (_SYMPTOM, _DISEASE),
        }
    ),
}
"""Subject and object types that each predicate may join."""


CONDITIONS = frozenset({_DISEASE, _SYMPTOM})
"""What one source calls a disease is a symptom to another."""

IMPORTED_SIGNATURES: dict[Predicate, frozenset[tuple[EntityType, EntityType]]] = {
    predicate: frozenset(
        (subject, object)
        for a, b in pairs
        for subject in (CONDITIONS if a in CONDITIONS else {a})
        for object in (CONDITIONS if b in CONDITIONS else {b})
    )
    for predicate, pairs in SIGNATURES.items()
}
"""The same of relations that were imported, whose ends are of the types that the lexicon gives them."""


def relation_id(subject: str, predicate: Predicate, object: str) -> str:
    """Return the id of a relation: a content hash of its three parts, symmetric predicates put in order.

    >>> a, b = "DRUGBANK:DB1", "DRUGBANK:DB2"
    >>> relation_id(a, Predicate.CO_OCCURS_WITH, b) == relation_id(b, Predicate.CO_OCCURS_WITH, a)
    True
    """
    if predicate in SYMMETRIC and object < subject:
        subject, object = object, subject
    return content_hash(subject, predicate, object)
