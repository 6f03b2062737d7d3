"""Known names of diseases, symptoms and drugs, which a tagger is told of as it reads.

A small encoder knows little medicine. Vocabularies know much, but not what a text means by a name. So what
they know is one more input: a hint for each word, and training shows how far hints are to be trusted in which
context (gazetteers as features of taggers: Florian 2003; of neural ones: Liu 2019).

Names are compared without case, plural, punctuation and British spelling, those that match in capitals only
as they are written. They are kept as hashes, five bytes a name with its type: of 300,000 names one run of
words in a million meets one that it is not.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.mention import EntityType
from kgbuild.errors import ModelFolderError
from kgbuild.mentions.labels import begin, inside
from kgbuild.mentions.plurals import singular
from kgbuild.mentions.spelling import GREEK, american

LONGEST = 8
"""Words of the longest name that is looked for."""
LONGEST_EXACT = 3
"""Words of the longest name that is compared as it is written."""

_TYPES = tuple(EntityType)
_TYPE_BITS, _BYTES = 2, 5
_UNUSED_BITS = np.uint64(64 - 8 * _BYTES + _TYPE_BITS)
"""Of a hash of 64 bits, those for which a name's five bytes have no room."""
_BEGINNING_BITS = 22
_BEGINNING = np.uint64(8 * _BYTES - _TYPE_BITS - _BEGINNING_BITS)
"""By which a hash is shifted so that its beginning is left."""
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""Knuth's constant, odd, by which the hash of a run is multiplied before the next word's is added."""

_WORD = re.compile(r"[^\W_]+")
_SEPARATE = frozenset(";:.!?=<>%")
"""Marks that no name goes across."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name and what it names; with `exact` it is compared as it is written."""

    text: str
    type: EntityType
    exact: bool = False


class KnownNames:
    """Names that can be looked for in text.

    >>> known = [Name("Kidney tumor", EntityType.DISEASE), Name("ALL", EntityType.DISEASE, exact=True)]
    >>> names = KnownNames.of(known)
    >>> spans = np.array([(0, 3), (4, 10), (11, 18)])
    >>> names.hints("all kidney tumours", spans, np.zeros(3, dtype=np.int64)).tolist()
    [0, 1, 2]
    """

    def __init__(self, codes: NDArray[np.uint64]) -> None:
        """Take sorted codes: the hash of a name and, in the lowest bits, its type."""
        self._codes = codes
        self._hashes = codes >> np.uint64(_TYPE_BITS)
        # Most runs of words are no name, which one look into this table tells faster than a search does.
        self._beginnings = np.zeros(1 << _BEGINNING_BITS, dtype=np.bool_)
        self._beginnings[self._hashes >> _BEGINNING] = True

    @classmethod
    def of(cls, names: Iterable[Name]) -> "KnownNames":
        """Return these names; one of several types has that which `EntityType` lists first."""
        types: dict[int, int] = {}
        for name in names:
            found = _WORD.findall(_composed(name.text))
            if 0 < len(found) <= (LONGEST_EXACT if name.exact else LONGEST):
                words = np.array([_word_hash(word, name.exact) for word in found], dtype=np.uint64)
                *_, runs = _run_hashes(words, len(found))
                run = int(runs[0])
                types[run] = min(_TYPES.index(name.type), types.get(run, len(_TYPES)))
        return cls(np.array(sorted(run << _TYPE_BITS | type for run, type in types.items()), dtype=np.uint64))

    @classmethod
    def load(cls, path: Path) -> "KnownNames":
        """Read what `save` wrote; ModelFolderError where the file cannot be that."""
        data = np.frombuffer(path.read_bytes(), dtype=np.uint8)
        if not len(data) or len(data) % _BYTES:
            raise ModelFolderError(path.parent, f"{path.name} is cut off: {len(data)} bytes")
        wide = np.zeros((len(data) // _BYTES, 8), dtype=np.uint8)
        wide[:, 8 - _BYTES :] = data.reshape(-1, _BYTES)
        codes = wide.view(">u8")[:, 0].astype(np.uint64)
        names = cls(codes)
        unsorted = (names._hashes[1:] <= names._hashes[:-1]).any()
        if unsorted or (codes & np.uint64((1 << _TYPE_BITS) - 1) >= len(_TYPES)).any():
            raise ModelFolderError(path.parent, f"{path.name} is damaged: it does not hold sorted names")
        return names

    def save(self, path: Path) -> None:
        """Write five bytes a name, the highest first, in order."""
        rows = self._codes.astype(">u8").view(np.uint8).reshape(-1, 8)
        path.write_bytes(rows[:, 8 - _BYTES :].tobytes())

    def __len__(self) -> int:
        """Return the number of names."""
        return len(self._codes)

    def hints(
        self, text: str, word_spans: NDArray[np.int32], word_sentences: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return the label that each word (words,) would have if all names were mentions.

        Of names that overlap the longest counts, then the first.
        `word_spans` (words, 2) are offsets into the text; `word_sentences` (words,) are the sentences that
        words are in, ascending, which names do not cross.
        """
        hints = np.zeros(len(word_spans), dtype=np.int64)
        found: list[tuple[int, int, int]] = []
        read = [_read(text[start:end]) for start, end in word_spans.tolist()]
        places = np.array([i for i, one in enumerate(read) if one.word], dtype=np.int64)
        if not len(places) or not len(self):
            return hints
        words = [one for one in read if one.word]
        # A name is of one stretch: words with neither a separating mark nor a sentence's end between them.
        marks = np.cumsum([one.separates for one in read])
        stretches = marks[places] + word_sentences[places]
        capitals = np.concatenate([[0], np.cumsum([one.capital for one in words])])
        for exact in (False, True):
            hashes = np.array([one.exact if exact else one.plain for one in words], dtype=np.uint64)
            for length, runs in enumerate(_run_hashes(hashes, LONGEST_EXACT if exact else LONGEST), start=1):
                firsts = np.flatnonzero(self._beginnings[runs >> _BEGINNING])
                lasts = firsts + length - 1
                whole = stretches[lasts] == stretches[firsts]
                if exact:
                    whole &= capitals[lasts + 1] > capitals[firsts]
                likely = runs[firsts]
                at = np.minimum(np.searchsorted(self._hashes, likely), len(self) - 1)
                for one in np.flatnonzero(whole & (self._hashes[at] == likely)).tolist():
                    type = int(self._codes[at[one]]) & ((1 << _TYPE_BITS) - 1)
                    found.append((int(places[firsts[one]]), int(places[lasts[one]]) + 1, type))
        for first, end, type in sorted(found, key=lambda run: (run[0] - run[1], run)):
            if not hints[first:end].any():
                hints[first] = begin(_TYPES[type])
                hints[first + 1 : end] = inside(_TYPES[type])
        return hints


@dataclass(frozen=True, slots=True)
class _Token:
    """A token of a text: the word in it, if it holds just one, and its hashes."""

    word: str
    separates: bool
    capital: bool
    plain: int
    exact: int


@lru_cache(maxsize=1 << 16)
def _read(token: str) -> _Token:
    """Return what a token is; one may hold symbols besides a word.

    >>> [_read(token).word for token in ("Ca²⁺", "a±b", "-")]
    ['Ca²', '', '']
    """
    words = _WORD.findall(_composed(token))
    if len(words) != 1:
        return _Token("", token in _SEPARATE, False, 0, 0)
    (word,) = words
    return _Token(word, False, word != word.lower(), _word_hash(word, False), _word_hash(word, True))


def _composed(text: str) -> str:
    """Return a text with letters and their marks as one, and without marks that have no such letter."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFC", text) if not unicodedata.combining(c))


def _run_hashes(words: NDArray[np.uint64], longest: int) -> Iterator[NDArray[np.uint64]]:
    """Yield for each length, up to the longest, the hashes of all runs of so many words (n - length + 1,).

    `words` (n,) are the hashes of words.
    """
    runs = np.zeros(len(words) + 1, dtype=np.uint64)
    for length in range(1, min(longest, len(words)) + 1):
        runs = runs[:-1] * _MULTIPLIER + words[length - 1 :]
        yield runs * _MULTIPLIER >> _UNUSED_BITS


def _word_hash(word: str, exact: bool) -> int:
    form = f"={word}" if exact else _plain(word)
    return int.from_bytes(
        hashlib.blake2b(form.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )


def _plain(word: str) -> str:
    """Return a word without case, accents and plural, in American spelling, Greek letters by their names."""
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word)
        word = "".join(GREEK.get(c, c) for c in word.lower() if not unicodedata.combining(c))
    return american(singular(word.lower()))
