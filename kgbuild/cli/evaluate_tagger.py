"""`kgbuild evaluate tagger`: exact-match scores of a tagger on annotated corpora."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kgbuild.training.entity_scores import Score

FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


@click.command("tagger")
@click.option(
    "--data", required=True, type=FOLDER, help="Folder that holds bc5cdr, ncbi_disease, maccrobat2020, …"
)
@click.option("--model", type=FOLDER, help="Folder of another tagger model.  [default: the one that ships]")
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads to use.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(*, data: Path, model: Path | None, threads: int, as_json: bool) -> None:
    """Score a tagger by exact entity F1, run as a build runs it.

    A mention counts where its first and last character and its type are right. BC5CDR and NCBI do not
    separate symptoms from diseases, so that both count as Disease there. bc5cdr-test and maccrobat-test are
    held out by `kgbuild train tagger`; ncbi-dev decides when its training stops.

    \b
    Examples:
      kgbuild evaluate tagger --data corpora
      kgbuild evaluate tagger --data corpora --model trained/export --json

    It needs no torch.
    """
    from rich.console import Console
    from rich.progress import Progress

    from kgbuild.mentions.tagger import Tagger
    from kgbuild.resources import DEFAULT_TAGGER
    from kgbuild.training.tagger_evaluation import evaluate_tagger

    tagger = Tagger.load(model or DEFAULT_TAGGER, threads=threads)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("documents", total=None)
        scores = evaluate_tagger(
            tagger, data, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )
    if as_json:
        click.echo(json.dumps(rows(scores), indent=1))
    else:
        print_scores(scores)


def rows(scores: Mapping[str, Mapping[str, "Score"]]) -> dict[str, dict[str, dict[str, float | int]]]:
    """Return figures by data set, then type or `overall`, then precision, recall, F1 (percent) and counts."""
    return {name: {type: score.as_row() for type, score in types.items()} for name, types in scores.items()}


def print_scores(scores: Mapping[str, Mapping[str, "Score"]]) -> None:
    """Print one table, a line for each data set and type."""
    click.echo(f"{'data set':16}{'type':10}{'precision':>10}{'recall':>10}{'F1':>10}{'support':>10}")
    for name, types in rows(scores).items():
        for type, row in types.items():
            shares = "".join(f"{row[share]:>10.2f}" for share in ("precision", "recall", "f1"))
            click.echo(f"{name:16}{type:10}{shares}{row['gold']:>10,}")
