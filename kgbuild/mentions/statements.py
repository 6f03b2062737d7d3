"""Say whether the statement that links two mentions of a sentence is negated or hedged.

What is judged is the link, not the mentions: "X may cause Y" and "X did not cause Y" leave Y a thing that
exists. Cues and their scopes follow NegEx (Chapman 2001) and ConText (Harkema 2009); the hedges are of the
kind that BioScope (Vincze 2008) marks in abstracts, and announcements of what is to be studied. A cue
counts where its clause holds the link. What a compound takes for granted ("X-induced Y") is denied or
hedged only where the cue belongs to the compound. Who has not got something ("controls without Y") is no
statement on it. What compares is judged by `comparisons.py`, in place of any other cue that its words hold.
"""

from dataclasses import dataclass
from functools import lru_cache

from kgbuild.domain.mention import Assertion
from kgbuild.domain.span import Span
from kgbuild.mentions.comparisons import Comparison, comparisons, denied
from kgbuild.mentions.scopes import Named, cues, governed, lowered
from kgbuild.mentions.statement_cues import (
    ADVERBIAL,
    AFTER,
    CLAUSE_END,
    CLOSE_REACH,
    COMPOUND,
    COPULA,
    FORWARD,
    NEITHER,
    NEITHER_WORDS,
    NEW_CLAUSE_AFTER,
    NEW_CLAUSE_BEFORE,
    NEW_SUBJECT,
    NOR,
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
    compared = _comparisons(text)
    kinds = {
        cue.assertion
        for cue in _mention_cues(text)
        if cue.reach  # "seizure-free" says that something helped
        and not _in_comparison(cue.start, cue.end, compared)
        and governed(text, cue, named)
        and _in_clause(text, Span(cue.start, cue.end), first, second)
    }
    negated, uncertain = Assertion.NEGATED in kinds, Assertion.UNCERTAIN in kinds
    if not COMPOUND.fullmatch(text, first.end, second.start):
        for cue in _statement_cues(text):
            if _holds(text, cue, first, second):
                negated |= cue.negates
                uncertain |= not cue.negates
        negated |= any(_denied(text, one, first, second) for one in compared)
        negated |= _neither(text, first, second)
    return Statement(negated, uncertain)


_mention_cues = lru_cache(maxsize=_CACHED_SENTENCES)(cues)


@lru_cache(maxsize=_CACHED_SENTENCES)
def _comparisons(text: str) -> tuple[Comparison, ...]:
    return tuple(comparisons(text))


def _in_comparison(start: int, end: int, compared: tuple[Comparison, ...]) -> bool:
    return any(start < one.end and one.start < end for one in compared)


@lru_cache(maxsize=_CACHED_SENTENCES)
def _statement_cues(text: str) -> tuple[_Cue, ...]:
    found, compared = [], _comparisons(text)
    for pattern, side, reach in (
        (WHOLE, "whole", WHOLE_REACH),
        (FORWARD, "forward", REACH),
        (AFTER, "after", REACH),
    ):
        for match in pattern.finditer(text):
            kind = match.lastgroup
            if kind != "pseudo" and not _in_comparison(*match.span(), compared):
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
    if cue.end <= first.start and (cue.side != "whole" or _is_over(text, cue, first)):
        return False  # before both: a verb or adverb there mostly belongs to another clause
    return _reaches(text, cue.end, second.start, cue.reach) and _in_clause(
        text, Span(cue.start, cue.end), first, second
    )


def _denied(text: str, one: Comparison, first: Span, second: Span) -> bool:
    over = one.end <= first.start and _is_over(text, one, first)
    return not over and denied(text, one, first, second)


def _is_over(text: str, cue: _Cue | Comparison, first: Span) -> bool:
    """Whether a clause of its own, or one that a phrase opened, begins with the first mention."""
    lead = text[: cue.start]
    if ADVERBIAL.search(lead) or (text.startswith("without", cue.start) and not COPULA.search(lead)):
        return "," in text[cue.end : first.start]
    opens = NEW_CLAUSE_BEFORE.search(text, cue.end, first.start)
    return opens is not None and NEW_CLAUSE_AFTER.match(text, first.end) is not None


def _neither(text: str, first: Span, second: Span) -> bool:
    """Whether the first mention is one of those of which "neither ... nor" denies what follows."""
    opens = max((match.end() for match in NEITHER.finditer(text, 0, first.start)), default=None)
    if opens is None or CLAUSE_END.search(text[opens : second.start]):
        return False
    is_last = NOR.search(text, opens, first.start) is not None
    return NEITHER_WORDS.fullmatch(text, opens, first.start) is not None and (
        is_last or NOR.search(text, first.end, second.start) is not None
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
