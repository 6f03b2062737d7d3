"""What the commands that train a transformer have in common: their options, and their progress bar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.progress import Progress

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
FOLDER = click.Path(path_type=Path, file_okay=False)
EXISTING_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


def train_options(
    data: str, *, data_required: bool = True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add `--recipe`, `--data` (the text is its help), `--out`, `--encoder`, `--device` and `--threads`."""
    options = (
        click.option("--recipe", required=True, type=FILE, help="TOML file with the settings."),
        click.option("--data", required=data_required, type=EXISTING_FOLDER, help=data),
        click.option("--out", required=True, type=FOLDER, help="Folder of this training; made if missing."),
        click.option("--encoder", help="Folder or hub id of a BERT-like encoder.  [default: MiniLM]"),
        click.option("--device", default="auto", show_default=True, help="Where to train: cpu, cuda, mps, …"),
        click.option(
            "--threads", type=click.IntRange(min=1), help="Threads to use.  [default: torch's choice]"
        ),
    )

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


@contextmanager
def training_bar(*, shown: bool = True) -> Iterator["Progress"]:
    """Show a bar on standard error, with the packages that train kept from drawing their own."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from transformers.utils import logging

    # Its own bars and its table of new weights would tear ours.
    quiet: Any = logging
    quiet.disable_progress_bar()
    quiet.set_verbosity_error()
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), disable=not shown) as bar:
        yield bar


def described(name: str, loss: float, best: float) -> str:
    """Return what a bar says of a link model: its loss and best MRR so far, unless it is solved at once.

    >>> described("paths", 4.5, 0.31), described("kronecker", float("nan"), float("nan"))
    ('paths: loss 4.500, validation MRR 0.310', 'kronecker')
    """
    return name if isnan(loss) else f"{name}: loss {loss:.3f}, validation MRR {best:.3f}"
