"""Ask a store on behalf of somebody who may read the graph and nothing else: the one way for that.

Six things hold at once: the guard on the text, the store's own refusal to write, at most so many rows, and so
many bytes of them, a time limit that ends the query, and at most so many queries at a time.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kgbuild.errors import OptionError, QueryError
from kgbuild.store.bolt import Answer, Store
from kgbuild.store.guard import only_reading
from kgbuild.store.parameters import check_seconds


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take, and how many may run at a time; raises `OptionError` for what cannot be.

    `bytes` are those of all values of an answer, as `sizes.size_in_bytes` counts them. A row is received
    before it is counted.
    """

    rows: int = 10_000
    bytes: int = 16_000_000
    seconds: float = 30.0
    at_a_time: int = 4

    def __post_init__(self) -> None:
        if min(self.rows, self.bytes, self.at_a_time) < 1:
            raise OptionError(f"limits of queries are greater than 0, not {self}")
        check_seconds(self.seconds)


class ReadOnly:
    """A store that can only be read, within limits; may be shared between threads.

    All its queries have one time limit, since the embedded store knows but one for all that run.
    """

    def __init__(self, store: Store, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._store = store
        self._free = threading.BoundedSemaphore(self.limits.at_a_time)

    def ask(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, rows: int | None = None
    ) -> Answer:
        """Return at most `rows`, and never more than the limits; `truncated` says whether there were others.

        Raises `QueryError` where the statement could do more than read the graph, takes too long, or waits
        for as long while others run; where one row is larger than all of them may be, too.
        """
        given = dict(parameters or {})
        allowed = only_reading(statement, given)
        if not self._free.acquire(timeout=self.limits.seconds):
            some = f"{self.limits.at_a_time} queries have been running for {self.limits.seconds:g} s"
            raise QueryError(f"{some}; try again later")
        try:
            most = min(rows or self.limits.rows, self.limits.rows)
            seconds, size = self.limits.seconds, self.limits.bytes
            return self._store.query(allowed, given, limit=most, most_bytes=size, timeout=seconds)
        finally:
            self._free.release()
