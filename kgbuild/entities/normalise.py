"""Names brought to the forms in which they are compared, from the strictest to the loosest.

A name has *words* (case, punctuation, accents, Greek letters and possessives evened out), a *plain form*
(American spelling and singular words in reading order: `cancer of the lungs` reads `lung cancer`) and a *key*
(the plain words sorted), under which the lexicon files it.
"""

import re
import unicodedata
from collections.abc import Iterable

from kgbuild.mentions.plurals import singular
from kgbuild.mentions.spelling import GREEK_TABLE, american

STOP_WORDS = frozenset("an and at by for from in of on or the to with nos".split())
"""Words that keys leave out."""

ARTICLES = frozenset({"the", "nos"})
INVERTING = frozenset({"of", "in"})
"""Prepositions around which two parts of a name change places: `pain in the chest` is `chest pain`."""

MOST_PARTS = 4
"""A name with more commas is taken for a list, not for an inverted heading."""

_LISTS = re.compile(r"\b(?:and|or|with|due to)\b")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_ROMAN_AFTER = {"i": "1", "v": "5", "x": "10"}
"""Numerals that are letters as well: read as numbers only after one of `_NUMBERED`."""
_NUMBERED = frozenset("type types grade stage class factor group phase".split())

_ACRONYM_PLURAL = re.compile(r"\b([A-Z][A-Z0-9]+)s\b")
_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ`´′]s\b|(?<=s)['’ʼ`´′](?!\w)")
_WORD = re.compile(r"[^\W_]+")
_PARENTHESIS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")


def words(text: str) -> tuple[str, ...]:
    """Return the lower-case words of a name.

    >>> words("Sjögren’s syndrome"), words("TNF-α"), words("TIAs"), words("type II diabetes")
    (('sjogren', 'syndrome'), ('tnf', 'alpha'), ('tia',), ('type', '2', 'diabetes'))
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    text = _POSSESSIVE.sub("", _ACRONYM_PLURAL.sub(r"\1", text)).casefold()
    if not text.isascii():
        text = text.translate(GREEK_TABLE)
    found = _WORD.findall(text)
    for i in range(1, len(found)):
        if found[i] in _ROMAN:
            found[i] = _ROMAN[found[i]]
        elif found[i] in _ROMAN_AFTER and found[i - 1] in _NUMBERED:
            found[i] = _ROMAN_AFTER[found[i]]
    if len(found) > 1 and found[0] in _ROMAN:
        found[0] = _ROMAN[found[0]]
    return tuple(found)


def plain_words(found: Iterable[str]) -> tuple[str, ...]:
    """Return each word in the singular and in American spelling.

    >>> plain_words(("brain", "tumours"))
    ('brain', 'tumor')
    """
    return tuple(american(singular(word)) for word in found)


def without_articles(found: Iterable[str]) -> tuple[str, ...]:
    """Return the words but `the` and the `NOS` of older vocabularies ("not otherwise specified")."""
    return tuple(word for word in found if word not in ARTICLES)


def key(plain: Iterable[str]) -> str:
    """Return what the lexicon files a name under, from its plain words: those that count, sorted.

    >>> key(("cancer", "of", "the", "lung")) == key(("lung", "cancer"))
    True
    """
    plain = tuple(plain)
    return " ".join(sorted(word for word in plain if word not in STOP_WORDS) or plain)


def uninverted(text: str) -> str:
    """Return a heading as one says it.

    >>> uninverted("Leukemia, Myeloid, Acute"), uninverted("nausea, vomiting and pain"), uninverted("gout")
    ('Acute Myeloid Leukemia', 'nausea, vomiting and pain', 'gout')
    """
    parts = text.split(", ")
    if 1 < len(parts) <= MOST_PARTS and not _LISTS.search(text) and not parts[-1].isdigit():
        return " ".join(reversed(parts))
    return text


def plain_name(text: str) -> str:
    """Return the readable form in which all variants of a name meet.

    Inversions are undone: at commas (`leukemia, myeloid, acute`) and around `of` or `in` between two parts.

    >>> plain_name("Cancers of the Lung"), plain_name("Leukemia, Myeloid, Acute"), plain_name("Foo's tumours")
    ('lung cancer', 'acute myeloid leukemia', 'foo tumor')
    """
    plain = without_articles(plain_words(words(uninverted(text))))
    places = [i for i, word in enumerate(plain) if word in INVERTING]
    if len(places) == 1 and 0 < places[0] < len(plain) - 1:
        plain = (*plain[places[0] + 1 :], *plain[: places[0]])
    return " ".join(plain)


def without_parentheses(text: str) -> str:
    """Return a name without what stands in brackets, unless nothing else is left.

    >>> without_parentheses("Parkinson's disease (PD)"), without_parentheses("(R)-warfarin")
    ("Parkinson's disease", '-warfarin')
    """
    return _PARENTHESIS.sub(" ", text).strip() or text
