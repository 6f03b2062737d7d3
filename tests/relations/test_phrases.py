"""Phrases: what they state, which way round, and across lists."""

import pytest

from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.relations.candidates import Pair
from kgbuild.relations.phrases import REACH, SentenceForm, sentence_forms, stated

KINDS = {"S": EntityType.SYMPTOM, "D": EntityType.DISEASE, "M": EntityType.DRUG}


def parse(text: str) -> tuple[SentenceForm, list[Mention]]:
    """Read `[S fever]` as a mention of a symptom; D is a disease, M a drug."""
    plain, mentions = "", []
    for i, piece in enumerate(text.split("[")):
        inside, _, after = piece.partition("]") if i else ("", "", piece)
        if i:
            span = Span(len(plain), len(plain) + len(inside) - 2)
            mentions.append(Mention("d", span, inside[2:], KINDS[inside[0]], 1.0, 0))
        plain += inside[2:] + after
    sentence = Sentence("d", 0, Span(0, len(plain)))
    return sentence_forms(plain, [sentence], mentions, [m.type for m in mentions])[0], mentions


def said(text: str, subject: int, object: int) -> Predicate | None:
    form, mentions = parse(text)
    return stated(form, mentions, [m.type for m in mentions], Pair(subject, object))


@pytest.mark.parametrize(
    ("text", "subject", "object", "predicate"),
    [
        ("[S Fever] was the first symptom of [D malaria].", 1, 0, Predicate.HAS_SYMPTOM),
        ("[D Gout] is characterised by [S pain] and severe [S swelling].", 0, 2, Predicate.HAS_SYMPTOM),
        ("A high prevalence of [S fatigue] in patients with [D lupus].", 1, 0, Predicate.HAS_SYMPTOM),
        ("[D Sepsis] led to [D renal failure].", 0, 1, Predicate.CAUSES),
        ("[D Renal failure] secondary to [D sepsis].", 1, 0, Predicate.CAUSES),
        ("[M Zinc] for the prevention of [D colds].", 0, 1, Predicate.TREATS),
        ("[D Colds] were treated with [M copper] and [M zinc].", 2, 0, Predicate.TREATS),
        ("[M Zinc]-induced [S nausea].", 0, 1, Predicate.CAUSES),
    ],
)
def test_statements(text: str, subject: int, object: int, predicate: Predicate) -> None:
    assert said(text, subject, object) is predicate


def test_a_cause_has_a_direction() -> None:
    assert said("[D Anaemia] caused by [D malaria].", 0, 1) is None
    assert said("[D Malaria] caused [D anaemia].", 1, 0) is None


def test_phrases_that_disagree_say_nothing() -> None:
    text = "[M Zinc]-induced [S nausea]: [M zinc] for the treatment of [S nausea]."
    assert said(text, 0, 1) is Predicate.CAUSES
    form, mentions = parse("Use of [M zinc] in [S nausea]")
    doubled = SentenceForm(
        (form.texts[0], form.texts[1], "; side effects of SUBJ include OBJ."), form.members, form.kinds
    )
    assert stated(doubled, mentions, [m.type for m in mentions], Pair(0, 1)) is None


def test_no_phrase_reaches_far() -> None:
    assert said("[M Zinc] for the treatment of " + "x" * REACH + " [D colds].", 0, 1) is None


def test_of_overlapping_mentions_the_first_is_in_the_form() -> None:
    mentions = [
        Mention("d", Span(0, 4), "zinc", EntityType.DRUG, 1.0, 0),
        Mention("d", Span(2, 6), "nc i", EntityType.DISEASE, 1.0, 0),
    ]
    forms = sentence_forms("Zinc it.", [Sentence("d", 0, Span(0, 8))], mentions, [m.type for m in mentions])
    assert forms[0].mask(Pair(0, 1)) == "SUBJ it."
