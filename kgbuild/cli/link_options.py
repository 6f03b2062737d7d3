"""What the commands about links have in common: where the graph comes from, and which model is asked."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kgbuild.graph.workspace import Workspace
    from kgbuild.links.model_folder import Predictor
    from kgbuild.links.splits import SplitSettings
    from kgbuild.links.triples import Dataset

FOLDER = click.Path(path_type=Path, file_okay=False)
EXISTING_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)
EXISTING_PATH = click.Path(path_type=Path, exists=True)
EXISTING_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)

workspace_option = click.option("-w", "--workspace", type=FOLDER, help="Folder of the graph.")
triples_option = click.option(
    "--triples",
    type=EXISTING_FOLDER,
    help="Folder of triples: train, valid and test, or triples alone (.tsv, .txt), and nodes.tsv.",
)

model_option = click.option(
    "--model",
    type=FOLDER,
    help="Folder of a model.  [default: models/links in the workspace, else the one that comes with kgbuild]",
)


def read_dataset(workspace: Path | None, triples: Path | None, settings: "SplitSettings") -> "Dataset":
    """Return the data set that one of the two options names, and tell what was left out of it."""
    from kgbuild.graph.workspace import Workspace
    from kgbuild.links.folder import read_folder
    from kgbuild.links.processes import started_share
    from kgbuild.links.workspace import read_workspace

    if (workspace is None) == (triples is None):
        raise click.UsageError("name the graph: either a workspace with -w, or a folder with --triples")
    if triples is not None:
        return read_folder(triples, settings)
    assert workspace is not None
    dataset = read_workspace(Workspace.open(workspace), settings)
    if started_share().is_first:
        for name, count in dataset.skipped.items():
            click.echo(f"left out: {count:,} relations {name}", err=True)
    return dataset


def default_model(workspace: Path | None) -> Path:
    """Return where a workspace's model lies if none is named."""
    if workspace is None:
        raise click.UsageError("name the model's folder")
    return workspace / "models" / "links"


def open_model(workspace: "Workspace", model: Path | None, *, about: Sequence[str] = ()) -> "Predictor":
    """Return the model named, else the workspace's own, else the one that comes with kgbuild.

    A portable one is bound to the graph, and that is told; one that learnt about related entities alone takes
    these and those it is asked `about`. Raises `NotPromotedError` for one that was judged and lost.
    """
    from kgbuild.cli.train_options import training_bar
    from kgbuild.links.features import cache_folder
    from kgbuild.links.model_folder import load_predictor, read_facts
    from kgbuild.links.portable import bind, is_portable
    from kgbuild.links.promotion import check_promoted
    from kgbuild.links.workspace import read_context
    from kgbuild.resources import DEFAULT_LINKS
    from kgbuild.training.device import choose_device

    own = default_model(workspace.path)
    folder = model or (own if own.exists() else DEFAULT_LINKS)
    facts = read_facts(folder)
    check_promoted(folder, facts.run)
    if not is_portable(folder):
        return load_predictor(folder, device=choose_device(), everything_known=True)
    with training_bar() as bar:
        task = bar.add_task("reading names", total=None)
        predictor = bind(
            folder,
            read_context(workspace, about=about if facts.recipe.entities == "related" else None),
            cache=cache_folder(),
            device=choose_device(),
            progress=lambda done, all: bar.update(task, completed=done, total=all),
        )
    for name, count in predictor.material.dataset.skipped.items():
        click.echo(f"left out: {count:,} relations {name}", err=True)
    whose = "the model that comes with kgbuild" if folder == DEFAULT_LINKS else str(folder)
    click.echo(
        f"{whose} learnt from another graph, on which its probabilities are calibrated; "
        f"`kgbuild train links -w {workspace.path}` trains one on this graph",
        err=True,
    )
    return predictor
