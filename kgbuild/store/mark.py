"""The node `(:Build {id, layout, predictions, complete, workspace})` of a store: what it holds, and whose."""

from dataclasses import dataclass, replace

from kgbuild.domain.mention import EntityType
from kgbuild.errors import StoreOccupiedError, StoreOfAnotherError
from kgbuild.store.bolt import Store
from kgbuild.store.layout import LAYOUT

OURS = ("Entity", "Document", "Evidence", *EntityType)
"""Labels of what loading removes where it is not in the tables."""

_PROPERTIES = {"build": "id", "layout": "layout", "predictions": "predictions", "complete": "complete",
               "workspace": "workspace"}  # fmt: skip
_SET = ", ".join(f"b.{property} = ${name}" for name, property in _PROPERTIES.items())


@dataclass(frozen=True, slots=True)
class Mark:
    """What a store says of itself; `build` is `Tables.held`, as `kgbuild.graph.published` has it.

    `predictions` is their digest, empty where there are none. `workspace` is the id of that which was loaded,
    empty where an earlier version loaded it and noted none.
    """

    build: str
    layout: int
    complete: bool
    predictions: str = ""
    workspace: str = ""

    def says(self, build: str, predictions: str) -> bool:
        """Whether the store holds exactly this build and these predictions, whoever loaded them."""
        return self == Mark(build, LAYOUT, complete=True, predictions=predictions, workspace=self.workspace)


def read_mark(store: Store) -> Mark | None:
    """Return the store's mark, or None where kgbuild never loaded it."""
    ours = (
        "MATCH (b:Build {key: 'graph'}) WHERE b.layout IS NOT NULL "
        "RETURN b.id, b.layout, b.complete, b.predictions, b.workspace"
    )
    for build, layout, complete, predictions, workspace in store.stream(ours):
        return Mark(
            str(build), int(layout), bool(complete), str(predictions or ""), workspace=str(workspace or "")
        )
    return None


def write_mark(store: Store, mark: Mark) -> None:
    """Say what the store holds, or is about to hold."""
    store.write(f"MERGE (b:Build {{key: 'graph'}}) SET {_SET} RETURN count(*)", (), **_values(mark))


def complete_mark(store: Store, mark: Mark) -> None:
    """Say that the store holds all of it; raises `StoreOfAnotherError` where somebody took it meanwhile."""
    ours = f"MATCH (b:Build {{key: 'graph', workspace: $workspace}}) SET {_SET} RETURN count(*)"
    if not store.write(ours, (), **_values(replace(mark, complete=True))):
        raise StoreOfAnotherError(store.url, _owner(read_mark(store)), mark.workspace)


def refuse_of_another(store: Store, mark: Mark, workspace: str) -> None:
    """Raise `StoreOfAnotherError` unless the store's mark is of this workspace."""
    if mark.workspace != workspace:
        raise StoreOfAnotherError(store.url, _owner(mark), workspace)


def _owner(mark: Mark | None) -> str:
    return mark.workspace if mark else ""


def _values(mark: Mark) -> dict[str, object]:
    return {name: getattr(mark, name) for name in _PROPERTIES}


def refuse_occupied(store: Store) -> None:
    """Raise `StoreOccupiedError` where there are nodes that loading would take for its own."""
    for label in OURS:
        if any(store.stream(f"MATCH (n:{label}) RETURN 1 LIMIT 1")):
            raise StoreOccupiedError(store.url, label)
