"""Polarity and certainty, by the words of the sentence and how its mentions are asserted."""

import pytest

from kgbuild.domain.evidence import Certainty, Polarity
from kgbuild.domain.mention import Assertion, EntityType, Mention
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.relations.polarity import assess

SUPPORTS, CONTRADICTS = Polarity.SUPPORTS, Polarity.CONTRADICTS
CERTAIN, UNCERTAIN = Certainty.CERTAIN, Certainty.UNCERTAIN
FIRST = "Nothing of note. "


def judged(
    sentence: str,
    predicate: Predicate = Predicate.CAUSES,
    *,
    subject: Assertion = Assertion.PRESENT,
    object: Assertion = Assertion.PRESENT,
) -> tuple[Polarity, Certainty]:
    text = FIRST + sentence
    span = Span(len(FIRST), len(text))

    def mention(word: str, type: EntityType, assertion: Assertion) -> Mention:
        start = text.index(word)
        return Mention("d", Span(start, start + len(word)), word, type, 1.0, 1, assertion)

    drug = mention("aspirin", EntityType.DRUG, subject)
    return assess(text, span, drug, predicate, mention("nausea", EntityType.SYMPTOM, object))


def test_a_plain_statement_supports() -> None:
    assert judged("Here aspirin caused nausea.") == (SUPPORTS, CERTAIN)


def test_a_denial_contradicts() -> None:
    assert judged("Here aspirin did not cause nausea.") == (CONTRADICTS, CERTAIN)


@pytest.mark.parametrize(
    "sentence",
    [
        "Neither zinc nor aspirin relieved nausea.",
        "Here aspirin was no better than placebo for nausea.",
        "The aspirin and placebo groups did not differ in nausea.",
        "Our data show no effect of aspirin on nausea.",
    ],
)
def test_a_treatment_without_effect_contradicts(sentence: str) -> None:
    assert judged(sentence, Predicate.TREATS)[0] is CONTRADICTS


@pytest.mark.parametrize(
    "sentence",
    [
        "Here aspirin was no less effective than zinc for nausea.",
        "With no effect on mood, aspirin cured nausea.",
    ],
)
def test_a_treatment_with_effect_supports(sentence: str) -> None:
    assert judged(sentence, Predicate.TREATS) == (SUPPORTS, CERTAIN)


def test_a_hedge_weakens() -> None:
    assert judged("Here aspirin may cause nausea.") == (SUPPORTS, UNCERTAIN)


def test_an_absent_effect_contradicts_once() -> None:
    assert judged("With aspirin nausea was seen.", object=Assertion.NEGATED)[0] is CONTRADICTS
    assert judged("Here aspirin did not cause nausea.", object=Assertion.NEGATED)[0] is CONTRADICTS


def test_the_absence_of_what_is_treated_only_weakens() -> None:
    assert judged("With aspirin nausea ceased.", Predicate.TREATS, object=Assertion.NEGATED) == (
        SUPPORTS,
        UNCERTAIN,
    )


@pytest.mark.parametrize("assertion", [Assertion.UNCERTAIN, Assertion.FAMILY, Assertion.HISTORICAL])
def test_arguments_of_others_or_other_times_weaken(assertion: Assertion) -> None:
    assert judged("Here aspirin caused nausea.", object=assertion) == (SUPPORTS, UNCERTAIN)
    assert judged("Here aspirin caused nausea.", subject=assertion) == (SUPPORTS, UNCERTAIN)


def test_an_absent_subject_weakens() -> None:
    assert judged("With aspirin nausea was seen.", subject=Assertion.NEGATED)[1] is UNCERTAIN
