"""Running text into paragraphs, which blank lines or form feeds separate."""

import re
from collections.abc import Iterator

_BORDER = re.compile(r"(?:\r\n?|\n)[ \t\f\v]*(?:\r\n?|\n)\s*|\f")


def paragraphs(text: str) -> Iterator[str]:
    r"""Yield the paragraphs of a text.

    >>> list(paragraphs("One\nline.\n\nTwo."))
    ['One\nline.', 'Two.']
    """
    yield from _BORDER.split(text)
