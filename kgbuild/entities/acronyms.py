"""Tell acronyms from words, since they match by capitals and mean many things.

An acronym is kept as a synonym of its concept, but it finds that concept only where no other is known by it,
and, with up to three letters, only where its reading is listed as the dominant one (`sources/readings.tsv`).
A document that spells an abbreviation out needs none of this: its long form is looked up.
"""

import re
from collections.abc import Iterable

LONGEST = 7
"""Letters of the longest name that is taken for an acronym."""
SHORT = 3
"""An acronym of so few letters means too many things to be believed without a listed reading."""

_PARTS = re.compile(r"[^\W_]+")


def in_capitals(text: str) -> bool:
    """Whether a name is written as acronyms are: two capitals at least, and hardly a small letter.

    >>> [in_capitals(text) for text in ("MI", "TIAs", "Cold", "cold", "5-FU", "T2D")]
    [True, True, False, False, True, True]
    """
    if text.islower():
        return False
    capitals = sum(c.isupper() for c in text)
    small = sum(c.islower() for c in text)
    return capitals >= 2 and small < capitals


def is_numbered(text: str) -> bool:
    """Whether a name has a number beside several letters: no other word is written so, in whatever case.

    >>> [is_numbered(text) for text in ("covid 19", "sars-cov-2", "aids", "t2d")]
    [True, True, False, False]
    """
    return sum(c.isalpha() for c in text) > SHORT and any(c.isdigit() for c in text)


def is_acronym(text: str, long_names: Iterable[str]) -> bool:
    """Whether a short name is made of capitals, or of the initials of a longer name of the same concept.

    Some vocabularies come in lower case, so their capitals are gone.

    >>> is_acronym("copd", ["Chronic obstructive pulmonary disease"]), is_acronym("rash", ["Exanthema"])
    (True, False)
    """
    compact = text.replace("-", "").replace(".", "")
    if not 1 < len(compact) <= LONGEST or " " in text:
        return False
    if in_capitals(text):
        return True
    if not text.islower():
        return False
    return any(_initials_spell(compact, name) for name in long_names)


def _initials_spell(short: str, name: str) -> bool:
    """Whether `short` consists of the first letters of the name's parts, in order, some parts left out."""
    parts = [part.lower() for part in _PARTS.findall(name)]
    if len(parts) < 2:
        return False
    rest = short
    for part in parts:
        if rest and part[0] == rest[0]:
            rest = rest[1:]
    return not rest and sum(c.isalpha() for c in short) >= 2
