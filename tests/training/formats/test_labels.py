"""Mapping labels onto types."""

from pathlib import Path

import pytest

from kgbuild.domain.mention import EntityType
from kgbuild.errors import LabelError
from kgbuild.training.formats.labels import type_labels


def test_our_types_stand_for_themselves_until_mapped() -> None:
    assert type_labels().get("Drug") == {EntityType.DRUG}
    assert type_labels(["Drug=-"]).get("Drug") == frozenset()


def test_a_label_may_hold_an_equals_sign_and_stand_for_two_types() -> None:
    assert type_labels(["a=b=Disease,Symptom"]).get("a=b") == {EntityType.DISEASE, EntityType.SYMPTOM}


def test_a_star_stands_for_all_others() -> None:
    labels = type_labels(["*=-", "Chemical=Drug"])
    assert (labels.get("Chemical"), labels.get("Gene")) == ({EntityType.DRUG}, frozenset())


def test_a_file_maps_and_a_pair_counts_more(tmp_path: Path) -> None:
    file = tmp_path / "labels.toml"
    file.write_text('Chemical = "Drug"\nFinding = ["Disease", "Symptom"]\nGene = "-"\n', "utf-8")
    labels = type_labels(["Gene=Disease"], file)
    assert labels.get("Finding") == {EntityType.DISEASE, EntityType.SYMPTOM}
    assert labels.get("Gene") == {EntityType.DISEASE}


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ("Chemical", "should be like Chemical=Drug"),
        ("=Drug", "should be like Chemical=Drug"),
        ("Chemical=drug", "'drug' should be Disease, Symptom, Drug"),
        ("Chemical=Drug,-", "'-' should be"),
    ],
)
def test_a_pair_that_cannot_be_is_refused(pair: str, message: str) -> None:
    with pytest.raises(LabelError, match=message):
        type_labels([pair])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Chemical = Drug", "no valid TOML"),
        ("Chemical = 3", "Chemical: 3 should be"),
        ("[a]\nb = 1", "should be"),
    ],
)
def test_a_file_that_cannot_be_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "labels.toml").write_text(text, "utf-8")
    with pytest.raises(LabelError, match=message):
        type_labels((), tmp_path / "labels.toml")
    with pytest.raises(LabelError, match="cannot be read"):
        type_labels((), tmp_path / "none.toml")
