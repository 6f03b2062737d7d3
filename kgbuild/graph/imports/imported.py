"""What a reader makes of a file, and what ids and predicates stand for."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kgbuild.domain.entity import Entity
from kgbuild.domain.mention import EntityType
from kgbuild.domain.relation import BIOLINK, SIGNATURES, Predicate
from kgbuild.entities.concept import Kind
from kgbuild.entities.types import KIND_OF_PREFIX
from kgbuild.graph.curated import CuratedEntity, CuratedRelation

Lookup = Callable[[str], Entity | None]

TYPE_OF_KIND = {
    Kind.DRUG: EntityType.DRUG,
    Kind.DISEASE: EntityType.DISEASE,
    Kind.SYMPTOM: EntityType.SYMPTOM,
    Kind.PHENOTYPE: EntityType.SYMPTOM,
}
PREDICATES: dict[str, Predicate] = {
    **{predicate.value.lower(): predicate for predicate in Predicate},
    **{name.removeprefix("biolink:"): predicate for predicate, name in BIOLINK.items()},
    "treats_or_applied_or_studied_to_treat": Predicate.TREATS,
    "ameliorates_condition": Predicate.TREATS,
    "has_adverse_event": Predicate.CAUSES,
    "has_side_effect": Predicate.CAUSES,
    "directly_physically_interacts_with": Predicate.INTERACTS_WITH,
    "is_a": Predicate.SUBCLASS_OF,
}
"""What relations of other graphs are here, by their name in lower case, without `biolink:`."""


@dataclass(slots=True)
class Imported:
    """The rows of a file, as curated knowledge; `version` and `licence` as the file states them."""

    version: str = ""
    licence: str = ""
    entities: dict[str, CuratedEntity] = field(default_factory=dict)
    relations: list[CuratedRelation] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)

    def relate(self, relation: CuratedRelation, subject: CuratedEntity, object: CuratedEntity) -> None:
        """Add a relation and its ends, of which the first name that is not empty counts; or skip it."""
        if (subject.type, object.type) not in SIGNATURES[relation.type]:
            self.skipped[f"a {subject.type} that {relation.type} a {object.type}"] += 1
            return
        for entity in (subject, object):
            if not self.entities.get(entity.id, entity).name or entity.id not in self.entities:
                self.entities[entity.id] = entity
        self.relations.append(relation)


def predicate_of(name: str) -> Predicate | None:
    """Return the relationship type that a name stands for, or None.

    >>> predicate_of("biolink:has_phenotype"), predicate_of("TREATS"), predicate_of("likes")
    (<Predicate.HAS_SYMPTOM: 'HAS_SYMPTOM'>, <Predicate.TREATS: 'TREATS'>, None)
    """
    return PREDICATES.get(name.strip().lower().removeprefix("biolink:").replace(" ", "_"))


def entity_of(
    id: str, lookup: Lookup, *, type: EntityType | None = None, name: str = ""
) -> CuratedEntity | None:
    """Return an entity by what the lexicon knows of it, else by `type` and `name`, else by its prefix."""
    known = lookup(id)
    if known is not None:
        return CuratedEntity(id, known.type, known.name, known.synonyms, known.xrefs)
    kind = KIND_OF_PREFIX.get(id.partition(":")[0])
    found = type or (TYPE_OF_KIND[kind] if kind else None)
    return CuratedEntity(id, found, name or id) if found else None


def as_type(entity: CuratedEntity, type: EntityType) -> CuratedEntity:
    """Return the same entity as one of another type."""
    return replace(entity, type=type)
