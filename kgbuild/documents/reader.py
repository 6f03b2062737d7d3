"""What every reader of a document format does."""

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from kgbuild.documents.limits import Limits
from kgbuild.domain.document import Record


@runtime_checkable
class DocumentReader(Protocol):
    """Turns the bytes of one source into records."""

    def read(self, chunks: Iterator[bytes], name: str, limits: Limits) -> Iterator[Record]:
        """Yield each record of `chunks` as one Document or Rejection, and Withdrawals besides.

        The records must not depend on where chunks are cut, and memory not on their number. Whatever is wrong
        with the content is a Rejection; only errors of `chunks` itself pass through.
        """
        ...
