"""Count the records of an XML stream while a reader reads it, by their start tags alone.

This is no parser and shares nothing with the readers, so that a record which a reader loses without a word is
missed all the same.
"""

import re
from collections.abc import Iterator, Sequence

_TAG_BYTES = 256
"""Longest start of a tag or comment that may be cut by a chunk's border."""


class StartTags:
    """Counts the start tags of elements outside comments, in an encoding that extends ASCII.

    >>> tags = StartTags(("article",))
    >>> b"".join(tags.watch(iter([b"<articles><art", b"icle/><!-- <article> --><article id='2'>"])))
    b"<articles><article/><!-- <article> --><article id='2'>"
    >>> tags.count
    2
    """

    def __init__(self, names: Sequence[str]) -> None:
        tags = "|".join(re.escape(name) for name in names).encode()
        self._mark = re.compile(rb"<!--|<(" + tags + rb")(?=[\s/>])")
        self._in_comment = False
        self.count = 0

    def watch(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the chunks as they are; the count is right once the last has been taken."""
        rest = b""
        for chunk in chunks:
            rest = self._counted(rest + chunk)
            yield chunk

    def _counted(self, data: bytes) -> bytes:
        """Count what is in the data and return its end, which may be the start of a tag."""
        at = 0
        while True:
            if self._in_comment:
                end = data.find(b"-->", at)
                if end < 0:
                    return data[max(at, len(data) - 2) :]
                at, self._in_comment = end + 3, False
            mark = self._mark.search(data, at)
            if mark is None:
                break
            at = mark.end()
            self._in_comment = mark.group(1) is None
            self.count += not self._in_comment
        last = data.rfind(b"<", max(at, len(data) - _TAG_BYTES))
        return data[last:] if last >= 0 else b""
