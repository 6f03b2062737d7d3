"""`kgbuild train encoder`: adapt an encoder to biomedical text."""

from pathlib import Path

import click

from kgbuild.cli.train_options import train_options, training_bar


@click.command("encoder")
@train_options(
    "Folder that holds pubmed, pmc_open or medical_abstracts, and the labelled corpora to leave out."
)
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
    from kgbuild.training.encoder_recipe import EncoderRecipe
    from kgbuild.training.encoder_run import run_encoder_training
    from kgbuild.training.recipes import load_recipe

    settings = load_recipe(recipe, EncoderRecipe)
    with training_bar() as bar:
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
    loss = last.get("held_out_loss", "not measured")
    click.echo(f"{run.pieces:,} word pieces of text; loss on held-out text {loss}")
    click.echo(f"{run.folder}: give it to kgbuild train tagger --encoder")
