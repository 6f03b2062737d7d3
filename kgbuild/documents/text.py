"""Compose one document text out of sections, with exact offsets.

What is changed in the source's text: white space of any kind (line breaks, no-break spaces) collapses to one
blank, control characters and invisible joiners (soft hyphen, zero-width space, byte-order mark) go, and lone
surrogates become U+FFFD, since no file could hold them. Nothing else: no Unicode normalisation, no case.
"""

import re

from kgbuild.domain.document import ENGLISH, Section

SEPARATOR = "\n\n"
"""Between two sections: a blank line."""

_GONE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff]")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return a paragraph on one line without invisible characters.

    >>> clean("  Meta\\u00adstatic\\n   melanoma\\u00a0(stage\\x0b IV)\\x07 ")
    'Metastatic melanoma (stage IV)'
    """
    line = " ".join(text.split())
    if line.isprintable():
        return line
    return " ".join(_LONE_SURROGATES.sub("\ufffd", _GONE.sub("", line)).split())


class TextBuilder:
    """Gathers the sections of one document in order.

    >>> builder = TextBuilder()
    >>> builder.add("title", "Aspirin in stroke.")
    >>> builder.add("Methods:", "A  trial.")
    >>> builder.text, builder.sections[1]
    ('Aspirin in stroke.\\n\\nA trial.', Section(label='methods', start=20, end=28, language='en'))
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._sections: list[Section] = []
        self._end = 0

    def add(self, label: str, text: str, language: str = ENGLISH) -> None:
        """Append a section, unless nothing is left of its text."""
        text = clean(text)
        if not text:
            return
        start = self._end + len(SEPARATOR) if self._parts else 0
        self._end = start + len(text)
        self._parts.append(text)
        self._sections.append(Section(section_label(label), start, self._end, language))

    @property
    def text(self) -> str:
        """The document's text so far."""
        return SEPARATOR.join(self._parts)

    @property
    def sections(self) -> tuple[Section, ...]:
        """Where each section lies in `text`."""
        return tuple(self._sections)


def section_label(title: str) -> str:
    """Return a heading as a label: lower-case, without numbering and final punctuation.

    >>> [section_label(t) for t in ("2.1. Study Design:", "UNLABELLED", "RESULTS")]
    ['study design', 'unlabelled', 'results']
    """
    label = clean(title).lower().strip(" .:;-–—")
    numbering = _NUMBERING.match(label)
    return label[numbering.end() :] if numbering else label


_NUMBERING = re.compile(r"\d+(?:\.\d+)*\.?\s+")
