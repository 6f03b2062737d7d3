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
from kgbuild.cli.train_options import train_options, training_bar

if TYPE_CHECKING:
    from kgbuild.training.formats.loading import OwnCorpus
    from kgbuild.training.splits import TaggerSplits


@click.command("tagger", epilog=FORMATS_HELP)
@train_options(
    "Folder that holds bc5cdr, biored, ncbi_disease, maccrobat2020 and vocab.", data_required=False
)
@document_options("Annotated documents of your own, a file or folder; may be given again.")
@click.option(
    "--stopping", multiple=True, type=PATH, metavar="PATH",
    help="Annotated documents that decide when to stop.  [default: a tenth of each --documents]",
)  # fmt: skip
@click.option(
    "--track", multiple=True, metavar="NAME",
    help="Show the run in tensorboard, mlflow, wandb or module:Class as well; may be given again.",
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
    track: tuple[str, ...],
) -> None:
    """Fine-tune an encoder to find diseases, symptoms and drugs, and export it to ONNX in int8.

    OUT/export is the folder that `kgbuild build --tagger` reads, OUT/report.json holds its figures, and
    OUT/metrics.jsonl the loss every 20 steps and the figures of each epoch on the stopping documents. On
    these documents as well, precision and recall are balanced at the end, and the mentions' scores
    calibrated.

    It learns from the corpora in --data, from your own --documents, or both. Of these, documents with the id
    of one that is scored or decides when to stop, in whatever corpus, are dropped from training and counted.

    With --track the same figures go to TensorBoard (OUT/tensorboard), MLflow (OUT/mlflow.db, or the server of
    MLFLOW_TRACKING_URI) or Weights & Biases (offline in OUT/wandb, unless you are logged in there or have set
    WANDB_MODE).

    \b
    Examples:
      kgbuild train tagger --recipe pipelines/train-tagger.toml --data corpora --out trained
      kgbuild train tagger --recipe my.toml --data corpora --out trained --encoder ./my-bert --device cuda
      kgbuild train tagger --recipe my.toml --data corpora --out trained --track tensorboard
      kgbuild train tagger --recipe my.toml --documents notes/ --label Finding=Symptom --out trained
      kgbuild evaluate tagger --data corpora --model trained/export

    Stop it as you like and run the same again: it goes on where it was, with the same result as a run that
    was not stopped. It needs torch: pip install 'kgbuild[learn]'.
    """
    from kgbuild.training.extra import require_learn

    require_learn()
    from kgbuild.cli.evaluate_tagger import print_calibration, print_scores
    from kgbuild.training.recipes import load_recipe
    from kgbuild.training.tagger_recipe import TaggerRecipe
    from kgbuild.training.tagger_run import run_tagger_training
    from kgbuild.training.trackers.opening import open_trackers

    settings = load_recipe(recipe, TaggerRecipe)
    own = load_own([*documents, *stopping], label=label, labels=labels, format=format)
    splits = _splits(data, own[: len(documents)], own[len(documents) :])
    tracking = open_trackers(track, out, name=out.resolve().name, settings=asdict(settings))
    with training_bar() as bar, tracking as trackers:
        task = bar.add_task("cutting the documents", total=None)

        def stepped(epoch: int, step: int, steps: int, loss: float) -> None:
            done = (epoch - 1) * steps + step
            description = f"epoch {epoch} of at most {settings.epochs}, loss {loss:.3f}"
            bar.update(task, completed=done, total=settings.epochs * steps, description=description)

        def scored(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description="calibrating and scoring the export")

        run = run_tagger_training(
            settings,
            splits,
            out,
            encoder=encoder,
            device=device,
            threads=threads,
            progress=stepped,
            scoring=scored,
            trackers=trackers,
        )
    best = run.stopping
    click.echo(f"best epoch: {best['epoch']}, F1 on the stopping documents {100 * best['f1']:.2f}")
    shifts = ", ".join(f"{type} {shift:+}" for type, shift in run.shifts.items())
    click.echo(f"after balancing ({shifts}): {100 * run.balanced['f1']:.2f}")
    click.echo(f"{run.folder} (int8):")
    print_scores(run.evaluation)
    click.echo()
    print_calibration(run.evaluation)


def _splits(data: Path | None, own: Sequence["OwnCorpus"], stopping: Sequence["OwnCorpus"]) -> "TaggerSplits":
    """Return what is trained on and scored, and print what was made of the user's documents."""
    from kgbuild.training.own_splits import NO_SPLITS, with_own_documents
    from kgbuild.training.splits import load_tagger_splits

    if not (data or own):
        raise click.UsageError("there is nothing to learn from: give --data, --documents or both")
    if stopping and not own:
        raise click.UsageError("--stopping goes with --documents; the corpora in --data have their own")
    splits = load_tagger_splits(data) if data else NO_SPLITS
    if not own:
        return splits
    print_corpora([*own, *stopping])
    splits, dropped = with_own_documents(splits, own, stopping)
    print_dropped(dropped)
    click.echo(f"{len(splits.train):,} documents to train on, {len(splits.stopping):,} decide when to stop")
    return splits
