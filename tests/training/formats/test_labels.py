"""Mapping labels onto types."""

from pathlib import Path

import pytest

from kgbuild.domain.mention import EntityType
from kgbuild.errors import LabelError
from kgbuild.training.formats.labels import LabelMap


def test_our_types_stand_for_themselves_until_mapped() -> None:
    assert LabelMap.of().get("Drug") == {EntityType.DRUG}
    assert LabelMap.of(["Drug=-"]).get("Drug") == frozenset()


def test_a_label_may_hold_an_equals_sign_and_stand_for_two_types() -> None:
    assert LabelMap.of(["a=b=Disease,Symptom"]).get("a=b") == {EntityType.DISEASE, EntityType.SYMPTOM}


def test_a_star_stands_for_all_others() -> None:
    labels = LabelMap.of(["*=-", "Chemical=Drug"])
    assert (labels.get("Chemical"), labels.get("Gene")) == ({EntityType.DRUG}, frozenset())


def test_a_file_maps_and_a_pair_counts_more(tmp_path: Path) -> None:
    file = tmp_path / "labels.toml"
    file.write_text('Chemical = "Drug"\nFinding = ["Disease", "Symptom"]\nGene = "-"\n', "utf-8")
    labels = LabelMap.of(["Gene=Disease"], file)
    assert labels.get("Finding") == {EntityType.DISEASE, EntityType.SYMPTOM}
    assert labels.get("Gene") == {EntityType.DISEASE}


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ("Chemical", "should be like Chemical=Drug"),
        ("=Drug", "should be like Chemical=Drug"),
        ("Chemical=drug", "'drug' is no type; name Disease, Symptom, Drug"),
        ("Chemical=Drug,-", "'-' is no type"),
    ],
)
def test_a_pair_that_cannot_be_is_refused(pair: str, message: str) -> None:
    with pytest.raises(LabelError, match=message):
        LabelMap.of([pair])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Chemical = Drug", "no valid TOML"),
        ("Chemical = 3", "Chemical: 3 is no type"),
        ("[a]\nb = 1", "is no type"),
    ],
)
def test_a_file_that_cannot_be_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "labels.toml").write_text(text, "utf-8")
    with pytest.raises(LabelError, match=message):
        LabelMap.of((), tmp_path / "labels.toml")
    with pytest.raises(LabelError, match="cannot be read"):
        LabelMap.of((), tmp_path / "none.toml")
