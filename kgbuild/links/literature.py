"""Who is named with whom in literature: names of a graph's entities, looked up in documents.

This is for graphs that were not read from documents. An entity is found by its name and by the synonyms that
a lexicon has of it, whatever their case, number and spelling; where several names begin, the longest counts.
Symbols, such as those of genes (`CAT`), are found as they are written. Two entities are named together by a
document if its abstract names both, or one paragraph of a full text.

Documents are no split into parts as triples are: one may well state what is held out, and in this a model
that reads is like a person who does. Documents that a graph was read from would tell all of it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kgbuild.documents.paragraphs import paragraphs
from kgbuild.documents.reading import read
from kgbuild.documents.sources import iter_sources
from kgbuild.domain.document import Document, Record, Rejection, Withdrawal
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.normalise import key, plain_name, plain_words, words
from kgbuild.links.identity import TOKEN, is_symbol, own_id
from kgbuild.links.triples import Vocabulary, nobody_together

SHORTEST = 3
"""Letters of a name of one word, at least, that is no symbol."""

MOST = 60
"""Entities that an abstract or a paragraph names, at most: one with more is a list."""

Progress = Callable[[int], None]
"""Told how many documents were read."""

Pairs = frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Literature:
    """What documents say of a graph's entities.

    `together` (k, 3) are two entities, the lesser first, and how many documents name both. `named` entities
    are in some document at all. `rejections` are records that could not be read.
    """

    together: NDArray[np.int64] = field(default_factory=nobody_together)
    documents: int = 0
    named: int = 0
    rejections: tuple[Rejection, ...] = ()


class NameFinder:
    """Finds the entities that a text names."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        self._symbols: dict[str, set[int]] = defaultdict(set)
        self._phrases: dict[tuple[str, ...], set[int]] = defaultdict(set)
        self._plain: dict[str, str] = {}
        for entity, name in names:
            if is_symbol(name):
                self._symbols[name].add(entity)
                continue
            phrase = plain_words(words(name))
            if len(phrase) > 1 or (phrase and len(phrase[0]) >= SHORTEST):
                self._phrases[phrase].add(entity)
        lengths: dict[str, set[int]] = defaultdict(set)
        for phrase in self._phrases:
            lengths[phrase[0]].add(len(phrase))
        self._lengths = {first: sorted(of, reverse=True) for first, of in lengths.items()}

    def find(self, text: str) -> set[int]:
        """Return the entities that a text names.

        >>> finder = NameFinder([(0, "lung cancer"), (1, "cancer"), (2, "CAT"), (3, "gout")])
        >>> finder.find("Cancers of lungs; lung tumours, CAT, lung cancers and a cat."), finder.find("Gout!")
        ({0, 1, 2}, {3})
        """
        found: set[int] = set()
        for token in TOKEN.findall(text):
            found.update(self._symbols.get(token, ()))
        plain, at = self._plain_words(text), 0
        while at < len(plain):
            for length in self._lengths.get(plain[at], ()):
                entities = self._phrases.get(plain[at : at + length])
                if entities:
                    found |= entities
                    at += length - 1
                    break
            at += 1
        return found

    def _plain_words(self, text: str) -> tuple[str, ...]:
        plain = []
        for word in words(text):
            known = self._plain.get(word)
            if known is None:
                known = self._plain[word] = plain_words((word,))[0]
            plain.append(known)
        return tuple(plain)


def names_of(vocabulary: Vocabulary, lexicon: Lexicon) -> Iterator[tuple[int, str]]:
    """Yield entities by number and what they are called: in the graph, and by the lexicon.

    In this an entity is that with its id, and each that is called like it, but for symbols.
    """
    for number, (id, name) in enumerate(zip(vocabulary.entities, vocabulary.names, strict=True)):
        yield number, name
        entity = lexicon.lookup(own_id(id))
        concepts = {entity.id} if entity else set()
        if not is_symbol(name):
            plain = plain_name(name)
            rows = lexicon.find(key(plain_words(words(name))))
            concepts |= {lexicon.id(lexicon.concept(r)) for r in rows if plain_name(lexicon.name(r)) == plain}
        for concept in sorted(concepts):
            for row in lexicon.rows(concept):
                yield number, lexicon.name(row)


def read_literature(
    paths: Sequence[Path], vocabulary: Vocabulary, lexicon: Lexicon, *, progress: Progress
) -> Literature:
    """Return who is named with whom in the documents of files, folders or archives of any known format.

    Of copies of a document the newest counts, and none that was withdrawn or retracted. Raises
    `InputNotFoundError`.
    """
    shelf, finder, named, rejections = _Shelf(), NameFinder(names_of(vocabulary, lexicon)), set[int](), []
    for record in _records(paths):
        if isinstance(record, Rejection):
            rejections.append(record)
        elif isinstance(record, Withdrawal):
            shelf.withdrawn.add(record.document_id)
        else:
            entities, pairs = _named(record, finder)
            named |= entities
            shelf.put(record, pairs)
            progress(len(shelf.copies))
    counts = Counter(pair for pairs in shelf.valid() for pair in pairs)
    rows = [(*pair, count) for pair, count in sorted(counts.items())]
    together = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Literature(together, len(shelf.copies), len(named), tuple(rejections))


@dataclass(slots=True)
class _Shelf:
    """Pairs of entities by document, of the newest copy each."""

    copies: dict[str, tuple[tuple[bool, int, str], Pairs]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)

    def put(self, document: Document, pairs: Pairs) -> None:
        ids = (document.id, *document.aliases)
        id = next((self.aliases[each] for each in ids if each in self.aliases), document.id)
        self.aliases.update(dict.fromkeys(ids, id))
        rank = (document.full_text, document.version, document.revised)
        if id not in self.copies or rank >= self.copies[id][0]:
            self.copies[id] = rank, frozenset() if document.retracted else pairs

    def valid(self) -> Iterator[Pairs]:
        gone = {self.aliases.get(id, id) for id in self.withdrawn}
        return (pairs for id, (_, pairs) in self.copies.items() if id not in gone)


def _records(paths: Sequence[Path]) -> Iterator[Record]:
    for source in iter_sources(paths):
        if isinstance(source, Rejection):
            yield source
        else:
            yield from read(source)


def _named(document: Document, finder: NameFinder) -> tuple[set[int], Pairs]:
    """Return the entities that a document names, and which of them together."""
    named: set[int] = set()
    pairs: set[tuple[int, int]] = set()
    for text in paragraphs(document.text) if document.full_text else [document.text]:
        found = finder.find(text)
        named |= found
        if len(found) <= MOST:
            pairs.update(combinations(sorted(found), 2))
    return named, frozenset(pairs)
