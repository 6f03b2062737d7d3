"""Where it is decided whether a concept is a disease, a symptom or a drug, and which of its ids it goes by.

A grounded entity's type belongs to its concept, never to one mention of it: so one concept is one entity.
1. A kind that a user's own file states counts first.
2. MeSH: a concept with a place under *Signs and Symptoms* (C23.888) or *Behavioral Symptoms* (F01.145.126) is
   a symptom, wherever else it stands; any other place in the disease trees C and F03 makes a disease.
3. OMIM, Orphanet and other vocabularies of diseases: a disease.
4. What HPO alone knows is a symptom, unless it is below *Neoplasm* (HP:0002664) or its name ends as only
   those of diseases do, in `syndrome` or `…pathy`, say.

Annotated diseases from which the tagger learns are told apart by the same places in MeSH (`mesh_kind`).

The tagger's type decides in two cases: for a name that no vocabulary knows, and among several concepts of
one vocabulary that fit a name equally well.
"""

from collections.abc import Iterable, Sequence

from kgbuild.domain.mention import EntityType
from kgbuild.entities.concept import Concept, Kind

SYMPTOM_TREES = ("C23.888", "F01.145.126")
DISEASE_TREES = ("C", "F03")

HPO_ROOT = "HP:0000118"
"""`Phenotypic abnormality`: other branches of HPO hold modes of inheritance, onset and the like."""
HPO_DISEASES = frozenset({"HP:0002664"})
"""Branches of HPO whose terms are diseases: `Neoplasm`."""

DISEASE_WORDS = frozenset(
    "adenoma asthma autism blastoma cancer carcinoma cirrhosis dementia diabetes disease disorder "
    "dystrophy epilepsy hepatitis infection leukemia lymphoma melanoma pneumonia sarcoma schizophrenia "
    "sepsis syndrome tuberculosis".split()
)

DISEASE_ENDINGS = ("pathy", "itis", "carcinoma", "sarcoma")

PREFERRED_PREFIXES: dict[EntityType, tuple[str, ...]] = {
    EntityType.SYMPTOM: ("HP", "MESH", "SYMP", "OMIM", "ORPHA"),
    EntityType.DISEASE: ("MESH", "OMIM", "ORPHA", "MONDO", "DOID", "HP"),
    EntityType.DRUG: ("DRUGBANK", "MESH", "CHEBI", "RXNORM"),
}
"""Of several ids of one concept the one whose prefix comes first; other prefixes follow, by name."""

KIND_OF_PREFIX: dict[str, Kind] = {
    **dict.fromkeys(("HP", "SYMP"), Kind.PHENOTYPE),
    **dict.fromkeys(("MESH", "OMIM", "ORPHA", "MONDO", "DOID", "NCIT"), Kind.DISEASE),
    **dict.fromkeys(("DRUGBANK", "CHEBI", "RXNORM", "ATC"), Kind.DRUG),
}
"""What ids of a file stand for where the file does not say."""


def mesh_kind(tree_numbers: Iterable[str]) -> Kind | None:
    """Return what a MeSH descriptor's places make of it, None where it is no disease or symptom at all.

    >>> mesh_kind(["C10.597.742", "C23.888.592.742"]), mesh_kind(["C14.907.489"]), mesh_kind(["E01.370"])
    (<Kind.SYMPTOM: 'symptom'>, <Kind.DISEASE: 'disease'>, None)
    """
    numbers = tuple(tree_numbers)
    if any(number.startswith(SYMPTOM_TREES) for number in numbers):
        return Kind.SYMPTOM
    return Kind.DISEASE if any(number.startswith(DISEASE_TREES) for number in numbers) else None


def hpo_kind(name: str, ancestors: Iterable[str]) -> Kind:
    """Return what HPO's own knowledge makes of one of its abnormalities.

    >>> hpo_kind("Nephrotic syndrome", []), hpo_kind("Headache", [])
    (<Kind.DISEASE: 'disease'>, <Kind.PHENOTYPE: 'phenotype'>)
    """
    head = name.lower().split()[-1]
    if head in DISEASE_WORDS or head.endswith(DISEASE_ENDINGS) or not HPO_DISEASES.isdisjoint(ancestors):
        return Kind.DISEASE
    return Kind.PHENOTYPE


def entity_type(members: Sequence[Concept], *, trusted: frozenset[str] = frozenset()) -> EntityType:
    """Return the type of the entity that `members`, concepts of several vocabularies, make up together.

    `trusted` holds the ids of sources that users added: what those say counts before the rest.
    """
    for group in ([m for m in members if m.source in trusted], members):
        kinds = {m.kind for m in group}
        if Kind.DRUG in kinds:
            return EntityType.DRUG
        if Kind.SYMPTOM in kinds:
            return EntityType.SYMPTOM
        if Kind.DISEASE in kinds:
            return EntityType.DISEASE
    return EntityType.SYMPTOM


def preference(id: str, type: EntityType) -> tuple[int, str]:
    """Return by what the ids of one concept are ordered, the one that it goes by first.

    >>> min(["OMIM:125853", "MESH:D003924", "HP:0005978"], key=lambda id: preference(id, EntityType.DISEASE))
    'MESH:D003924'
    """
    prefixes = PREFERRED_PREFIXES[type]
    prefix = id.partition(":")[0]
    return (prefixes.index(prefix) if prefix in prefixes else len(prefixes), id)
