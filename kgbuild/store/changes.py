"""Compare a store with the graph tables: what is to be created, updated and removed.

What the store holds is streamed into DuckDB beside the tables, so that memory stays bounded however large
both are.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from kgbuild.errors import StoreWriteError
from kgbuild.graph.database import number, quoted
from kgbuild.store.bolt import Store
from kgbuild.store.fetched import UnfitValueError, fetch
from kgbuild.store.layout import Part
from kgbuild.store.paged import held_rows

BATCH = 10_000
"""Rows in a transaction. The embedded server is as fast with 5,000, and slower with 20,000."""

Rows = list[tuple[Any, ...]]


class Changes:
    """The difference between one part of the tables (`wanted`) and of the store (`held`)."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, part: Part, path: Path) -> None:
        self.part = part
        self._connection = connection
        self._wanted = f'"wanted {part.name}"'
        self._held = f'"held {part.name}"'
        connection.execute(f"CREATE VIEW {self._wanted} AS {part.wanted.format(path=quoted(path))}")
        columns = ", ".join(f'"{name}"' for name in part.held.names)
        connection.execute(f"CREATE TABLE {self._held} AS SELECT {columns} FROM {self._wanted} LIMIT 0")

    def look(self, store: Store) -> None:
        """Fetch what the store holds of this part; without it, the store counts as empty."""
        try:
            fetch(self._connection, f"held {self.part.name}", held_rows(store, self.part), self.part.held)
        except UnfitValueError as error:
            problem = f"the store's {self.part.name} hold values that kgbuild did not write ({error})"
            raise StoreWriteError(store.url, problem) from error

    def remove_stale(self) -> Iterator[Rows]:
        """Yield keys of what is in the store but not in the tables, or more than once, and forget them."""
        keys = ", ".join(f'"{key}"' for key in self.part.keys)
        self._connection.execute(
            f"CREATE OR REPLACE TABLE stale AS "
            f"SELECT {keys} FROM {self._held} GROUP BY ALL HAVING count(*) > 1 "
            f"UNION SELECT {keys} FROM {self._held} ANTI JOIN {self._wanted} USING ({keys})"
        )
        yield from self._batches(f"SELECT {keys} FROM stale")
        self._connection.execute(
            f"DELETE FROM {self._held} WHERE ({keys}) IN (SELECT ({keys}) FROM stale)"
            if len(self.part.keys) > 1
            else f"DELETE FROM {self._held} WHERE {keys} IN (FROM stale)"
        )

    def new(self) -> Iterator[Rows]:
        """Yield rows that the store lacks; neighbours in the graph come near each other."""
        order = ", ".join(f'"{name}"' for name in (*self.part.ends, *self.part.keys))
        yield from self._batches(f"SELECT * FROM {self._new} ORDER BY {order}")

    def changed(self) -> Iterator[Rows]:
        """Yield rows of which the store holds another version."""
        yield from self._batches(f"SELECT wanted.* FROM {self._changed}")

    def count(self) -> tuple[int, int]:
        """Return how many rows are new, and how many changed."""
        new = number(self._connection, f"SELECT count(*) FROM {self._new}")
        if new == self.total:
            return new, 0
        return new, number(self._connection, f"SELECT count(*) FROM {self._changed}")

    @property
    def total(self) -> int:
        """How many rows the tables have."""
        return number(self._connection, f"SELECT count(*) FROM {self._wanted}")

    @property
    def _new(self) -> str:
        return f"{self._wanted} ANTI JOIN {self._held} USING ({self._keys})"

    @property
    def _changed(self) -> str:
        differing = " OR ".join(f'wanted."{c}" IS DISTINCT FROM held."{c}"' for c in self.part.properties)
        same = " AND ".join(f'wanted."{key}" = held."{key}"' for key in self.part.keys)
        return f"{self._wanted} AS wanted JOIN {self._held} AS held ON {same} WHERE {differing}"

    @property
    def _keys(self) -> str:
        return ", ".join(f'"{key}"' for key in self.part.keys)

    def _batches(self, query: str) -> Iterator[Rows]:
        rows = self._connection.cursor().execute(query)
        while batch := rows.fetchmany(BATCH):
            yield batch
