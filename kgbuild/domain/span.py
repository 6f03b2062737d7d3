"""A half-open stretch of characters in one document's text."""

from typing import NamedTuple


class Span(NamedTuple):
    """Characters `start` (included) to `end` (excluded), counted from the document's start.

    >>> Span(0, 4).overlaps(Span(3, 6)), Span(0, 4).contains(Span(1, 4))
    (True, True)
    """

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Whether both share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Whether `other` lies inside this span, borders included."""
        return self.start <= other.start and other.end <= self.end

    @classmethod
    def read(cls, start: str, end: str) -> "Span":
        """Return the span that two texts state; raises `ValueError` where they state none, or an empty one.

        >>> Span.read("4", "7")
        Span(start=4, end=7)
        """
        span = cls(int(start), int(end))
        if not 0 <= span.start < span.end:
            raise ValueError(f"characters {start} to {end} are none")
        return span
