"""Say whether the statement that links two mentions of a sentence is negated or hedged.

What is judged is the link, not the mentions: "X may cause Y" and "X did not cause Y" leave Y a thing that
exists. Cues and their scopes follow NegEx (Chapman 2001) and ConText (Harkema 2009); the hedges are of the
kind that BioScope (Vincze 2008) marks in abstracts, and announcements of what is to be studied. A cue counts
where its clause holds the link. What a compound takes for granted ("X-induced Y") is denied or hedged only
where the cue belongs to the compound. Who has not got something ("controls without Y") is no statement on it.
"""

from dataclasses import dataclass
from functools import lru_cache

from kgbuild.domain.mention import Assertion
from kgbuild.domain.span import Span
from kgbuild.mentions.scopes import Named, cues, governed, lowered
from kgbuild.mentions.statement_cues import (
    AFTER,
    CLAUSE_END,
    CLOSE_REACH,
    COMPOUND,
    FORWARD,
    NEW_SUBJECT,
    PEOPLE_BEFORE,
    REACH,
    WHOLE,
    WHOLE_REACH,
)

_CACHED_SENTENCES = 64
"""All pairs of a sentence are judged one after the other."""


@dataclass(frozen=True, slots=True)
class Statement:
    """How a sentence states the link between two mentions."""

    negated: bool = False
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    end: int
    negates: bool
    side: str
    reach: int


def assess_statement(sentence_text: str, subject: Span, object: Span) -> Statement:
    """Return whether the sentence denies or merely considers what links the two mentions.

    Spans count characters from the sentence's start and may come in either order.

    >>> assess_statement("Aspirin did not cause ulcers.", Span(0, 7), Span(22, 28))
    Statement(negated=True, uncertain=False)
    >>> assess_statement("Aspirin may cause ulcers but heals headache.", Span(0, 7), Span(35, 43))
    Statement(negated=False, uncertain=False)
    """
    text = lowered(sentence_text)
    first, second = sorted((subject, object))
    named = [Named(first.start, first.end, False), Named(second.start, second.end, False)]
    kinds = {
        cue.assertion
        for cue in _mention_cues(text)
        if cue.reach  # "seizure-free" says that something helped
        and governed(text, cue, named)
        and _in_clause(text, Span(cue.start, cue.end), first, second)
    }
    negated, uncertain = Assertion.NEGATED in kinds, Assertion.UNCERTAIN in kinds
    if not COMPOUND.fullmatch(text, first.end, second.start):
        for cue in _statement_cues(text):
            if _holds(text, cue, first, second):
                negated |= cue.negates
                uncertain |= not cue.negates
    return Statement(negated, uncertain)


_mention_cues = lru_cache(maxsize=_CACHED_SENTENCES)(cues)


@lru_cache(maxsize=_CACHED_SENTENCES)
def _statement_cues(text: str) -> tuple[_Cue, ...]:
    found = []
    for pattern, side, reach in (
        (WHOLE, "whole", WHOLE_REACH),
        (FORWARD, "forward", REACH),
        (AFTER, "after", REACH),
    ):
        for match in pattern.finditer(text):
            kind = match.lastgroup
            if kind != "pseudo":
                near = CLOSE_REACH if kind == "close" else reach
                found.append(_Cue(match.start(), match.end(), kind == "negated", side, near))
    return tuple(found)


def _holds(text: str, cue: _Cue, first: Span, second: Span) -> bool:
    """Whether the link between two mentions is in the scope of the cue."""
    if cue.side == "after":
        return _reaches(text, second.end, cue.start, cue.reach) and not CLAUSE_END.search(
            text, first.end, second.start
        )
    if cue.start >= second.start or first.start <= cue.start < first.end:
        return False
    if cue.end <= first.start and cue.side != "whole":
        return False  # before both: a verb or adverb there mostly belongs to another clause
    return _reaches(text, cue.end, second.start, cue.reach) and _in_clause(
        text, Span(cue.start, cue.end), first, second
    )


def _reaches(text: str, start: int, end: int, reach: int) -> bool:
    """Whether a scope that begins at `start` holds `end`: no clause ends between, and not too many words."""
    return (
        start <= end and text.count(" ", start, end) <= reach and CLAUSE_END.search(text[start:end]) is None
    )


def _in_clause(text: str, cue: Span, first: Span, second: Span) -> bool:
    """Whether both mentions belong to the clause of the cue, and the cue does not describe people."""
    if PEOPLE_BEFORE.search(text, max(0, cue.start - 40), cue.start):
        return False
    if cue.end <= first.start:
        return CLAUSE_END.search(text[cue.end : second.start]) is None
    if first.end <= cue.start < second.start:
        opens = text.startswith("neither", cue.start) and text.endswith("and ", first.end, cue.start)
        return not opens and NEW_SUBJECT.search(text, first.end, cue.start) is None
    return CLAUSE_END.search(text[first.end : second.start]) is None
