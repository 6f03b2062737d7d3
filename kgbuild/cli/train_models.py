"""`kgbuild train models`: from corpora to the models that ship, in one run."""

from pathlib import Path

import click

from kgbuild.cli.train_options import train_options, training_bar


@click.command("models")
@train_options(
    "Folder that holds all corpora: bc5cdr, biored, ncbi_disease, maccrobat2020, ade, biotext, pubmed, "
    "medical_abstracts and vocab."
)
def command(
    *, recipe: Path, data: Path, out: Path, encoder: str | None, device: str, threads: int | None
) -> None:
    """Train tagger and relations, one upon the other, score both, and put together what ships.

    The recipe names those of the stages, and may name one that adapts the encoder first. OUT/resources holds
    tagger/ and relations/ as kgbuild/resources does; figures.json in each says what `kgbuild evaluate --json`
    says of it. OUT/encoder, OUT/tagger and OUT/relations are those of the stages' own commands.

    \b
    Examples:
      kgbuild train models --recipe pipelines/train-models.toml --data corpora --out trained
      kgbuild train models --recipe my-models.toml --data corpora --out trained --device cuda
      kgbuild build papers/ -w ws --tagger trained/resources/tagger --relations trained/resources/relations

    Stop it as you like and run the same again: it goes on with the stage and step where it was. It needs
    torch: pip install 'kgbuild[learn]'.
    """
    from kgbuild.training.extra import require_learn

    require_learn()
    from kgbuild.training.models_recipe import load_models_recipe
    from kgbuild.training.models_run import ModelsTraining

    settings = load_models_recipe(recipe)
    training = ModelsTraining(settings, data, out, encoder=encoder, device=device, threads=threads)
    with training_bar() as bar:
        task = bar.add_task("reading the corpora", total=None)
        resources = training.run(
            lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
        )
    click.echo(f"{resources}: tagger and relations, each with figures.json")
    click.echo(f"use them: kgbuild build … --tagger {resources}/tagger --relations {resources}/relations")
