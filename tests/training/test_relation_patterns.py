"""Phrases that seed examples: what they catch, and what they must leave alone."""

import pytest

from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.relations.candidates import Pair
from kgbuild.relations.phrases import SentenceForm, sentence_forms
from kgbuild.training.relation_documents import CAUSES, HAS_SYMPTOM, NOTHING, TREATS, Answer
from kgbuild.training.relation_patterns import pattern_label

KINDS = {"S": EntityType.SYMPTOM, "D": EntityType.DISEASE, "M": EntityType.DRUG}


def parse(text: str) -> tuple[str, list[Mention]]:
    """Read `[S fever]` as a mention of a symptom; D is a disease, M a drug."""
    plain, mentions = "", []
    for i, piece in enumerate(text.split("[")):
        if i:
            inside, _, after = piece.partition("]")
            words = inside[2:]
            span = Span(len(plain), len(plain) + len(words))
            mentions.append(Mention("d", span, words, KINDS[inside[0]], 1.0, 0))
            plain += words + after
        else:
            plain += piece
    return plain, mentions


def form(plain: str, mentions: list[Mention]) -> SentenceForm:
    sentence = Sentence("d", 0, Span(0, len(plain)))
    return sentence_forms(plain, [sentence], mentions, [m.type for m in mentions])[0]


def label(text: str, subject: int, object: int) -> frozenset[Answer] | None:
    plain, mentions = parse(text)
    return pattern_label(form(plain, mentions), mentions, Pair(subject, object))


@pytest.mark.parametrize(
    ("text", "subject", "object"),
    [
        ("[S Fever] is a common symptom of [D malaria].", 1, 0),
        ("[D Migraine] is characterized by [S headache], [S nausea] and [S vomiting].", 0, 3),
        ("Symptoms of [D flu] include [S cough] and severe [S fever].", 0, 2),
        ("Patients with [D lupus] presented with [S rash].", 0, 1),
        ("[S Pain] due to [D arthritis] was severe.", 1, 0),
    ],
)
def test_statements_of_a_symptom(text: str, subject: int, object: int) -> None:
    assert label(text, subject, object) == HAS_SYMPTOM


def test_causes_have_a_direction() -> None:
    text = "[D Anaemia] caused by [D malaria] was common."
    assert label(text, 1, 0) == CAUSES
    assert label(text, 0, 1) == NOTHING


def test_drugs_help_or_harm() -> None:
    assert label("[M Zinc] in the treatment of [D colds].", 0, 1) == TREATS
    assert label("Patients with [D gout] treated with [M zinc] did well.", 1, 0) == TREATS
    assert label("[M Zinc]-induced [S nausea] was seen.", 0, 1) == CAUSES
    assert label("[M Zinc] and [S nausea] were studied.", 0, 1) is None


def test_members_of_a_list_state_nothing_of_each_other() -> None:
    assert label("We saw [D asthma], [D gout] and [S fever].", 0, 2) == NOTHING
    assert label("We saw [D asthma] or [S fever].", 0, 1) == NOTHING


def test_most_sentences_are_left_open() -> None:
    assert label("In [D asthma] we often wondered about [S fever].", 0, 1) is None


def test_the_mask_names_the_two_and_the_others() -> None:
    plain, mentions = parse("[M Zinc] for [D gout] or [S Pain]!")
    assert form(plain, mentions).mask(Pair(0, 2)) == "SUBJ for COND or OBJ!"
    assert Predicate.TREATS in TREATS
