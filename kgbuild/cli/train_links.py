"""`kgbuild train links`: train link predictors on a graph."""

from pathlib import Path

import click

from kgbuild.cli.link_options import (
    EXISTING_FILE,
    EXISTING_PATH,
    FOLDER,
    default_model,
    read_dataset,
    triples_option,
    workspace_option,
)


@click.command("links")
@workspace_option
@triples_option
@click.option("--out", type=FOLDER, help="Folder for the model.  [default: models/links in the workspace]")
@click.option("--recipe", type=EXISTING_FILE, help="TOML file of settings.  [default: the built-in ones]")
@click.option(
    "--classes",
    type=EXISTING_PATH,
    multiple=True,
    help="Ontology of the entities (OBO, MeSH tree numbers, TSV with id and class), or a folder of some.",
)
@click.option("--seed", type=int, help="Seed of split, weights and batches.  [default: the recipe's]")
@click.option("--encoder", help="Folder or hub id of a BERT-like encoder of names.  [default: MiniLM]")
@click.option("--device", default="auto", show_default=True, help="Where to train: cpu, cuda, mps, …")
@click.option("--threads", type=click.IntRange(min=1), help="Threads to use.  [default: torch's choice]")
def command(
    *,
    workspace: Path | None,
    triples: Path | None,
    out: Path | None,
    recipe: Path | None,
    classes: tuple[Path, ...],
    seed: int | None,
    encoder: str | None,
    device: str,
    threads: int | None,
) -> None:
    """Train predictors of the relations that a graph lacks.

    Members are solved at once, or trained until their MRR on the validation part rises no more, then blended
    by weights, and their scores turned into probabilities. Predictions are never learnt from.

    \b
    Examples:
      kgbuild train links -w ws
      kgbuild train links --triples hetionet/random --out links-model --recipe pipelines/train-links.toml
      kgbuild train links --triples hetionet/random --classes vocab/doid.obo --out links-model
      kgbuild evaluate links --triples hetionet/random --model links-model
      torchrun --nproc-per-node 2 -m kgbuild train links -w ws

    Stop it as you like and run the same again: it goes on where it was. Started by torchrun, processes share
    the questions of each step (one GPU each, where there are some). It needs torch:
    pip install 'kgbuild[learn]'.

    An ontology for --classes must not state what the graph is asked for: nothing of it is held out. A model
    that learnt from classes cannot be detached from its graph.
    """
    from kgbuild.training.extra import require_learn

    require_learn()
    from dataclasses import replace

    import numpy as np

    from kgbuild.cli.train_options import described, training_bar
    from kgbuild.links.classes import read_classes
    from kgbuild.links.features import cache_folder
    from kgbuild.links.processes import started_share
    from kgbuild.links.recipe import LinkRecipe, load_link_recipe
    from kgbuild.links.training import train_links

    settings = load_link_recipe(recipe) if recipe else LinkRecipe()
    if seed is not None:
        settings = replace(settings, seed=seed)
    dataset = read_dataset(workspace, triples, settings.splitting())
    if classes:
        if "kronecker" not in settings.chosen:
            raise click.UsageError("--classes is for kronecker: add it to the recipe's members")
        dataset = replace(dataset, classes=read_classes(classes, dataset.vocabulary))
    folder = out or default_model(workspace)
    first = started_share().is_first
    if classes and first:
        classed, all = len(np.unique(dataset.classes[:, 0])), len(dataset.vocabulary.entities)
        click.echo(f"{classed:,} of {all:,} entities share classes with others", err=True)
    with training_bar(shown=first) as bar:
        task = bar.add_task("reading names", total=None)

        def stepped(name: str, step: int, steps: int, loss: float, best: float) -> None:
            bar.update(task, completed=step, total=steps, description=described(name, loss, best))

        run = train_links(
            settings,
            dataset,
            folder,
            encoder=encoder,
            cache=cache_folder(),
            device=device,
            threads=threads,
            encoding=lambda done, all: bar.update(task, completed=done, total=all),
            progress=stepped,
        )
    if not first:
        return
    for name, reached in run.facts.validation.items():
        click.echo(f"{name}: MRR {reached:.3f} on part of the validation questions")
    where = f"--triples {triples}" if triples else f"-w {workspace}"
    click.echo(f"{folder}: model {run.facts.run}; score it: kgbuild evaluate links {where} --model {folder}")
