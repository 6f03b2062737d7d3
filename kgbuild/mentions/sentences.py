"""Split documents into sentences: spaCy's sentencizer proposes borders, rules for medical text add and judge.

Added are those that it does not see: where its tokeniser takes the full stop for part of a word ("0.5 mg/mL.
The", "hepatitis B. Most"), before brackets, and after a reference's raised number.
"""

import gc
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from kgbuild.domain.document import ENGLISH, Document, Section
from kgbuild.domain.mention import Sentence
from kgbuild.domain.span import Span

LONGEST_SENTENCE = 2000
"""Characters; what is longer (tables, lists without full stops) is cut at white space."""

_ASIDE = 300
"""Characters beyond a border in which a bracket must close to hold its sentences together. Of 1,544 borders
within brackets of 4,532 papers, 1,479 have the bracket's end so near, and 61 brackets are never closed."""

_BLOCK = 50_000
"""Characters that spaCy sees at once, to bound its memory."""
_LONGEST_WORD = re.compile(r"\S{300}")
"""Longer words are cut for spaCy, whose tokeniser takes their length squared for the likes of "(((((("."""
_FORGET_AFTER = 1_000_000
"""Characters after which spaCy starts anew: its memory of words grows with the corpus, and its memory zones,
made to prevent that, halve its speed."""

_ABBREVIATIONS = frozenset(
    """
    e.g i.e vs al fig figs eq eqs ref refs no nos dr mr mrs ms prof st approx ca cf resp vol ed eds viz
    esp sp spp subsp var ssp inc ltd co dept min max incl excl wt ht dil conc temp i.v i.m s.c p.o i.p
    b.i.d t.i.d q.i.d q.d b.w u.s u.k sect tab suppl ser gen nat med clin
    """.split()
)
"""Words (their full stop left out) that do not end a sentence, in lower case."""
_MAY_END = frozenset(
    """
    no co min max al med ms st sp spp inc ltd u.s u.k i.v i.m s.c p.o i.p b.w b.i.d t.i.d
    """.split()
)
"""Of these, those that can also stand at a sentence's end, as before a word that opens sentences."""
_OPENERS = frozenset(
    """
    the this these those that in we it our a an to for of on at by from with as after although however
    furthermore moreover therefore thus here there both all no patients results conclusion conclusions
    methods background objective objectives aim purpose data two three when while since if during he she
    they
    """.split()
)
"""Words that open sentences, in lower case: a single capital or `U.S.` before them ends one."""
_LETTERED = frozenset(
    """
    type types group groups vitamin hepatitis complex factor phase class stage grade protein table tables
    figure figures fig part panel arm arms degrees ° and or to
    """.split()
)
"""Words that a single capital follows which is no initial: "degrees C", "types A and B"."""
_LAST_WORD = re.compile(r"(\S+?)[.!?]+[\"'”’)\]]*\s*$")
_NEXT_WORD = re.compile(r"\s*[\"'“‘(\[]*([^\W\d_]*)")
_WORD_BEFORE = re.compile(r"(\S+)\s+$")
_END_OF_WORD = re.compile(r"[.!?][\"'”’)\]]*(?=\s+(?:[\"'“‘(\[]*|\([a-z\d]{1,2}\) )[A-Z])")
_NUMBERED = re.compile(r"\s*\([a-z\d]{1,2}\) [A-Z]")
_CITED = re.compile(r"(?<=[a-z]{3}[.!?])\d{1,3}(?:[,–-]\d{1,3})*(?=\s+[A-Z])")
"""Raised numbers of references after a full stop: "in all.1,2 Others"."""
_NAME = re.compile(r"\s*[a-z]{1,3}[A-Z]")
"""May open a sentence though it is not capitalised: "mRNA", "siRNA"."""
_ENUMERATOR = re.compile(r"\s*[(\[]?(?:\d{1,2}|[A-Za-z]|[ivxIVX]+)[.)\]]+\s*")
"""A number that opens a sentence and is none: "1. Patients were"."""
_LONGEST_FRAGMENT = 12
_BRACKET = re.compile(r"[()\[\]]")


class SentenceSplitter:
    """Splits documents into sentences, in any order and as often as you like.

    The candidates are those of spaCy's rule-based sentencizer. A border is taken back where the text goes on
    in lower case, after abbreviations (`e.g.`, `Fig.`, `et al.`), initials and genus names (`E. coli`), and
    inside brackets that close soon.
    """

    def __init__(self) -> None:
        self._nlp = _sentencizer()
        self._seen = 0

    def split(self, document: Document) -> list[Sentence]:
        """Return the sentences of the document's English sections, in order, white space at both ends cut.

        A sentence never crosses a section border, and none is longer than `LONGEST_SENTENCE`.
        """
        spans = (
            span
            for s in document.sections
            if s.language == ENGLISH
            for span in self._section(document.text, s)
        )
        return [Sentence(document.id, index, span) for index, span in enumerate(spans)]

    def _section(self, text: str, section: Section) -> Iterator[Span]:
        body = text[section.start : section.end]
        if not body or body.isspace():
            return
        start = 0
        for end in self._borders(body):
            yield from _trimmed(text, section.start + start, section.start + end)
            start = end

    def _borders(self, body: str) -> Iterator[int]:
        """Yield the end of each sentence of one section; the last is the section's end."""
        start = opened = counted = 0
        ends = {match.end() for pattern in (_END_OF_WORD, _CITED) for match in pattern.finditer(body)}
        for end in sorted(ends.union(self._proposed(body))):
            opened += _opened(body, counted, end)
            counted = end
            closed = opened <= 0 or not _closes(body, end, opened)
            if closed and _is_border(body, end) and not _is_fragment(body, start, end):
                yield end
                start, opened = end, 0
        if start < len(body):
            yield len(body)

    def _proposed(self, body: str) -> Iterator[int]:
        """Yield where spaCy ends sentences, but for the last."""
        for start, end in _blocks(body):
            self._seen += end - start
            if self._seen > _FORGET_AFTER:
                self._nlp, self._seen = None, 0
                # It refers to itself: uncollected, it would stay beside the new one for long.
                gc.collect()
                self._nlp = _sentencizer()
            for sentence in self._nlp(body[start:end]).sents:
                if sentence.end_char < end - start:
                    yield start + sentence.end_char


def _blocks(body: str) -> Iterator[tuple[int, int]]:
    """Yield borders of pieces of the body that spaCy can read, cut at white space where there is some."""
    start = 0
    while start < len(body):
        end = min(start + _BLOCK, len(body))
        if end < len(body):
            end = max(body.rfind(" ", start, end), body.rfind("\n", start, end)) + 1 or end
        long = _LONGEST_WORD.search(body, start, end)
        end = long.end() if long else end
        yield start, end
        start = end


def _opened(body: str, start: int, end: int) -> int:
    """Return how many brackets are opened rather than closed in a stretch of the body."""
    count = body.count
    return count("(", start, end) - count(")", start, end) + count("[", start, end) - count("]", start, end)


def _closes(body: str, at: int, opened: int) -> bool:
    """Whether so many open brackets are all closed soon."""
    for bracket in _BRACKET.finditer(body, at, at + _ASIDE):
        opened += 1 if bracket.group() in "([" else -1
        if opened == 0:
            return True
    return False


def _is_fragment(body: str, start: int, end: int) -> bool:
    """Whether what would be a sentence is a number that opens one, or has no word at all."""
    if end - start > _LONGEST_FRAGMENT:
        return False
    piece = body[start:end]
    return _ENUMERATOR.fullmatch(piece) is not None or not any(map(str.isalnum, piece))


def _is_border(body: str, end: int) -> bool:
    following = _NEXT_WORD.match(body, end)
    word = following.group(1) if following else ""
    if word and word[0].islower() and not (_NUMBERED.match(body, end) or _NAME.match(body, end)):
        return False
    last = _LAST_WORD.search(body, max(0, end - 40), end)
    if last is None:
        return True
    if body[last.end(1)] != ".":
        # "Did it hurt?" (P = 0.02): the bracket belongs to the question before.
        return following is None or "(" not in following.group()
    return _ends_sentence(body, last, opens=word.lower() in _OPENERS)


def _ends_sentence(body: str, last: re.Match[str], *, opens: bool) -> bool:
    """Whether a full stop after the word `last` ends a sentence, if the next word can begin one."""
    written = last.group(1).lstrip("([\"'“‘")
    if len(written) > 1 and written.isalpha() and written.isupper():
        return True  # an acronym, `MS.`, where `Ms.` is a form of address
    before = written.lower()
    single = len(before) == 1 and before.isalpha()
    if not single and before not in _ABBREVIATIONS:
        return True
    if opens and (single or before in _MAY_END):
        return True
    context = _WORD_BEFORE.search(body, max(0, last.start(1) - 40), last.start(1))
    word = context.group(1).lower() if context else ""
    if word[-1:].isdigit():
        return written.islower() and (single or before in _MAY_END)  # a unit: `over 12 h.`, `by 90 min.`
    return single and written.isupper() and word in _LETTERED


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the span without white space at its ends, cut at white space where it is too long."""
    while True:
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end - start <= LONGEST_SENTENCE:
            break
        cut = text.rfind(" ", start, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        yield (
            Span(start, cut)
            if not text[cut - 1].isspace()
            else Span(start, len(text[start:cut].rstrip()) + start)
        )
        start = cut
    if start < end:
        yield Span(start, end)


def _sentencizer() -> Any:
    nlp = _spacy_without_torch().blank("en")
    nlp.add_pipe("sentencizer")
    # Of all that spaCy would work out and remember about each word, the sentencizer asks for this alone.
    punctuation = import_module("spacy.attrs").IS_PUNCT
    nlp.vocab.lex_attr_getters = {punctuation: nlp.vocab.lex_attr_getters[punctuation]}
    return nlp


def _spacy_without_torch() -> Any:
    """Return spaCy, whose backend would load torch wherever it is installed: much memory for nothing."""
    if "torch" in sys.modules:
        return import_module("spacy")
    sys.modules["torch"] = None  # type: ignore[assignment]  # makes `import torch` an ImportError
    try:
        return import_module("spacy")
    finally:
        del sys.modules["torch"]
