"""Which mentions of a sentence the cues in it govern.

A cue governs the noun phrase next to it: the first mention within few words and without a verb, preposition
or noun of another kind between, and from there the rest of its list ("no fever, rash or cough"). A cue after
its mention governs the head of the noun phrase: in "vomiting due to cisplatin was not seen", vomiting.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kgbuild.domain.mention import Assertion
from kgbuild.mentions.assertion_cues import compiled
from kgbuild.mentions.scope_borders import (
    BREAK,
    BREAK_BACK,
    DRUG_ENDS,
    EFFECTS,
    JOINT,
    LIST,
    MODIFIES,
    NAIVE,
    NITRIC_OXIDE,
    NOT_HISTORY_OF_DRUGS,
    NOT_OF_DRUGS,
    NOUN_BEFORE,
    OF,
    OF_DRUGS_AFTER,
    OR,
    VERB,
    WITHIN,
)

_ADJECTIVE = 2
"""Cues of at most this reach are adjectives: they govern one noun, or two joined by a conjunction."""
_PHRASE = 60
"""Characters before a mention that belong to its noun phrase at most."""
_LIST_AHEAD = 40
"""Characters after a mention in which "or" shows that the commas before it made a list."""
_OPENINGS = ("in the absence", "without")
"""Where these open a sentence, their phrase ends at the first comma that is none of a list with "or"."""
_pattern = cache(compiled)


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a sentence: what it says, the side of it that it governs, and across how many words."""

    start: int
    end: int
    assertion: Assertion
    side: str
    reach: int


@dataclass(frozen=True, slots=True)
class Named:
    """A mention as cues see it: characters from the sentence's start."""

    start: int
    end: int
    is_drug: bool


def lowered(text: str) -> str:
    """Return the text in lower case, every character in its place, nitric oxide (NO) blotted out.

    >>> lowered("NO rose, No İ")
    '** rose, no İ'
    """
    if "NO" in text and not text.isupper():
        text = NITRIC_OXIDE.sub("**", text)
    lower = text.lower()
    # A few capitals have a lower case of two characters.
    return lower if len(lower) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


def cues(text: str) -> tuple[Cue, ...]:
    """Return the cues of a lower-case sentence, in order."""
    found = []
    for match in _pattern().finditer(text):
        key = match.lastgroup
        if key is not None and key != "pseudo":
            kind, side, reach = key.split("_")
            found.append(Cue(*match.span(), Assertion(kind), side, int(reach)))
    return tuple(found)


def governed(text: str, cue: Cue, named: Sequence[Named]) -> list[int]:
    """Return the positions of the mentions in a cue's scope; mentions must be in order."""
    if cue.side != "after":
        found = _forward(text, cue, named)
        if found or cue.side == "before":
            return found
    return _backward(text, cue, named)


def _forward(text: str, cue: Cue, named: Sequence[Named]) -> list[int]:
    first = bisect_right(named, cue.end - 1, key=lambda one: one.start)
    if first == len(named):
        return []
    gap = text[cue.end : named[first].start]
    if len(gap.split()) > cue.reach or BREAK.search(gap) or (cue.reach <= _ADJECTIVE and JOINT.search(gap)):
        return []
    if "," in gap and not OR.search(text, cue.end, named[first].end + _LIST_AHEAD):
        return []
    while first + 1 < len(named) and WITHIN.fullmatch(text, named[first].end, named[first + 1].start):
        first += 1
    if not _concerns(text, cue, named[first]):
        return []
    last = first
    while last + 1 < len(named) and _continues(text, cue, named[last], named[last + 1]):
        last += 1
    return list(range(first, last + 1))


def _backward(text: str, cue: Cue, named: Sequence[Named]) -> list[int]:
    last = bisect_right(named, cue.start, key=lambda one: one.end) - 1
    if last < 0:
        return []
    gap = text[named[last].end : cue.start]
    if len(gap.split()) > cue.reach or BREAK_BACK.search(gap):
        return []
    if gap.strip() and MODIFIES.match(text, named[last].end):
        return []
    # What the noun phrase names is not the mention but its cause, its rate, its treatment.
    if NOUN_BEFORE.search(text, max(0, named[last].start - _PHRASE), named[last].start):
        return []
    while last and OF.fullmatch(text, named[last - 1].end, named[last].start):
        last -= 1
    if not _is_told_after(text, cue, named[last]):
        return []
    first = last
    while cue.reach and first and _listed(text, named[first - 1], named[first]):
        first -= 1
    return list(range(first, last + 1))


def _concerns(text: str, cue: Cue, one: Named) -> bool:
    """Whether a cue before a mention speaks of it rather than of a noun that follows it."""
    if MODIFIES.match(text, one.end) and not (one.is_drug and DRUG_ENDS.match(text, one.end)):
        return False
    if not one.is_drug:
        # "Non-small cell cancer" is not "non-cancer": a prefix belongs to the first word.
        return cue.reach > 0 or cue.end < one.start or " " not in text[one.start : one.end]
    if cue.assertion is Assertion.HISTORICAL:
        return cue.reach > _ADJECTIVE and not NOT_HISTORY_OF_DRUGS.match(text, cue.start, cue.end)
    if cue.assertion is not Assertion.NEGATED or NOT_OF_DRUGS.fullmatch(text, cue.start, cue.end):
        return False
    return not EFFECTS.search(text, cue.end, one.start) and DRUG_ENDS.match(text, one.end) is not None


def _is_told_after(text: str, cue: Cue, one: Named) -> bool:
    """Whether a cue after a mention can speak of a thing of its type."""
    if not one.is_drug:
        return cue.reach > 0 or NAIVE.match(text, cue.start, cue.end) is None
    if cue.assertion is not Assertion.NEGATED:
        return False
    if cue.reach == 0:
        return True
    return not text.startswith("-", one.end) and OF_DRUGS_AFTER.match(text, cue.start, cue.end) is not None


def _continues(text: str, cue: Cue, one: Named, following: Named) -> bool:
    """Whether the list that `one` is in goes on with the mention that follows."""
    joint = _joint(text, one, following)
    if joint is None:
        return False
    separator, conjunction = joint
    if cue.reach <= _ADJECTIVE and (cue.reach == 0 or separator or not conjunction):
        return False
    if conjunction in ("or", "nor", "and/or"):
        return True
    if separator and not conjunction and cue.start == 0 and text.startswith(_OPENINGS):
        return OR.search(text, one.end, following.end + _LIST_AHEAD) is not None
    is_subject = VERB.match(text, following.end) is not None
    if conjunction:
        return not (is_subject and (separator or cue.start > 0))
    return not (is_subject and separator)


def _listed(text: str, before: Named, one: Named) -> bool:
    return _joint(text, before, one) is not None


def _joint(text: str, one: Named, following: Named) -> tuple[str, str] | None:
    """Return separator and conjunction between two items of a list, None where they are none."""
    match = LIST.fullmatch(text, one.end, following.start)
    if match is None or one.is_drug is not following.is_drug:
        return None
    if BREAK.search(match[3]) or any(map(str.isdigit, match[3])):
        return None
    separator, conjunction = match[1] or "", (match[2] or "").rstrip(",")
    if not (separator or conjunction or "(" in match[0] or ")" in match[0]):
        return None
    return separator, conjunction
