"""What is said of two drugs: an interaction, its denial, or nothing of the kind."""

import re

import pytest

from kgbuild.domain.document import Document, Section
from kgbuild.domain.entity import Grounding
from kgbuild.domain.evidence import Certainty, Polarity
from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.relations.interactions import MODEL, interactions

IDS = {
    "aspirin": "DRUGBANK:2",
    "warfarin": "DRUGBANK:1",
    "digoxin": "DRUGBANK:3",
    "glucose": "DRUGBANK:4",
    "bisphenol": "MESH:C1",
    "nausea": "MESH:D1",
}
SUPPORTS, CONTRADICTS = Polarity


def found(text: str) -> list[tuple[str, str, Polarity, Certainty]]:
    document = Document("d", text, "", (Section("abstract", 0, len(text)),))
    mentions, groundings = [], []
    for match in re.finditer("|".join(IDS), text, re.IGNORECASE):
        name = match.group().lower()
        type = EntityType.SYMPTOM if name == "nausea" else EntityType.DRUG
        mentions.append(Mention("d", Span(*match.span()), match.group(), type, 1.0, 0))
        groundings.append(Grounding(IDS[name], name, type, 1.0, "exact name"))
    sentences = [Sentence("d", 0, Span(0, len(text)))]
    evidence = interactions(document, sentences, mentions, groundings)
    assert {(one.predicate, one.model) for one in evidence} <= {(Predicate.INTERACTS_WITH, MODEL)}
    return [(one.subject, one.object, one.polarity, one.certainty) for one in evidence]


@pytest.mark.parametrize(
    "text",
    [
        "Interactions between aspirin and warfarin are frequent.",
        "The interaction of aspirin with warfarin caused bleeding.",
        "Aspirin interacts with warfarin.",
        "A warfarin-aspirin interaction led to bleeding.",
        "Aspirin increases plasma concentrations of warfarin.",
        "Aspirin significantly inhibited the metabolism of warfarin.",
        "The effect of aspirin on the pharmacokinetics of warfarin was marked.",
        "The clearance of warfarin was reduced by aspirin.",
        "Aspirin potentiates the anticoagulant effect of warfarin.",
        "The effect of warfarin was antagonised by aspirin.",
        "Coadministration of aspirin with warfarin should be avoided.",
        "Aspirin is contraindicated with warfarin.",
        "Aspirin potentiates warfarin.",
    ],
)
def test_interactions(text: str) -> None:
    assert found(text) == [("DRUGBANK:1", "DRUGBANK:2", SUPPORTS, Certainty.CERTAIN)]


@pytest.mark.parametrize(
    "text",
    [
        "There was no interaction between aspirin and warfarin.",
        "Aspirin did not affect the pharmacokinetics of warfarin.",
        "Aspirin does not interact with warfarin.",
    ],
)
def test_denied_interactions_contradict(text: str) -> None:
    assert [one[2] for one in found(text)] == [CONTRADICTS]


def test_considered_interactions_are_uncertain() -> None:
    assert [one[2:] for one in found("Aspirin may interact with warfarin.")] == [
        (SUPPORTS, Certainty.UNCERTAIN)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Patients received aspirin and warfarin.",
        "Aspirin combined with warfarin prevents stroke.",
        "Aspirin was more effective than warfarin.",
        "Aspirin increased the concentration of glucose.",
        "Aspirin increased levels of bisphenol.",
        "Aspirin reduced nausea, and warfarin did not.",
        "Aspirin increased the binding of warfarin antagonists.",
        "Digoxin, not aspirin, potentiates the effect of the drug warfarin-sensitive clot.",
        "Warfarin.",
    ],
)
def test_what_is_no_interaction(text: str) -> None:
    assert found(text) == []


def test_each_member_of_a_list() -> None:
    text = "Interactions between digoxin and aspirin or warfarin occur."
    assert [one[:2] for one in found(text)] == [("DRUGBANK:2", "DRUGBANK:3"), ("DRUGBANK:1", "DRUGBANK:3")]


def test_a_drug_does_not_interact_with_itself() -> None:
    assert found("Interactions between aspirin and aspirin do not count.") == []
