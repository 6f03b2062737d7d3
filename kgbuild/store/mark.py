"""The node `(:Build {id, layout, complete})` of a store: which build it holds, and whether all of it."""

from dataclasses import dataclass

from kgbuild.domain.mention import EntityType
from kgbuild.errors import StoreOccupiedError
from kgbuild.store.bolt import Store
from kgbuild.store.layout import LAYOUT

OURS = ("Entity", "Document", "Evidence", *EntityType)
"""Labels of what loading removes where it is not in the tables."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a store says of itself."""

    build: str
    layout: int
    complete: bool

    def says(self, build: str) -> bool:
        """Whether the store holds exactly this build."""
        return self == Mark(build, LAYOUT, complete=True)


def read_mark(store: Store) -> Mark | None:
    """Return the store's mark, or None where kgbuild never loaded it."""
    ours = "MATCH (b:Build {key: 'graph'}) WHERE b.layout IS NOT NULL RETURN b.id, b.layout, b.complete"
    for build, layout, complete in store.stream(ours):
        return Mark(str(build), int(layout), bool(complete))
    return None


def write_mark(store: Store, build: str, *, complete: bool) -> None:
    """Say which build the store holds, or is about to hold."""
    store.write(
        "MERGE (b:Build {key: 'graph'}) "
        "SET b.id = $build, b.layout = $layout, b.complete = $complete RETURN count(*)",
        build=build,
        layout=LAYOUT,
        complete=complete,
    )


def refuse_occupied(store: Store) -> None:
    """Raise `StoreOccupiedError` where there are nodes that loading would take for its own."""
    for label in OURS:
        if any(store.stream(f"MATCH (n:{label}) RETURN 1 LIMIT 1")):
            raise StoreOccupiedError(store.url, label)
