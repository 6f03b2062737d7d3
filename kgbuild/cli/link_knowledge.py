"""What `kgbuild train links` reads beside the graph: ontologies, and documents that name its entities."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kgbuild.domain.document import Rejection
    from kgbuild.links.triples import Dataset

SHOWN = 5
"""Records that could not be read which are told one by one."""

UNREAD = "unread.tsv"
"""All of them, in the model's folder."""


def with_classes(dataset: "Dataset", paths: Sequence[Path], *, tell: bool) -> "Dataset":
    """Return the data set with what ontologies say of its entities."""
    import numpy as np

    from kgbuild.links.classes import read_classes

    classes = read_classes(paths, dataset.vocabulary)
    if tell:
        classed, all = len(np.unique(classes[:, 0])), len(dataset.vocabulary.entities)
        click.echo(f"{classed:,} of {all:,} entities share classes with others", err=True)
    return replace(dataset, classes=classes)


def with_literature(
    dataset: "Dataset", paths: Sequence[Path], *, tell: bool
) -> tuple["Dataset", Sequence["Rejection"]]:
    """Return the data set with what documents say of who is named with whom, and what could not be read."""
    from kgbuild.cli.train_options import training_bar
    from kgbuild.entities.lexicon import Lexicon
    from kgbuild.links.literature import MOST, read_literature
    from kgbuild.resources import DEFAULT_LEXICON

    with training_bar(shown=tell) as bar:
        task = bar.add_task("reading literature", total=None)

        def read(documents: int) -> None:
            bar.update(task, description=f"reading literature: {documents:,} documents")

        vocabulary = dataset.vocabulary
        found = read_literature(paths, vocabulary, Lexicon.load(DEFAULT_LEXICON), progress=read)
    if tell:
        _tell_unread(found.rejections, most=SHOWN if len(found.together) else len(found.rejections))
    if not len(found.together):
        of = f"none of {found.documents:,} documents names two entities of the graph together"
        problem = (
            f"{of}; is this literature about them?" if found.documents else "no document there could be read"
        )
        raise click.ClickException(f"{', '.join(map(str, paths))}: {problem}")
    if tell:
        click.echo(
            f"{found.documents:,} documents name {found.named:,} of {len(vocabulary.entities):,} entities, "
            f"and {len(found.together):,} pairs of these together",
            err=True,
        )
        if found.lists:
            click.echo(f"left out: {found.lists:,} texts that name more than {MOST} of them", err=True)
    return replace(dataset, together=found.together), found.rejections


def write_unread(folder: Path, rejections: Sequence["Rejection"]) -> None:
    """Write into a model's folder which records could not be read, and why, and tell where.

    What an earlier training wrote is removed where all could be. Raises `WorkspaceWriteError`.
    """
    from kgbuild.graph.atomic import write_text

    path = folder / UNREAD
    if not rejections:
        path.unlink(missing_ok=True)
        return
    cells = (("source", "location", "reason", "message"), *map(_cells, rejections))
    text = "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in cells)
    # Names of files need not be UTF-8.
    write_text(path, text.encode("utf-8", "replace").decode("utf-8"))
    click.echo(f"{len(rejections):,} records could not be read: {path} says which and why", err=True)


def _cells(rejection: "Rejection") -> tuple[str, ...]:
    return rejection.source, rejection.location, rejection.reason, rejection.message


def _tell_unread(rejections: Sequence["Rejection"], *, most: int) -> None:
    for each in rejections[:most]:
        where = f"{each.source}, {each.location}" if each.location else each.source
        click.echo(f"left out: {where}: {each.message}", err=True)
    if len(rejections) > most:
        click.echo(f"left out: {len(rejections) - most:,} more records", err=True)
