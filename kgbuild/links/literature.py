"""Who is named with whom in literature: names of a graph's entities, looked up in documents.

This is for graphs that were not read from documents. An entity is found by its name, and by those that a
lexicon has of it and of nothing else, whatever their case, number and spelling; where several names begin,
the longest counts. Symbols, such as those of genes (`CAT`), are found as they are written, also before a
hyphen (`CAT-deficient`) and after `anti-`. Two entities are named together by a document if its abstract
names both, or one paragraph of a longer text, and not by one name that both have.

Documents are not split into parts as triples are: one may well state what is held out, and in this a model
that reads is like a person who does. Documents that a graph was read from would tell all of it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kgbuild.documents.paragraphs import paragraphs
from kgbuild.documents.reading import read
from kgbuild.documents.sources import iter_sources
from kgbuild.domain.document import Document, Record, Rejection, Withdrawal
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.normalise import STOP_WORDS, key, plain_name, plain_words, words
from kgbuild.links.identity import TOKEN, is_symbol, own_id
from kgbuild.links.triples import Vocabulary, nobody_together

SHORTEST = 3
"""Letters of at least one word of a name that is no symbol; words such as `with` do not count."""

ABSTRACT = 6000
"""Characters of an abstract, at most: longer texts are taken by paragraph, as full texts are."""

MOST = 60
"""Entities that an abstract or a paragraph names, at most: one with more is a list."""

_CLAUSE = re.compile(r"[.;:!?](?=\s)|\n")
_BORDER = "."
"""Stands for what ends a clause, in texts and in names such as `St. John's wort`."""

_SYMBOL = re.compile(rf"(?<![^\W_]){TOKEN.pattern}")
_JOINED = re.compile(r"(?:[Aa]nti-)?(?P<symbol>.+?)-?(?:-[A-Za-z][a-z]{2,})?")

Progress = Callable[[int], None]
"""Told how many documents were read."""

Mention = frozenset[int]
"""The entities that one name stands for."""


@dataclass(frozen=True, slots=True)
class Literature:
    """What documents say of a graph's entities.

    `together` (k, 3) are two entities, the lesser first, and how many of the `documents` name both. `named`
    entities are in some document at all. `lists` are abstracts and paragraphs that name too many entities to
    say anything, and `rejections` records that could not be read.
    """

    together: NDArray[np.int64] = field(default_factory=nobody_together)
    documents: int = 0
    named: int = 0
    lists: int = 0
    rejections: tuple[Rejection, ...] = ()


class NameFinder:
    """Finds the entities that a text names."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        self._plain: dict[str, str] = {}
        symbols: dict[str, set[int]] = defaultdict(set)
        phrases: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for entity, name in names:
            if is_symbol(name):
                symbols[name].add(entity)
                continue
            phrase = plain_words(words(name))
            if any(word not in STOP_WORDS and sum(map(str.isalpha, word)) >= SHORTEST for word in phrase):
                phrases[phrase].add(entity)
                phrases[self._plain_words(name)].add(entity)
        self._symbols = {symbol: Mention(of) for symbol, of in symbols.items()}
        self._phrases = {phrase: Mention(of) for phrase, of in phrases.items()}
        lengths: dict[str, set[int]] = defaultdict(set)
        for phrase in phrases:
            lengths[phrase[0]].add(len(phrase))
        self._lengths = {first: sorted(of, reverse=True) for first, of in lengths.items()}

    def find(self, text: str) -> set[Mention]:
        """Return what the text's names stand for.

        >>> finder = NameFinder([(0, "lung cancer"), (1, "cancer"), (2, "TNF"), (3, "gout"), (4, "Gout")])
        >>> sorted(map(sorted, finder.find("Cancers of lungs; lung tumours, TNF-α, lung cancers and a tnf.")))
        [[0], [1], [2]]
        >>> finder.find("Gout!"), finder.find("Lung. Cancer"), finder.find("anti-TNF, TNF-induced")
        ({frozenset({3, 4})}, {frozenset({1})}, {frozenset({2})})
        """
        found = {mention for token in _SYMBOL.findall(text) if (mention := self._symbol(token))}
        plain, at = self._plain_words(text), 0
        while at < len(plain):
            for length in self._lengths.get(plain[at], ()):
                mention = self._phrases.get(plain[at : at + length])
                if mention:
                    found.add(mention)
                    at += length - 1
                    break
            at += 1
        return found

    def _symbol(self, token: str) -> Mention | None:
        mention = self._symbols.get(token)
        if mention is None and "-" in token and (joined := _JOINED.fullmatch(token)):
            mention = self._symbols.get(joined["symbol"])
        return mention

    def _plain_words(self, text: str) -> tuple[str, ...]:
        plain: list[str] = []
        for clause in _CLAUSE.split(text):
            if plain:
                plain.append(_BORDER)
            for word in words(clause):
                known = self._plain.get(word)
                if known is None:
                    known = self._plain[word] = plain_words((word,))[0]
                plain.append(known)
        return tuple(plain)


def names_of(vocabulary: Vocabulary, lexicon: Lexicon) -> Iterator[tuple[int, str]]:
    """Yield entities by number and what they are called: in the graph, and by the lexicon.

    In this an entity is all that has its id or is called like it, but for symbols. Names that lead to
    something else as well are left out, as are acronyms that are too ambiguous to lead anywhere.
    """
    for number, (id, name) in enumerate(zip(vocabulary.entities, vocabulary.names, strict=True)):
        yield number, name
        entity = lexicon.lookup(own_id(id))
        ids = {entity.id} if entity else set()
        if not is_symbol(name):
            plain = plain_name(name)
            called = {row: lexicon.name(row) for row in lexicon.find(_key(name))}
            alike = (row for row, each in called.items() if plain_name(each) == plain and not is_symbol(each))
            ids |= {lexicon.id(lexicon.concept(row)) for row in alike}
        for each in sorted(ids):
            for row in lexicon.rows(each):
                synonym = lexicon.name(row)
                of = {lexicon.id(lexicon.concept(row)) for row in lexicon.find(_key(synonym))}
                if of and of <= ids:
                    yield number, synonym


def read_literature(
    paths: Sequence[Path], vocabulary: Vocabulary, lexicon: Lexicon, *, progress: Progress
) -> Literature:
    """Return who is named with whom in the documents of files, folders or archives of any known format.

    Of copies of a document a full text counts before an abstract, then the newest; none that was withdrawn
    or retracted does. All documents' pairs are held in memory. Raises `InputNotFoundError`.
    """
    shelf, finder, rejections = _Shelf(), NameFinder(names_of(vocabulary, lexicon)), []
    for record in _records(paths):
        if isinstance(record, Rejection):
            rejections.append(record)
        elif isinstance(record, Withdrawal):
            shelf.withdrawn.add(record.document_id)
        else:
            shelf.put(record, _named(record, finder))
            progress(len(shelf.copies))
    valid = shelf.valid()
    counts = Counter(pair for copy in valid for pair in copy.pairs)
    rows = [(*pair, count) for pair, count in sorted(counts.items())]
    return Literature(
        np.array(rows, dtype=np.int64).reshape(-1, 3),
        len(valid),
        len(frozenset[int]().union(*(copy.named for copy in valid))),
        sum(copy.lists for copy in valid),
        tuple(rejections),
    )


@dataclass(frozen=True, slots=True)
class _Copy:
    """What one copy of a document names, and how it ranks among the others."""

    rank: tuple[bool, int, str, str] = (False, 0, "", "")
    named: frozenset[int] = frozenset()
    pairs: frozenset[tuple[int, int]] = frozenset()
    lists: int = 0


@dataclass(slots=True)
class _Shelf:
    """The best copy of each document; whatever else a document is called leads to its first id."""

    copies: dict[str, _Copy] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)

    def put(self, document: Document, copy: _Copy) -> None:
        ids = (document.id, *document.aliases)
        known = list(dict.fromkeys(self.aliases[id] for id in ids if id in self.aliases)) or [document.id]
        if len(known) > 1:
            self.aliases.update({id: known[0] for id, first in self.aliases.items() if first in known[1:]})
        self.aliases.update(dict.fromkeys(ids, known[0]))
        copies = [self.copies.pop(id) for id in known if id in self.copies]
        self.copies[known[0]] = max([copy, *copies], key=lambda each: each.rank)
        if document.retracted:
            self.withdrawn.add(document.id)

    def valid(self) -> list[_Copy]:
        gone = {self.aliases.get(id, id) for id in self.withdrawn}
        return [copy for id, copy in self.copies.items() if id not in gone]


def _records(paths: Sequence[Path]) -> Iterator[Record]:
    for source in iter_sources(paths):
        if isinstance(source, Rejection):
            yield source
        else:
            yield from read(source)


def _named(document: Document, finder: NameFinder) -> _Copy:
    """Return the entities that a document names, and which of them together."""
    named: set[int] = set()
    pairs: set[tuple[int, int]] = set()
    lists = 0
    whole = not document.full_text and len(document.text) <= ABSTRACT
    for text in [document.text] if whole else paragraphs(document.text):
        mentions = finder.find(text)
        entities = frozenset[int]().union(*mentions)
        named |= entities
        if len(entities) > MOST:
            lists += 1
            continue
        one_name = {pair for mention in mentions for pair in combinations(sorted(mention), 2)}
        several = {
            (min(a, b), max(a, b)) for one, other in combinations(mentions, 2) for a, b in product(one, other)
        }
        pairs |= {(a, b) for a, b in several - one_name if a != b}
    # The last decides between equals, whatever the order in which they are read.
    rank = (document.full_text, document.version, document.revised, document.content_hash)
    return _Copy(rank, frozenset(named), frozenset(pairs), lists)


def _key(name: str) -> str:
    return key(plain_words(words(name)))
