"""How much a single input may cost."""

from dataclasses import dataclass, replace
from typing import Self

CHUNK = 1 << 20
"""Bytes read at a time."""

RATIO_FROM = 64 << 20
"""Decompressed bytes below which no ratio is suspicious: so little is harmless, and blanks compress well."""

_UTF8_BYTES = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep memory and disk safe from hostile or broken inputs.

    PubMed files decompress about 6 times and real XML rarely beyond 50 times; DEFLATE allows 1,032.
    """

    document_characters: int = 1_000_000
    """Longest document: each takes half a kilobyte to read. The longest articles have half a million."""
    decompressed_bytes: int = 100 << 30
    """Most that one compressed file or archive may unpack to."""
    ratio: int = 200
    """Most decompressed bytes for each compressed one, once `RATIO_FROM` is passed."""

    @property
    def document_bytes(self) -> int:
        """Most bytes that are buffered for one record."""
        return self.document_characters * _UTF8_BYTES

    def unpacked(self, stored: int) -> int:
        """Return to how much that many stored bytes may unpack."""
        return min(self.decompressed_bytes, max(RATIO_FROM, self.ratio * stored))

    def within(self, unpacked: int) -> Self:
        """Return the limits for a part of an archive that may itself unpack to so much.

        Archives in archives share what the outermost one may unpack to, or each level would multiply it.
        """
        return replace(self, decompressed_bytes=min(self.decompressed_bytes, unpacked))


DEFAULT_LIMITS = Limits()
