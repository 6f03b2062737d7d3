"""Decide whether a sentence that links two mentions speaks for or against the relation, and how firmly.

The rules, in this one place:

1. Against it: the link is denied ("did not cause"), or what is said to be caused or to be a symptom is
   absent ("no patient developed nausea"). Both at once is still one denial: mostly one word does both.
2. Weak: the link is hedged ("may cause", "whether"); an argument is uncertain, of the family or historical;
   the subject is absent ("without aspirin"); or what is treated is, which may be thanks to the treatment.
"""

from kgbuild.domain.evidence import Certainty, Polarity
from kgbuild.domain.mention import Assertion, Mention
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.mentions.statements import assess_statement

_ABSENCE_DENIES = frozenset({Predicate.CAUSES, Predicate.HAS_SYMPTOM})
_WEAKENS = frozenset({Assertion.UNCERTAIN, Assertion.FAMILY, Assertion.HISTORICAL})


def assess(
    text: str, sentence: Span, subject: Mention, predicate: Predicate, object: Mention
) -> tuple[Polarity, Certainty]:
    """Return polarity and certainty of `subject predicate object` in the sentence of the document's text."""
    statement = assess_statement(
        text[sentence.start : sentence.end],
        _within(subject.span, sentence),
        _within(object.span, sentence),
    )
    absent = object.assertion is Assertion.NEGATED
    denied = statement.negated or (absent and predicate in _ABSENCE_DENIES)
    weak = (
        statement.uncertain
        or subject.assertion in _WEAKENS
        or object.assertion in _WEAKENS
        or subject.assertion is Assertion.NEGATED
        or (absent and not denied)
    )
    return (
        Polarity.CONTRADICTS if denied else Polarity.SUPPORTS,
        Certainty.UNCERTAIN if weak else Certainty.CERTAIN,
    )


def _within(span: Span, sentence: Span) -> Span:
    """Return the span counted from the sentence's start, cut at its end."""
    end = min(span.end, sentence.end)
    return Span(span.start - sentence.start, end - sentence.start)
