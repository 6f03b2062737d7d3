"""Show a load: the progress bar while it works, the summary when it is done."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from kgbuild.store.embeddings import EmbeddingReport
from kgbuild.store.load import Listener, LoadProgress, LoadReport


@contextmanager
def load_bar(*, quiet: bool = False) -> Iterator[Listener]:
    """Show a progress bar on stderr, from the first row written on."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("loading {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=quiet or not console.is_terminal,
        transient=True,
    )
    task = bar.add_task("", total=None, visible=False)

    def show(progress: LoadProgress) -> None:
        bar.update(
            task, description=progress.part, completed=progress.done, total=progress.total, visible=True
        )

    with bar:
        yield show


def print_report(report: LoadReport, vectors: EmbeddingReport | None = None, *, as_json: bool) -> None:
    """Print what a load did and what the store holds."""
    if as_json:
        facts = {field.name: getattr(report, field.name) for field in fields(report)}
        embeddings = {"embeddings": asdict(vectors)} if vectors else {}
        click.echo(json.dumps(facts | {"changed": report.changed} | embeddings, indent=1))
        return
    _print_load(report)
    if vectors:
        click.echo(f"embeddings: {vectors.written:,} written, {vectors.kept:,} kept")


def _print_load(report: LoadReport) -> None:
    if not report.compared:
        click.echo(f"Nothing to do: the store holds build {report.build} already.")
        return
    for reason, count in report.left_out.items():
        click.echo(f"left out: {count:,} {reason}", err=True)
    for verb, counts in (
        ("created", report.created),
        ("updated", report.updated),
        ("removed", report.removed),
    ):
        if counts:
            click.echo(f"{verb}: {_listed(counts)}")
    if not report.changed:
        click.echo("Compared: the store holds exactly what the tables hold.")
    click.echo(f"The store now holds build {report.build}: {_listed(report.held)}")


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
