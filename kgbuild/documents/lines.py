"""Cut a byte stream into lines of bounded length."""

from collections.abc import Iterator
from typing import NamedTuple

_KEPT = 1 << 12
"""Bytes kept of a line that is too long, as an excerpt."""


LINE_COST = 100
"""Bytes that a line costs in memory besides its own, for whoever gathers lines."""


class Line(NamedTuple):
    """One line without its end; of a line that is too long only the first bytes."""

    number: int
    data: bytes
    too_long: bool = False

    @property
    def location(self) -> str:
        """Where it lies, for people."""
        return f"line {self.number}"


def cut_lines(chunks: Iterator[bytes], max_bytes: int) -> Iterator[Line]:
    """Yield the lines of a stream; errors of `chunks` pass through after all whole lines."""
    number, parts, length = 0, list[bytes](), 0
    for chunk in chunks:
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            number += 1
            yield _line(number, [*parts, end], length + len(end), max_bytes)
            parts, length = [], 0
        parts.append(rest[: max(0, max_bytes - length)] if length + len(rest) > max_bytes else rest)
        length += len(rest)
    if length:
        yield _line(number + 1, parts, length, max_bytes)


def _line(number: int, parts: list[bytes], length: int, max_bytes: int) -> Line:
    if length > max_bytes:
        return Line(number, b"".join(parts)[: min(_KEPT, max_bytes)], too_long=True)
    return Line(number, b"".join(parts).removesuffix(b"\r"))
