"""Read what a store holds of one part of a graph: from Neo4j in pages, many rows in a record.

To receive a record takes Python ten times as long as to unpack a row in it. A page goes on after the last id
of the one before, by the index of ids, so a server holds one page at a time; it makes the next while the last
is worked on.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kgbuild.store.bolt import Store
from kgbuild.store.layout import Part

PAGE = 2_000
"""Nodes; of relationships, nodes that they begin at."""

_Page = tuple[str | None, list[list[Sequence[Any]]]]
"""The last id of a page, none of an empty one, and its rows."""


def held_rows(store: Store, part: Part) -> Iterator[Sequence[Any]]:
    """Yield all rows of keys and properties, in no order that counts; raises what `Store.stream` does."""
    if not store.is_neo4j:
        yield from store.stream(part.present)
        return
    if not any(number for statement in part.count.values() for (number,) in store.stream(statement)):
        return

    def after(last: str) -> _Page:
        ((end, lists),) = store.stream(part.page, last=last, size=PAGE)
        return end, lists

    with ThreadPoolExecutor(max_workers=1) as ahead:
        end, lists = after("")
        while end is not None:
            following = ahead.submit(after, end)
            for rows in lists:
                yield from rows
            end, lists = following.result()
    yield from store.stream(part.rest)
