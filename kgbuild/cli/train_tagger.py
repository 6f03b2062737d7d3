"""`kgbuild train tagger`: fine-tune the token classifier and export it."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgbuild.cli.document_options import (
    FORMATS_HELP,
    PATH,
    document_options,
    load_own,
    print_corpora,
    print_dropped,
)
from kgbuild.cli.evaluate_tagger import print_calibration, print_scores
from kgbuild.cli.learning_curve import number_or_all, print_curve
from kgbuild.cli.train_options import EXISTING_FOLDER, train_options, training_bar
from kgbuild.cli.typed_command import typed_command

if TYPE_CHECKING:
    from kgbuild.training.formats.loading import OwnCorpus
    from kgbuild.training.splits import TaggerSplits
    from kgbuild.training.tagger_run import TaggerRun


@click.command("tagger", epilog=FORMATS_HELP)
@train_options(
    "Folder that holds bc5cdr, biored, ncbi_disease, maccrobat2020 and vocab.", data_required=False
)
@document_options("Annotated documents of your own, a file or folder; may be given again.")
@click.option(
    "--stopping", multiple=True, type=PATH, metavar="PATH",
    help="Annotated documents that decide when to stop.  [default: a tenth of --documents]",
)  # fmt: skip
@click.option(
    "--precision", type=click.Choice(["int8", "fp32"]), default="int8", show_default=True,
    help="Of the export: int8 is small and fast, fp32 (in OUT/export-fp32) the model as trained.",
)  # fmt: skip
@click.option(
    "--corpus", multiple=True, metavar="NAME",
    help="Train on this corpus alone, such as bc5cdr; may be given again.  [default: all]",
)  # fmt: skip
@click.option(
    "--shots", multiple=True, type=number_or_all, metavar="DOCUMENTS",
    help="Draw a learning curve: train one model on so many documents, or `all`; may be given again.",
)  # fmt: skip
@click.option(
    "--track", multiple=True, metavar="NAME",
    help="Show the run in tensorboard, mlflow, wandb or module:Class as well; may be given again.",
)  # fmt: skip
@click.option("--seeds", type=click.IntRange(min=1), default=1, show_default=True, help="Seeds to train.")
@click.option(
    "--teacher", "teachers", multiple=True, type=EXISTING_FOLDER,
    help="Learn from this tagger as well; may be given again.",
)  # fmt: skip
@click.option(
    "--unlabelled", multiple=True, type=PATH, metavar="PATH",
    help="Text for teachers to label, a file or folder; may be given again.",
)  # fmt: skip
@click.option(
    "--without", multiple=True, metavar="CORPUS",
    help="Train without bc5cdr, ncbi, biored or maccrobat; may be given again.",
)  # fmt: skip
def command(
    *,
    recipe: Path,
    data: Path | None,
    documents: tuple[Path, ...],
    label: tuple[str, ...],
    labels: Path | None,
    format: str | None,
    stopping: tuple[Path, ...],
    out: Path,
    encoder: str | None,
    device: str,
    threads: int | None,
    precision: str,
    corpus: tuple[str, ...],
    shots: tuple[int | None, ...],
    track: tuple[str, ...],
    seeds: int,
    teachers: tuple[Path, ...],
    unlabelled: tuple[Path, ...],
    without: tuple[str, ...],
) -> None:
    """Fine-tune an encoder to find diseases, symptoms and drugs, and export it to ONNX.

    OUT/export is the folder that `kgbuild build --tagger` reads, OUT/report.json holds its figures, and
    OUT/metrics.jsonl the loss every 20 steps and the figures of each epoch on the stopping documents. On
    these documents as well, precision and recall are balanced at the end, and the mentions' scores
    calibrated. OUT/report/index.html is a page with all of it, and with what the errors are, as that of
    `kgbuild evaluate tagger --report`; it has plots where matplotlib is installed.

    It learns from the corpora in --data, from your own --documents, or both. Of these, documents with the id
    of one that is scored or decides when to stop, in whatever corpus, are dropped from training and counted.
    A document without id goes by a hash of its text: then only the very same text is recognised.

    With --track the same figures go to TensorBoard (OUT/tensorboard), MLflow (OUT/mlflow.db, or the server of
    MLFLOW_TRACKING_URI) or Weights & Biases (offline in OUT/wandb, unless you are logged in there or have set
    WANDB_MODE).

    With --shots, one model is trained for each number of documents, into OUT/shots-10 and so on. Documents
    are drawn by hash, so that a smaller number's are among a larger's; fewer than 200 are read several times
    an epoch. Each has a report of its own, and OUT/report that of the curve.

    With --seeds 3 it trains thrice, into OUT/seed-…, and takes the mean of their weights where that is better
    on the stopping documents than each of them; trackers get the summary alone. A --teacher is a folder as
    OUT/export is, perhaps of a larger encoder; [distillation] in the recipe says how far it is followed.
    --without leaves a corpus out, to score the model on text of a kind that it never saw.

    \b
    Examples:
      kgbuild train tagger --recipe pipelines/train-tagger.toml --data corpora --out trained
      kgbuild train tagger --recipe my.toml --data corpora --out trained --encoder ./my-bert --device cuda
      kgbuild train tagger --recipe my.toml --data corpora --out trained --track tensorboard
      kgbuild train tagger --recipe my.toml --documents notes/ --label Finding=Symptom --out trained
      kgbuild train tagger --recipe my.toml --data corpora --out curve --shots 10 --shots 100 --shots all
      kgbuild train tagger --recipe my.toml --data corpora --out small --teacher large/export
      kgbuild evaluate tagger --data corpora --model trained/export

    Run it again with the other --precision to have both; `kgbuild bench taggers` compares them.

    Stop it as you like and run the same again: it goes on where it was, with the same result as a run that
    was not stopped. It needs torch: pip install 'kgbuild[learn]'.
    """
    from kgbuild.training.extra import require_learn

    require_learn()
    from kgbuild.training.learning_curve import run_learning_curve
    from kgbuild.training.recipes import load_recipe
    from kgbuild.training.reports.curve_report import write_curve_report
    from kgbuild.training.reports.run_report import REPORT_FOLDER, write_run_report
    from kgbuild.training.reports.tagger_report import PAGE
    from kgbuild.training.splits import TaggerSplits, restrict_training
    from kgbuild.training.tagger_recipe import TaggerRecipe
    from kgbuild.training.tagger_run import TaggerRun, run_tagger_training
    from kgbuild.training.teaching import gather_teaching
    from kgbuild.training.trackers.opening import open_trackers, require_trackers

    settings = load_recipe(recipe, TaggerRecipe)
    require_trackers(track)
    own = load_own([*documents, *stopping], label=label, labels=labels, format=format)
    splits = _splits(data, without, own[: len(documents)], own[len(documents) :])
    if corpus:
        splits = restrict_training(splits, corpus)
    with training_bar() as bar:
        task = bar.add_task("", total=None)

        def train(splits: TaggerSplits, folder: Path) -> TaggerRun:
            of = folder.name if shots else "the model"

            def stepped(epoch: int, step: int, steps: int, loss: float) -> None:
                done = (epoch - 1) * steps + step
                description = f"{of}: epoch {epoch} of at most {settings.epochs}, loss {loss:.3f}"
                bar.update(task, completed=done, total=settings.epochs * steps, description=description)

            def scored(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total, description=f"{of}: calibrating and scoring")

            def taught(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total, description=f"{of}: teachers label documents")

            bar.update(task, description=f"{of}: preparing", completed=0, total=None)
            teaching = gather_teaching(
                teachers, unlabelled, splits, data, cache=out / "teachers",
                limit=settings.distillation.unlabelled, threads=threads, progress=taught,
            )  # fmt: skip
            name = folder.resolve().name
            with open_trackers(track, folder, name=name, settings=asdict(settings)) as trackers:
                run = run_tagger_training(
                    settings,
                    splits,
                    folder,
                    seeds=seeds,
                    teaching=teaching,
                    encoder=encoder,
                    device=device,
                    threads=threads,
                    progress=stepped,
                    scoring=scored,
                    trackers=trackers,
                    float32=precision == "fp32",
                )
            write_run_report(run, folder, command=typed_command())
            return run

        if shots:
            points = list(run_learning_curve(train, splits, out, shots=shots))
        else:
            run = train(splits, out)
    if shots:
        print_curve(points)
        page = write_curve_report(points, out / REPORT_FOLDER, command=typed_command())
    else:
        _print_run(run, precision)
        page = out / REPORT_FOLDER / PAGE
    click.echo(f"{page}: the report")


def _print_run(run: "TaggerRun", precision: str) -> None:
    if run.seeds:
        click.echo(f"F1 on the stopping documents: {run.seeds.in_words()}")
    else:
        best = run.stopping
        click.echo(f"best epoch: {best['epoch']}, F1 on the stopping documents {_percent(best)}")
    shifts = ", ".join(f"{type} {shift:+}" for type, shift in run.shifts.items())
    click.echo(f"after balancing ({shifts}): {_percent(run.balanced)}")
    click.echo(f"{run.folder} ({precision}):")
    print_scores(run.evaluation)
    click.echo()
    print_calibration(run.evaluation)


def _percent(figures: dict[str, float]) -> str:
    return f"{100 * figures['f1']:.2f}"


def _splits(
    data: Path | None, without: Sequence[str], own: Sequence["OwnCorpus"], stopping: Sequence["OwnCorpus"]
) -> "TaggerSplits":
    """Return what is trained on and scored, and print what was made of the user's documents."""
    from kgbuild.training.own_splits import NO_SPLITS, with_own_documents
    from kgbuild.training.splits import load_tagger_splits

    if not (data or own):
        raise click.UsageError("there is nothing to learn from: give --data, --documents or both")
    if stopping and not own:
        raise click.UsageError("--stopping goes with --documents; the corpora in --data have their own")
    if without and not data:
        raise click.UsageError("--without leaves out a corpus of --data, and there is none")
    splits = load_tagger_splits(data, without=without) if data else NO_SPLITS
    if not own:
        return splits
    print_corpora([*own, *stopping])
    splits, dropped = with_own_documents(splits, own, stopping)
    print_dropped(dropped)
    click.echo(f"{len(splits.train):,} documents to train on, {len(splits.stopping):,} decide when to stop")
    return splits
