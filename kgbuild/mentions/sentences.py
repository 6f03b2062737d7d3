"""Split documents into sentences: spaCy's sentencizer, its borders then held against rules."""

import re
from collections.abc import Iterator

import spacy

from kgbuild.domain.document import ENGLISH, Document, Section
from kgbuild.domain.mention import Sentence
from kgbuild.domain.span import Span

LONGEST_SENTENCE = 2000
"""Characters; what is longer (tables, lists without full stops) is cut at white space."""

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
    no co min max al med ms st inc ltd u.s u.k i.v i.m s.c p.o i.p b.w b.i.d t.i.d
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
_LAST_WORD = re.compile(r"(\S+?)[.!?]+[\"'”’)\]]*\s*$")
_NEXT_WORD = re.compile(r"\s*[\"'“‘(\[]*([^\W\d_]*)")


class SentenceSplitter:
    """Splits documents into sentences, in any order and as often as you like.

    The candidates are those of spaCy's rule-based sentencizer. A border is taken back where the text goes on
    in lower case, after abbreviations (`e.g.`, `Fig.`, `et al.`), initials and genus names (`E. coli`), and
    inside brackets.
    """

    def __init__(self) -> None:
        self._nlp = spacy.blank("en")
        self._nlp.add_pipe("sentencizer")
        self._nlp.max_length = (
            10**9
        )  # the limit guards models that need memory by the token; these rules do not

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
        start, opened = 0, 0
        for sentence in self._nlp(body).sents:
            end = sentence.end_char
            piece = body[start:end]
            opened = piece.count("(") - piece.count(")") + piece.count("[") - piece.count("]")
            if end >= len(body) or (_is_border(body, end) and (opened <= 0 or len(piece) > LONGEST_SENTENCE)):
                yield end
                start = end
        if start < len(body):
            yield len(body)


def _is_border(body: str, end: int) -> bool:
    following = _NEXT_WORD.match(body, end)
    word = following.group(1) if following else ""
    if word and word[0].islower():
        return False
    last = _LAST_WORD.search(body, max(0, end - 40), end)
    if last is None or body[last.end(1)] != ".":
        return True
    written = last.group(1).lstrip("([\"'“‘")
    if len(written) > 1 and written.isalpha() and written.isupper():
        return True  # an acronym, `MS.`, where `Ms.` is a form of address
    before = written.lower()
    opens = word.lower() in _OPENERS
    if len(before) == 1 and before.isalpha():
        return opens
    if before in _ABBREVIATIONS:
        return opens and before in _MAY_END
    return True


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
