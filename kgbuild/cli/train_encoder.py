"""`kgbuild train encoder`: adapt an encoder to biomedical text."""

from pathlib import Path
from typing import Any

import click

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
FOLDER = click.Path(path_type=Path, file_okay=False)
EXISTING_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


@click.command("encoder")
@click.option("--recipe", required=True, type=FILE, help="TOML file with the settings.")
@click.option(
    "--data",
    required=True,
    type=EXISTING_FOLDER,
    help="Folder that holds pubmed, pmc_open or medical_abstracts, and the labelled corpora to leave out.",
)
@click.option("--out", required=True, type=FOLDER, help="Folder of this training; made if missing.")
@click.option("--encoder", help="Folder or hub id of a BERT-like encoder.  [default: MiniLM]")
@click.option("--device", default="auto", show_default=True, help="Where to train: cpu, cuda, mps, …")
@click.option("--threads", type=click.IntRange(min=1), help="Threads to use.  [default: torch's choice]")
def command(
    *, recipe: Path, data: Path, out: Path, encoder: str | None, device: str, threads: int | None
) -> None:
    """Adapt an encoder to biomedical text: it guesses hidden words of abstracts and articles.

    OUT/encoder is a folder for `kgbuild train tagger --encoder`, OUT/metrics.jsonl holds the loss on
    held-out text. Documents of labelled corpora are left out.

    \b
    Examples:
      kgbuild train encoder --recipe pipelines/train-encoder.toml --data corpora --out adapted
      kgbuild train encoder --recipe my.toml --data corpora --out adapted --encoder ./my-bert --device cuda
      kgbuild train tagger --recipe my-tagger.toml --data corpora --out trained --encoder adapted/encoder

    Stop it as you like and run the same again: it goes on where it was. It needs torch:
    pip install 'kgbuild[learn]'.
    """
    from kgbuild.training.extra import require_learn

    require_learn()
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from transformers.utils import logging

    from kgbuild.training.encoder_recipe import EncoderRecipe
    from kgbuild.training.encoder_run import run_encoder_training
    from kgbuild.training.recipes import load_recipe

    settings = load_recipe(recipe, EncoderRecipe)
    # Its own bars and its table of new weights would tear ours.
    quiet: Any = logging
    quiet.disable_progress_bar()
    quiet.set_verbosity_error()
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("reading the text", total=None)

        def stepped(step: int, steps: int, loss: float) -> None:
            bar.update(task, completed=step, total=steps, description=f"loss {loss:.3f}")

        run = run_encoder_training(
            settings,
            data,
            out,
            encoder=encoder,
            device=device,
            threads=threads,
            reading=lambda count: bar.update(task, description=f"{count:,} documents read"),
            progress=stepped,
        )
    last = run.history[-1]
    click.echo(
        f"{run.pieces:,} word pieces read; loss on held-out text {last.get('held_out_loss', 'not measured')}"
    )
    click.echo(f"{run.folder}: give it to kgbuild train tagger --encoder")
