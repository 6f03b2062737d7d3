"""Options by which commands name the store they work on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kgbuild.store.bolt import Store

PASSWORD = "KGBUILD_STORE_PASSWORD"
WORKSPACE = click.Path(path_type=Path, file_okay=False)

_OPTIONS = (
    click.option(
        "--store",
        "url",
        metavar="URL",
        help="Another store: neo4j://, neo4j+s:// or bolt://.  [default: the embedded]",
    ),
    click.option(
        "--user", default="neo4j", show_default=True, help=f"User of --store; its password is in ${PASSWORD}."
    ),
    click.option("--database", metavar="NAME", help="Database of --store.  [default: its own default]"),
)


def store_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--store`, `--user` and `--database`, given to the command as `url`, `user` and `database`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@contextmanager
def opened(workspace: Path | None, url: str | None, user: str, database: str | None) -> "Iterator[Store]":
    """Open the store at `url`, or else the embedded one of the workspace."""
    import os

    from kgbuild.graph.workspace import Workspace
    from kgbuild.store.bolt import connect, embedded

    if url:
        with connect(url, user=user, password=os.environ.get(PASSWORD, ""), database=database) as store:
            yield store
    elif workspace is None:
        raise click.UsageError("name a workspace with -w, or another store with --store")
    elif database:
        raise click.UsageError("--database goes with --store: the embedded store has but one")
    else:
        with embedded(Workspace.open(workspace).store) as store:
            yield store
