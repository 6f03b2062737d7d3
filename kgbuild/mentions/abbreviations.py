"""Abbreviations that a document defines, and what they say about its mentions."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kgbuild.domain.document import Document
from kgbuild.domain.mention import Mention, Sentence
from kgbuild.domain.span import Span
from kgbuild.mentions.schwartz_hearst import definitions

_WORD = re.compile(r"\w+")
_NUMBERED = re.compile(r"[-\u2010-\u2015]\d")
"""After a short form it makes another name: "HIV" is not all of "HIV-1"."""


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """One definition; spans are in the document."""

    short: Span
    long: Span
    short_text: str
    long_text: str


def find_abbreviations(document: Document, sentences: Sequence[Sentence]) -> list[Abbreviation]:
    """Return the definitions that the sentences hold, in order, found by Schwartz and Hearst's algorithm.

    >>> text = "We gave ASA (acetylsalicylic acid) after myocardial infarction (MI)."
    >>> document = Document("PMID:1", text, "", ())
    >>> found = find_abbreviations(document, [Sentence("PMID:1", 0, Span(0, len(text)))])
    >>> [(one.short_text, one.long_text) for one in found]
    [('ASA', 'acetylsalicylic acid'), ('MI', 'myocardial infarction')]
    """
    text = document.text
    return [
        Abbreviation(short, long, text[short.start : short.end], text[long.start : long.end])
        for sentence in sentences
        for short, long in definitions(text, sentence.span)
    ]


def expand(
    document: Document,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    abbreviations: Sequence[Abbreviation],
) -> list[Mention]:
    """Return the mentions with what the definitions say about them, in order, without overlaps.

    - "long form (SF)" tagged as one mention becomes two.
    - A mention that is a short form, or its plural, carries its long form. Of several definitions the
      nearest before it counts, else the first. A mention that holds a short form as a word ("acute MI")
      carries its own text with that word written out.
    - The short form has the type of the mention that ends its long form. Where none does, it is the name of
      something else (a score, a gene, a dose), and mentions of it are dropped.
    - Where a mention is the long form, or more than half of it, every other short form in the sentences
      becomes a mention too, with the long form's score.

    Sentences and mentions must be in order. Takes time in proportion to the sentences.
    """
    if not abbreviations:
        return list(mentions)
    mentions = list(_separated(document.text, mentions, abbreviations))
    glossary = _Glossary(abbreviations, mentions)
    known = [explained for mention in mentions if (explained := glossary.explain(mention))]
    missed = list(_missed(document.text, sentences, known, glossary))
    return sorted([*known, *missed], key=lambda mention: mention.span) if missed else known


def _separated(
    text: str, mentions: Sequence[Mention], abbreviations: Sequence[Abbreviation]
) -> Iterator[Mention]:
    """Yield the mentions, those that hold both forms of a definition as two."""
    both = (sorted((one.short, one.long)) for one in abbreviations)
    pairs = sorted(both, key=lambda pair: pair[1])
    seconds = [second.start for _, second in pairs]
    for mention in mentions:
        start, end = mention.span
        at = bisect_right(seconds, start)
        if at < len(pairs) and start < pairs[at][0].end and pairs[at][1].start < end <= pairs[at][1].end + 1:
            for span in (Span(start, pairs[at][0].end), pairs[at][1]):
                yield replace(mention, span=span, text=text[span.start : span.end])
        else:
            yield mention


@dataclass(frozen=True, slots=True)
class _Entry:
    """A definition; `named` is the mention that ends its long form, `whole` if it is more than half of it."""

    at: int
    abbreviation: Abbreviation
    named: Mention | None
    whole: bool


class _Glossary:
    """The definitions of a document by their short form, in the singular."""

    def __init__(self, abbreviations: Sequence[Abbreviation], mentions: Sequence[Mention]) -> None:
        ends = {mention.span.end: mention for mention in mentions}
        self._entries: defaultdict[str, list[_Entry]] = defaultdict(list)
        for one in sorted(abbreviations, key=lambda one: min(one.short, one.long)):
            named = ends.get(one.long.end)
            shared = one.long.end - max(named.span.start, one.long.start) if named else 0
            whole = 2 * shared > one.long.end - one.long.start
            entry = _Entry(min(one.short.start, one.long.start), one, named, whole)
            self._entries[_singular(one.short_text)].append(entry)
        self.sought: defaultdict[str, list[str]] = defaultdict(list)
        """By its first word: short forms whose occurrences are mentions, the longest first."""
        for name in sorted(self._entries, key=lambda name: (-len(name), name)):
            word = _WORD.match(name)
            # Lower-case short forms are often words ("all", "low") as well.
            if word and not name.islower() and any(entry.whole for entry in self._entries[name]):
                self.sought[_singular(word.group())].append(name)

    def entry(self, short_form: str, position: int) -> _Entry | None:
        """Return the definition that counts for a short form at a place in the document."""
        entries = self._entries.get(_singular(short_form))
        if not entries:
            return None
        return entries[max(0, bisect_right(entries, position, key=lambda entry: entry.at) - 1)]

    def explain(self, mention: Mention) -> Mention | None:
        """Return the mention with its long form and type, or None where its long form is no mention."""
        entry = self.entry(mention.text, mention.span.start)
        if entry is None:
            return replace(mention, long_form=self._written_out(mention))
        if entry.abbreviation.long.contains(mention.span):
            return mention
        if entry.named is None:
            return None
        return replace(mention, long_form=entry.abbreviation.long_text, type=entry.named.type)

    def _written_out(self, mention: Mention) -> str:
        """Return the text with the short forms in it replaced, empty where there is none."""
        words = mention.text.split(" ")
        entries = [self.entry(word, mention.span.start) for word in words]
        inside = [entry is not None and entry.abbreviation.long.overlaps(mention.span) for entry in entries]
        if not any(entries) or any(inside):
            return ""
        pairs = zip(words, entries, strict=True)
        return " ".join(entry.abbreviation.long_text if entry else word for word, entry in pairs)


def _singular(short_form: str) -> str:
    """Return the short form without the s of its plural: `MI` for `MIs`."""
    return short_form[:-1] if short_form.endswith("s") and short_form[-2:-1].isupper() else short_form


def _missed(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], glossary: _Glossary
) -> Iterator[Mention]:
    """Yield the mentions that the tagger missed: short forms as whole words that no mention touches."""
    if not glossary.sought:
        return
    starts = [mention.span.start for mention in mentions]
    for sentence in sentences:
        end = sentence.span.start
        for word in _WORD.finditer(text, *sentence.span):
            names = glossary.sought.get(_singular(word.group()))
            span = _occurrence(text, word.start(), names, sentence.span.end) if names else None
            if span is None or span.start < end or text[span.start - 1 : span.start] == "-":
                continue
            after = bisect_right(starts, span.start)
            if any(span.overlaps(mention.span) for mention in mentions[max(0, after - 1) : after + 1]):
                continue
            entry = glossary.entry(text[span.start : span.end], span.start)
            if entry and entry.named and entry.whole:
                end = span.end
                yield replace(
                    entry.named,
                    span=span,
                    text=text[span.start : span.end],
                    sentence=sentence.index,
                    long_form=entry.abbreviation.long_text,
                )


def _occurrence(text: str, start: int, names: Sequence[str], limit: int) -> Span | None:
    """Return where one of the names, or its plural, stands at `start` as whole words."""
    for name in names:
        end = start + len(name)
        if text.startswith(name, start):
            end += text.startswith("s", end)
            if end <= limit and not text[end : end + 1].isalnum() and not _NUMBERED.match(text, end):
                return Span(start, end)
    return None
