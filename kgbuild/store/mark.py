"""The node `(:Build {id, layout, predictions, complete})` of a store: what it holds, and whether all."""

from dataclasses import dataclass

from kgbuild.domain.mention import EntityType
from kgbuild.errors import StoreOccupiedError
from kgbuild.store.bolt import Store
from kgbuild.store.layout import LAYOUT

OURS = ("Entity", "Document", "Evidence", *EntityType)
"""Labels of what loading removes where it is not in the tables."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a store says of itself; `build` is `Tables.held`, as `kgbuild.graph.published` has it.

    `predictions` is their digest, empty where there are none.
    """

    build: str
    layout: int
    complete: bool
    predictions: str = ""

    def says(self, build: str, predictions: str) -> bool:
        """Whether the store holds exactly this build and these predictions."""
        return self == Mark(build, LAYOUT, complete=True, predictions=predictions)


def read_mark(store: Store) -> Mark | None:
    """Return the store's mark, or None where kgbuild never loaded it."""
    ours = (
        "MATCH (b:Build {key: 'graph'}) WHERE b.layout IS NOT NULL "
        "RETURN b.id, b.layout, b.complete, b.predictions"
    )
    for build, layout, complete, predictions in store.stream(ours):
        return Mark(str(build), int(layout), bool(complete), str(predictions or ""))
    return None


def write_mark(store: Store, build: str, *, predictions: str = "", complete: bool) -> None:
    """Say which build the store holds, or is about to hold."""
    store.write(
        "MERGE (b:Build {key: 'graph'}) "
        "SET b.id = $build, b.layout = $layout, b.predictions = $predictions, b.complete = $complete "
        "RETURN count(*)",
        build=build,
        layout=LAYOUT,
        predictions=predictions,
        complete=complete,
    )


def refuse_occupied(store: Store) -> None:
    """Raise `StoreOccupiedError` where there are nodes that loading would take for its own."""
    for label in OURS:
        if any(store.stream(f"MATCH (n:{label}) RETURN 1 LIMIT 1")):
            raise StoreOccupiedError(store.url, label)
