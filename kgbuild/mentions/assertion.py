"""Say how a document asserts each mention: present, negated, uncertain, of the family, or historical.

After NegEx (Chapman 2001) and ConText (Harkema 2009), for literature: cues before and after mentions, cues
that only look like some, and scopes (`scopes.py`).

- negated: the text denies it ("no evidence of", "was ruled out", "did not develop", "X-free"), or a drug was
  not given. "No increase in", "no association with", "did not affect" say nothing against the thing itself.
- uncertain: the text leaves open whether someone has it ("possible", "suspected", "may have", "at risk of",
  "cannot be ruled out", "screened for"). What hedges the link between two things ("X may cause Y") is left to
  `statements.py`: Y stays present, as it does in "risk of Y". Drugs are never uncertain.
- family: a relative's. Historical: "history of", "previous", "years ago"; "a two-week history of" tells the
  present illness. Sections called family or medical history decide where no cue does.

Where several apply, negated comes before family, uncertain and historical.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from kgbuild.domain.document import Document
from kgbuild.domain.mention import Assertion, EntityType, Mention, Sentence
from kgbuild.mentions.scopes import Named, cues, governed, lowered

_ORDER = (Assertion.NEGATED, Assertion.FAMILY, Assertion.UNCERTAIN, Assertion.HISTORICAL)
_SECTIONS = {
    "family history": Assertion.FAMILY,
    "medical history": Assertion.HISTORICAL,
    "past medical history": Assertion.HISTORICAL,
    "past history": Assertion.HISTORICAL,
}


def assert_mentions(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention]
) -> list[Mention]:
    """Return the mentions, in the order given, each with its assertion.

    Mentions must be in order; `sentences` are all of the document's.
    """
    spans = {sentence.index: sentence.span for sentence in sentences}
    result: list[Mention] = []
    for index, group in groupby(mentions, key=lambda mention: mention.sentence):
        within = list(group)
        start, end = spans[index]
        named = [
            Named(one.span.start - start, one.span.end - start, one.type is EntityType.DRUG) for one in within
        ]
        found = assertions(document.text[start : max(end, within[-1].span.end)], named)
        result += [replace(one, assertion=kind) for one, kind in zip(within, found, strict=True)]
    return _by_section(document, result)


def assertions(text: str, named: Sequence[Named]) -> list[Assertion]:
    """Return how a sentence asserts each of its mentions, which must be in order.

    >>> fever, rash, cough = Named(3, 8, False), Named(12, 16, False), Named(22, 27, False)
    >>> [str(kind) for kind in assertions("No fever or rash, but cough.", [fever, rash, cough])]
    ['negated', 'negated', 'present']
    """
    text = lowered(text)
    kinds: list[set[Assertion]] = [set() for _ in named]
    for cue in cues(text):
        for position in governed(text, cue, named):
            kinds[position].add(cue.assertion)
    return [next((kind for kind in _ORDER if kind in found), Assertion.PRESENT) for found in kinds]


def _by_section(document: Document, mentions: list[Mention]) -> list[Mention]:
    """Return the mentions, present ones as the section that they are in has it."""
    for section in document.sections:
        kind = _SECTIONS.get(section.label)
        if kind is not None:
            mentions = [
                replace(one, assertion=kind)
                if one.assertion is Assertion.PRESENT
                and one.type is not EntityType.DRUG
                and section.start <= one.span.start < section.end
                else one
                for one in mentions
            ]
    return mentions
