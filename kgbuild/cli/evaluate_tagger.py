"""`kgbuild evaluate tagger`: exact-match scores of a tagger on annotated corpora."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgbuild.cli.document_options import FORMATS_HELP, document_options, load_own, print_corpora
from kgbuild.cli.plot_option import plot_file
from kgbuild.cli.typed_command import typed_command

if TYPE_CHECKING:
    from kgbuild.training.tagger_evaluation import Evaluation
    from kgbuild.training.tagger_robustness import Robustness

FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)
FILE = click.Path(path_type=Path, dir_okay=False)
OUT_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("tagger", epilog=FORMATS_HELP)
@click.option("--data", type=FOLDER, help="Folder that holds bc5cdr, ncbi_disease, maccrobat2020, …")
@document_options("Annotated documents of your own to score on, a file or folder; may be given again.")
@click.option("--model", type=FOLDER, help="Folder of another tagger model.  [default: the one that ships]")
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads to use.")
@click.option(
    "--plot",
    type=FILE,
    callback=plot_file,
    help="Draw the reliability diagram into this .png, .svg or .pdf (needs matplotlib).",
)
@click.option(
    "--report",
    type=OUT_FOLDER,
    help="Write a page with tables and plots of what the errors are into this folder (needs matplotlib).",
)
@click.option(
    "--robustness",
    is_flag=True,
    help="Score as well where mentions are written otherwise: of each data set, in each way, 60 of the "
    "documents that it changes, chosen by hash. Takes about twice as long as all else.",
)
@click.option("--json", is_flag=True, help="Print the figures as JSON.")
def command(
    *,
    data: Path | None,
    documents: tuple[Path, ...],
    label: tuple[str, ...],
    labels: Path | None,
    format: str | None,
    model: Path | None,
    threads: int,
    plot: Path | None,
    report: Path | None,
    robustness: bool,
    json: bool,
) -> None:
    """Score a tagger by exact entity F1, run as a build runs it.

    A mention counts where its first and last character and its type are right. BC5CDR and NCBI do not
    separate symptoms from diseases, so that both count as Disease there. bc5cdr-test and maccrobat-test are
    held out by `kgbuild train tagger`; ncbi-dev decides when its training stops. Your own --documents are
    a data set each, named after the path. If the tagger was trained or calibrated on them, figures flatter.
    Sets named -alone tell what the token classifier finds before a document's own abbreviations are
    considered.

    The calibration error (ECE, 10 bins of equal width, and adaptive ones of equal mass) tells how far scores
    are from the share of mentions that are right, before and after the model's own calibration; on ncbi-dev
    by one that is fitted anew without the documents it is judged on. `by chance` is what scores that are
    exactly right would show on so few mentions.

    With --report, DIR/index.html is one page that tells, by data set, averages over types, which types are
    taken for which, which borders are off, and the texts that are missed or wrongly found most often;
    DIR/report.json holds all of it. They quote the corpora: mind the licences before you pass them on.

    With --robustness, gold mentions are misspelt, put in lower or upper case, with spaces for hyphens or a
    hyphen more, with Greek letters spelled out (or spelled ones as letters), in the plural or singular, and
    cut to their initials.

    \b
    Examples:
      kgbuild evaluate tagger --data corpora
      kgbuild evaluate tagger --data corpora --model trained/export --json
      kgbuild evaluate tagger --documents notes.jsonl --label Finding=Symptom --label Gene=-
      kgbuild evaluate tagger --data corpora --model trained/export --report report
      kgbuild evaluate tagger --data corpora --plot reliability.png --robustness

    It needs no torch.
    """
    from rich.console import Console
    from rich.progress import Progress

    from kgbuild.mentions.tagger import Tagger
    from kgbuild.resources import DEFAULT_TAGGER
    from kgbuild.training.figures import as_json, tagger_figures
    from kgbuild.training.own_splits import NO_SPLITS
    from kgbuild.training.reliability_plot import draw_reliability
    from kgbuild.training.reports.plotting import require_plotting
    from kgbuild.training.reports.tagger_report import training_of, write_tagger_report
    from kgbuild.training.splits import evaluation_sets, load_tagger_splits
    from kgbuild.training.tagger_evaluation import evaluate_sets
    from kgbuild.training.tagger_robustness import evaluate_robustness

    if plot or report:
        require_plotting()
    if not (data or documents):
        raise click.UsageError("there is nothing to score on: give --data, --documents or both")
    own = load_own(documents, label=label, labels=labels, format=format)
    splits = load_tagger_splits(data) if data else NO_SPLITS
    tagger = Tagger.load(model or DEFAULT_TAGGER, threads=threads)
    sets = {**evaluation_sets(splits), **{corpus.name: corpus.documents for corpus in own}}
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("documents", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        evaluation = evaluate_sets(tagger, sets, stopping=splits.stopping, progress=progress)
        if robustness:
            bar.update(task, description="perturbed documents", completed=0, total=None)
        changed = evaluate_robustness(tagger, sets, progress=progress) if robustness else {}
    if plot:
        draw_reliability(evaluation.calibration, plot)
    if report:
        folder = model or DEFAULT_TAGGER
        training = training_of(folder)
        page = write_tagger_report(report, evaluation, folder, command=typed_command(), training=training)
        click.echo(f"{page}: the report", err=json)
    if json:
        click.echo(as_json(tagger_figures(evaluation, changed)))
        return
    print_corpora(own)
    print_scores(evaluation)
    click.echo()
    print_calibration(evaluation)
    if changed:
        click.echo()
        _print_robustness(changed)


def print_scores(evaluation: "Evaluation") -> None:
    """Print one table, a line for each data set and type."""
    names = evaluation.scores
    click.echo(
        f"{_first('data set', names)}{'type':10}{'precision':>10}{'recall':>10}{'F1':>10}{'support':>10}"
    )
    for name, types in evaluation.scores.items():
        for type, score in types.items():
            row = score.as_row()
            shares = "".join(f"{row[share]:>10.2f}" for share in ("precision", "recall", "f1"))
            click.echo(f"{_first(name, names)}{type:10}{shares}{row['gold']:>10,}")


def print_calibration(evaluation: "Evaluation") -> None:
    """Print one table, a line for each data set; a dash where the model has no calibration."""
    names = evaluation.calibration
    click.echo(f"{_first('', names)}{'':10}{'ECE':>20}{'adaptive ECE':>20}")
    sides = f"{'before':>10}{'after':>10}"
    click.echo(f"{_first('data set', names)}{'mentions':>10}{sides}{sides}{'by chance':>10}")
    columns = ("ece_before", "ece_after", "adaptive_before", "adaptive_after", "ece_by_chance")
    for name, one in evaluation.calibration.items():
        row = one.as_row()
        click.echo(f"{_first(name, names)}{row['mentions']:>10,}{_cells(row, columns, decimals=4)}")


def _print_robustness(changed: Mapping[str, Mapping[str, "Robustness"]]) -> None:
    click.echo(f"{_first('', changed)}{'':24}{'their recall':>20}{'F1 overall':>20}")
    sides = f"{'before':>10}{'after':>10}"
    click.echo(f"{_first('data set', changed)}{'mentions':14}{'touched':>10}{sides}{sides}")
    for name, perturbations in changed.items():
        for what, one in perturbations.items():
            row = one.as_row()
            columns = ("recall_before", "recall_after", "f1_before", "f1_after")
            click.echo(
                f"{_first(name, changed)}{what:14}{row['touched']:>10,}{_cells(row, columns, decimals=2)}"
            )


def _first(text: str, names: Collection[str]) -> str:
    """Return the text as wide as the first column, which holds these names."""
    width = 2 + max(map(len, ("data set", *names)))
    return f"{text:{width}}"


def _cells(row: Mapping[str, float | None], columns: Sequence[str], *, decimals: int) -> str:
    """Return the figures in columns of ten characters, a dash where there is none."""
    values = [row[column] for column in columns]
    return "".join(f"{'–' if value is None else f'{value:.{decimals}f}':>10}" for value in values)
