"""Which type a concept has, and which id it goes by."""

import pytest

from kgbuild.domain.mention import EntityType
from kgbuild.entities.concept import Concept, Kind, Name, Status
from kgbuild.entities.types import entity_type, hpo_kind, mesh_kind, preference


def concept(id: str, kind: Kind, source: str = "s") -> Concept:
    return Concept(id, kind, (Name("x", Status.NAME),), source)


def test_mesh_says_symptom_before_hpo_or_omim_say_disease() -> None:
    members = [
        concept("OMIM:1", Kind.DISEASE),
        concept("MESH:D1", Kind.SYMPTOM),
        concept("HP:1", Kind.DISEASE),
    ]
    assert entity_type(members) is EntityType.SYMPTOM


def test_a_disease_that_hpo_lists_as_phenotype_is_a_disease() -> None:
    assert (
        entity_type([concept("HP:1", Kind.PHENOTYPE), concept("MESH:D1", Kind.DISEASE)]) is EntityType.DISEASE
    )


def test_what_only_hpo_knows_is_a_symptom() -> None:
    assert entity_type([concept("HP:1", Kind.PHENOTYPE)]) is EntityType.SYMPTOM


def test_the_user_decides_first() -> None:
    members = [concept("MESH:D1", Kind.SYMPTOM), concept("X:1", Kind.DISEASE, "mine.tsv")]
    assert entity_type(members, trusted=frozenset({"mine.tsv"})) is EntityType.DISEASE


def test_signs_and_symptoms_win_over_other_places_in_the_tree() -> None:
    assert mesh_kind(["C10.597.617", "C23.888.592.604.339"]) is Kind.SYMPTOM
    assert mesh_kind(["F01.145.126.350"]) is Kind.SYMPTOM
    assert mesh_kind(["F03.600.300"]) is Kind.DISEASE
    assert mesh_kind(["N05.715"]) is None


@pytest.mark.parametrize("name", ["Nephrotic syndrome", "Cardiomyopathy", "Hepatitis"])
def test_names_of_diseases_in_hpo(name: str) -> None:
    assert hpo_kind(name, []) is Kind.DISEASE


def test_neoplasms_of_hpo_are_diseases() -> None:
    assert hpo_kind("Glomus tympanicum", ["HP:0002664"]) is Kind.DISEASE


@pytest.mark.parametrize(
    ("type", "first"),
    [(EntityType.SYMPTOM, "HP:2"), (EntityType.DISEASE, "MESH:D1"), (EntityType.DRUG, "DRUGBANK:3")],
)
def test_preferred_id(type: EntityType, first: str) -> None:
    ids = ["OMIM:1", "HP:2", "DRUGBANK:3", "MESH:D1", "ABC:0"]
    if type is not EntityType.DRUG:
        ids.remove("DRUGBANK:3")
    assert min(ids, key=lambda id: preference(id, type)) == first
