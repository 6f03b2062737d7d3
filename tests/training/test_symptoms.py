"""Symptoms among annotated diseases."""

from pathlib import Path

from kgbuild.domain.mention import EntityType
from kgbuild.training.splits import SYMPTOM_TABLE
from kgbuild.training.symptoms import EITHER, disease_or_symptom, load_symptom_ids

SYMPTOMS = {"D006261"}
DISEASE, SYMPTOM = frozenset({EntityType.DISEASE}), frozenset({EntityType.SYMPTOM})


def test_symptoms_are_what_has_a_place_under_signs_and_symptoms(corpora: Path) -> None:
    assert load_symptom_ids(corpora / SYMPTOM_TABLE) == SYMPTOMS


def test_a_concept_is_a_symptom_or_a_disease() -> None:
    assert disease_or_symptom(["D006261"], SYMPTOMS) == SYMPTOM
    assert disease_or_symptom(["MESH:D006261"], SYMPTOMS) == SYMPTOM
    assert disease_or_symptom(["OMIM:604004"], SYMPTOMS) == DISEASE


def test_composites_and_unknown_concepts_may_be_either() -> None:
    assert disease_or_symptom(["D006261", "D011014"], SYMPTOMS) == EITHER
    assert disease_or_symptom(["-1"], SYMPTOMS) == EITHER
    assert disease_or_symptom([], SYMPTOMS) == EITHER
    assert disease_or_symptom(["D006261", "-1"], SYMPTOMS) == SYMPTOM
