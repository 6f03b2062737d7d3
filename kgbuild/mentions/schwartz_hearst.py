"""Where a bracket defines a short form, after Schwartz and Hearst (2003).

A short form has 2 to 10 characters, at most two words, at least one letter, and begins with a letter or
digit. Its long form ends just before the bracket (or fills it, the short form standing before) and is looked
for among min(|A| + 5, 2 |A|) words, |A| being the short form's letters and digits: they are matched from
right to left, the first one at the beginning of a word.
"""

import re

from kgbuild.domain.span import Span

_SHORTEST, _LONGEST, _MOST_WORDS = 2, 10, 2
_WORD_CHARACTERS = 40
"""Room for a word of a long form, so that a long sentence costs no more than another."""
_BRACKET = re.compile(r"(?<=\s)[(\[]([^()\[\]]{2,250})[)\]]")
"""White space before it is asked for: brackets within chemical names define nothing."""
_WORD = re.compile(r"\S+")
_LAST_WORD = re.compile(r"[^\s(\[]+$")
_GOES_ON = re.compile(r"[;,:]\s|\s(?:or|and|see|i\.e\.)\s|=")
"""Ends the short form within its bracket: "(MI; n = 12)"."""


def definitions(text: str, within: Span) -> list[tuple[Span, Span]]:
    """Return the spans of short and long form of each definition in a sentence of the text.

    >>> text = "Acute myocardial infarction (AMI, n=3)"
    >>> [(text[slice(*short)], text[slice(*long)]) for short, long in definitions(text, Span(0, len(text)))]
    [('AMI', 'Acute myocardial infarction')]
    """
    found = []
    for bracket in _BRACKET.finditer(text, *within):
        before = _trimmed(text, within.start, bracket.start())
        inside = _trimmed(text, *bracket.span(1))
        defined = _bracketed_short_form(text, before, inside) or _bracketed_long_form(text, before, inside)
        if defined is not None:
            found.append(defined)
    return found


def _bracketed_short_form(text: str, before: Span, inside: Span) -> tuple[Span, Span] | None:
    rest = _GOES_ON.search(text, *inside)
    short = _trimmed(text, inside.start, rest.start()) if rest else inside
    if not _is_short_form(text[short.start : short.end]):
        return None
    most = _most_words(text[short.start : short.end])
    earliest = max(before.start, before.end - _WORD_CHARACTERS * most)
    words = [word.start() for word in _WORD.finditer(text, earliest, before.end)]
    return _defined(text, short, Span(words[-most:][0], before.end)) if words else None


def _bracketed_long_form(text: str, before: Span, inside: Span) -> tuple[Span, Span] | None:
    word = _LAST_WORD.search(text, max(before.start, before.end - _LONGEST - 1), before.end)
    if word is None or not _is_short_form(word.group()):
        return None
    return _defined(text, Span(*word.span()), inside)


def _is_short_form(text: str) -> bool:
    return (
        _SHORTEST <= len(text) <= _LONGEST
        and text[0].isalnum()
        and text.count(" ") < _MOST_WORDS
        and any(map(str.isalpha, text))
    )


def _most_words(short_form: str) -> int:
    size = sum(map(str.isalnum, short_form))
    return min(size + 5, 2 * size)


def _defined(text: str, short: Span, within: Span) -> tuple[Span, Span] | None:
    """Return both forms if the short one's characters fit the end of `within`."""
    short_form = text[short.start : short.end]
    start = _long_form_start(short_form.lower(), text, within)
    if start is None:
        return None
    long_form = text[start : within.end]
    words = long_form.split()
    if len(words) > _most_words(short_form) or len(long_form) <= len(short_form) or short_form in words:
        return None
    return short, Span(start, within.end)


def _long_form_start(short_form: str, text: str, within: Span) -> int | None:
    at = within.end
    for index in range(len(short_form) - 1, -1, -1):
        character = short_form[index]
        if not character.isalnum():
            continue
        at -= 1
        while at >= within.start and (
            text[at].lower() != character or (index == 0 and at > within.start and text[at - 1].isalnum())
        ):
            at -= 1
        if at < within.start:
            return None
    # The first character may begin a later part of a hyphenated word; the long form is all of it.
    while at > within.start and not text[at - 1].isspace() and text[at - 1] not in "([":
        at -= 1
    return at


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
