"""Concepts of several vocabularies become one where their names agree, and not otherwise."""

import itertools
from collections.abc import Sequence

from kgbuild.entities.concept import Concept, Kind, Name, Status
from kgbuild.entities.merging import merge


def concept(
    id: str, *names: str, kind: Kind = Kind.DISEASE, xrefs: Sequence[str] = (), entry: bool = False
) -> Concept:
    status = Status.ENTRY if entry else Status.EXACT
    found = (Name(names[0], Status.NAME), *(Name(name, status) for name in names[1:]))
    return Concept(id, kind, found, id.partition(":")[0], tuple(xrefs))


def groups(*concepts: Concept, mappings: Sequence[tuple[str, str]] = ()) -> set[frozenset[str]]:
    return {frozenset(c.id for c in group) for group in merge(concepts, mappings)}


def test_preferred_names_agree_in_their_plain_forms() -> None:
    found = groups(concept("MESH:1", "Leukemia, Myeloid, Acute"), concept("HP:1", "Acute myeloid leukaemias"))
    assert found == {frozenset({"MESH:1", "HP:1"})}


def test_preferred_name_and_exact_synonym() -> None:
    found = groups(
        concept("MESH:1", "Renal Insufficiency"), concept("HP:1", "Kidney failing", "Renal insufficiency")
    )
    assert found == {frozenset({"MESH:1", "HP:1"})}


def test_shared_synonyms_are_not_enough() -> None:
    found = groups(concept("MESH:1", "Alpha disease", "shared"), concept("HP:1", "Beta disease", "shared"))
    assert len(found) == 2


def test_an_entry_term_needs_a_second_shared_name() -> None:
    narrower = concept("HP:1", "Cirrhosis", "Liver scarring")
    assert len(groups(concept("MESH:1", "Fibrosis", "cirrhosis", entry=True), narrower)) == 2
    assert (
        len(groups(concept("MESH:1", "Fibrosis", "cirrhosis", "liver scarring", entry=True), narrower)) == 1
    )


def test_two_candidates_of_one_vocabulary_are_left_alone() -> None:
    found = groups(
        concept("MESH:1", "Foo disease"), concept("OMIM:1", "Foo disease"), concept("OMIM:2", "Foo disease")
    )
    assert len(found) == 3


def test_a_vocabulary_tells_its_own_concepts_apart() -> None:
    assert len(groups(concept("OMIM:1", "Foo disease"), concept("OMIM:2", "Foo disease"))) == 2


def test_drugs_and_diseases_never_meet() -> None:
    found = groups(concept("DRUGBANK:1", "Lithium", kind=Kind.DRUG), concept("HP:1", "Lithium"))
    assert len(found) == 2


def test_cross_references_join_one_to_one_only() -> None:
    target = concept("MESH:1", "Alpha")
    assert len(groups(target, concept("HP:1", "Beta", xrefs=["MESH:1"]))) == 1
    rivals = [concept("HP:1", "Beta", xrefs=["MESH:1"]), concept("HP:2", "Gamma", xrefs=["MESH:1"])]
    assert len(groups(target, *rivals)) == 3


def test_mappings_join_whatever_the_names_say() -> None:
    found = groups(
        concept("X:1", "Alpha"), concept("X:2", "Beta"), mappings=[("X:1", "X:2"), ("X:1", "X:99")]
    )
    assert found == {frozenset({"X:1", "X:2"})}


def test_order_does_not_matter() -> None:
    concepts = [
        concept("MESH:1", "Foo disease", "foo"),
        concept("HP:1", "Foo disease"),
        concept("OMIM:1", "Foo"),
        concept("HP:2", "Foo"),
    ]
    results = {frozenset(groups(*order)) for order in itertools.permutations(concepts)}
    assert len(results) == 1
