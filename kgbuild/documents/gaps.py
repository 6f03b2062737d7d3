"""What lies between two records of an XML stream."""

import re

_KEPT_BYTES = 1 << 16
_TAG_BYTES = 256
"""Longest start of a tag that may be cut by a chunk's border."""


class Gap:
    """Keeps the gap's first bytes, and the first place that looks like the content of a record.

    `inner` finds start tags that occur only within records: one found here was bereft of its record.
    """

    def __init__(self, inner: "re.Pattern[bytes]") -> None:
        self._inner = inner
        self._last = b""
        self.head = b""
        self.stray = b""
        """Empty where nothing strays."""
        self.stray_at = 0
        """Offset in the stream."""

    def add(self, data: bytes, offset: int) -> None:
        """Take the gap's next bytes; `offset` is their place in the stream."""
        if len(self.head) < _KEPT_BYTES:
            self.head += data[: _KEPT_BYTES - len(self.head)]
        if self.stray:
            self.stray += data[: max(0, _KEPT_BYTES - len(self.stray))]
            return
        window = self._last + data
        if found := self._inner.search(window):
            self.stray = window[found.start() :][:_KEPT_BYTES]
            self.stray_at = offset - len(self._last) + found.start()
        self._last = window[-_TAG_BYTES:]
