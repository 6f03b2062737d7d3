"""Symptoms among annotated diseases."""

import gzip
from pathlib import Path

from kgbuild.domain.mention import EntityType
from kgbuild.entities.concept import Kind
from kgbuild.entities.types import mesh_kind
from kgbuild.training.splits import SYMPTOM_TABLE
from kgbuild.training.symptoms import EITHER, disease_or_symptom, load_symptom_ids

SYMPTOMS = {"D006261"}
DISEASE, SYMPTOM = frozenset({EntityType.DISEASE}), frozenset({EntityType.SYMPTOM})


def test_symptoms_are_what_has_a_place_under_signs_and_symptoms(corpora: Path) -> None:
    assert load_symptom_ids(corpora / SYMPTOM_TABLE) == SYMPTOMS


def test_training_and_the_lexicon_agree_on_what_a_symptom_is(tmp_path: Path) -> None:
    places = {"D000001": ["C23.888.592"], "D000002": ["F01.145.126.350", "C12.1"], "D000003": ["F03.600.300"],
              "D000004": ["C10.597.617"], "D000005": ["F01.145.113"], "D000006": ["E01.370"]}  # fmt: skip
    table = tmp_path / "tree.tsv.gz"
    with gzip.open(table, "wt") as file:
        file.write("mesh_id\tmesh_tree_number\n")
        file.writelines(f"{id}\t{number}\n" for id, numbers in places.items() for number in numbers)
    assert load_symptom_ids(table) == {id for id, at in places.items() if mesh_kind(at) is Kind.SYMPTOM}
    assert load_symptom_ids(table) == {"D000001", "D000002"}


def test_a_concept_is_a_symptom_or_a_disease() -> None:
    assert disease_or_symptom(["D006261"], SYMPTOMS) == SYMPTOM
    assert disease_or_symptom(["MESH:D006261"], SYMPTOMS) == SYMPTOM
    assert disease_or_symptom(["OMIM:604004"], SYMPTOMS) == DISEASE


def test_composites_and_unknown_concepts_may_be_either() -> None:
    assert disease_or_symptom(["D006261", "D011014"], SYMPTOMS) == EITHER
    assert disease_or_symptom(["-1"], SYMPTOMS) == EITHER
    assert disease_or_symptom([], SYMPTOMS) == EITHER
    assert disease_or_symptom(["D006261", "-1"], SYMPTOMS) == SYMPTOM
