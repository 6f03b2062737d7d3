"""Which disease shows which symptom, as the HPO's annotations have it."""

import gzip
from pathlib import Path

import pytest

from kgbuild.domain.mention import EntityType, Mention
from kgbuild.domain.span import Span
from kgbuild.errors import CorpusError
from kgbuild.training.known_symptoms import KnownSymptoms, load_known_symptoms

TERMS = """
[Term]
id: HP:1
name: Seizure
synonym: "Epilepsy" EXACT []

[Term]
id: HP:2
name: Focal-onset seizure
is_a: HP:1 ! Seizure

[Term]
id: HP:3
name: Fever
synonym: "High temperature" EXACT layperson []
"""
ANNOTATIONS = """#version: 1
OMIM:1\tMarfan syndrome; MFS\t\tHP:2\tPMID:1
OMIM:2\tEpilepsy\t\tHP:3\tPMID:1
OMIM:3\tUsher syndrome, type 2\t\tHP:3\tPMID:1
OMIM:4\tAsthma\tNOT\tHP:3\tPMID:1
"""


@pytest.fixture
def known(tmp_path: Path) -> KnownSymptoms:
    for name, text in (("hp.obo.gz", TERMS), ("phenotype.hpoa.gz", ANNOTATIONS)):
        with gzip.open(tmp_path / name, "wt", encoding="utf-8") as file:
            file.write(text)
    return load_known_symptoms(tmp_path)


def disease(text: str, long_form: str = "") -> Mention:
    return Mention(
        "PMID:1", Span(0, len(text)), text, EntityType.DISEASE, 1.0, sentence=0, long_form=long_form
    )


def symptom(text: str) -> Mention:
    return Mention("PMID:1", Span(0, len(text)), text, EntityType.SYMPTOM, 1.0, sentence=0)


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        (disease("Marfan syndrome"), symptom("focal-onset seizures"), True),
        (disease("Marfan syndrome"), symptom("seizure"), True),
        (disease("MFS", "Marfan syndrome"), symptom("seizure"), True),
        (disease("Usher syndrome"), symptom("High  temperature"), True),
        (disease("Marfan syndrome"), symptom("fever"), False),
        (disease("asthma"), symptom("fever"), False),
        (disease("Marfan syndrome"), symptom("unheard of"), False),
    ],
)
def test_a_disease_shows_what_it_is_annotated_with_and_what_that_is(
    known: KnownSymptoms, one: Mention, other: Mention, joined: bool
) -> None:
    assert known.joins(one, other) is joined
    assert known.holds(one, other) is joined


def test_what_is_a_finding_itself_is_joined_but_no_sentence_is_taken_to_say_so(known: KnownSymptoms) -> None:
    assert known.joins(disease("epilepsy"), symptom("fever"))
    assert not known.holds(disease("epilepsy"), symptom("fever"))


def test_missing_annotations_are_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"hp\.obo\.gz: no such file"):
        load_known_symptoms(tmp_path)
