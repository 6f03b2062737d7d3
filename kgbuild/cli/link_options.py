"""What the commands about links have in common: where the graph comes from."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kgbuild.links.splits import SplitSettings
    from kgbuild.links.triples import Dataset

FOLDER = click.Path(path_type=Path, file_okay=False)
EXISTING_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)
EXISTING_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)

workspace_option = click.option("-w", "--workspace", type=FOLDER, help="Folder of the graph.")
triples_option = click.option(
    "--triples",
    type=EXISTING_FOLDER,
    help="Folder of triples: train, valid and test, or triples alone (.tsv, .txt), and nodes.tsv.",
)


def read_dataset(workspace: Path | None, triples: Path | None, settings: "SplitSettings") -> "Dataset":
    """Return the data set that one of the two options names, and tell what was left out of it."""
    from kgbuild.graph.workspace import Workspace
    from kgbuild.links.folder import read_folder
    from kgbuild.links.workspace import read_workspace

    if (workspace is None) == (triples is None):
        raise click.UsageError("name the graph: either a workspace with -w, or a folder with --triples")
    if triples is not None:
        return read_folder(triples, settings)
    assert workspace is not None
    dataset = read_workspace(Workspace.open(workspace), settings)
    for name, count in dataset.skipped.items():
        click.echo(f"left out: {count:,} relations {name}", err=True)
    return dataset


def default_model(workspace: Path | None) -> Path:
    """Return where a workspace's model lies if none is named."""
    if workspace is None:
        raise click.UsageError("name the model's folder")
    return workspace / "models" / "links"
