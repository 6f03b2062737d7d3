"""`kgbuild train tagger`: fine-tune the token classifier and export it."""

from dataclasses import asdict
from pathlib import Path

import click

from kgbuild.cli.train_options import train_options, training_bar


@click.command("tagger")
@train_options("Folder that holds bc5cdr, biored, ncbi_disease, maccrobat2020 and vocab.")
@click.option(
    "--track", multiple=True, metavar="NAME",
    help="Show the run in tensorboard, mlflow, wandb or module:Class as well; may be given again.",
)  # fmt: skip
def command(
    *,
    recipe: Path,
    data: Path,
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

    With --track the same figures go to TensorBoard (OUT/tensorboard), MLflow (OUT/mlflow.db, or the server of
    MLFLOW_TRACKING_URI) or Weights & Biases (offline in OUT/wandb, unless you are logged in there or have set
    WANDB_MODE).

    \b
    Examples:
      kgbuild train tagger --recipe pipelines/train-tagger.toml --data corpora --out trained
      kgbuild train tagger --recipe my.toml --data corpora --out trained --encoder ./my-bert --device cuda
      kgbuild train tagger --recipe my.toml --data corpora --out trained --track tensorboard
      kgbuild evaluate tagger --data corpora --model trained/export

    Stop it as you like and run the same again: it goes on where it was, with the same result as a run that
    was not stopped. It needs torch: pip install 'kgbuild[learn]'.
    """
    from kgbuild.training.extra import require_learn

    require_learn()
    from kgbuild.cli.evaluate_tagger import print_calibration, print_scores
    from kgbuild.training.recipes import load_recipe
    from kgbuild.training.splits import load_tagger_splits
    from kgbuild.training.tagger_recipe import TaggerRecipe
    from kgbuild.training.tagger_run import run_tagger_training
    from kgbuild.training.trackers.opening import open_trackers

    settings = load_recipe(recipe, TaggerRecipe)
    tracking = open_trackers(track, out, name=out.resolve().name, settings=asdict(settings))
    with training_bar() as bar, tracking as trackers:
        task = bar.add_task("reading the corpora", total=None)

        def stepped(epoch: int, step: int, steps: int, loss: float) -> None:
            done = (epoch - 1) * steps + step
            description = f"epoch {epoch} of at most {settings.epochs}, loss {loss:.3f}"
            bar.update(task, completed=done, total=settings.epochs * steps, description=description)

        def scored(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description="calibrating and scoring the export")

        run = run_tagger_training(
            settings,
            load_tagger_splits(data),
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
