"""`kgbuild train links`: train link predictors on a graph."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgbuild.cli.build import QUARANTINED
from kgbuild.cli.link_knowledge import with_classes, with_literature, write_unread
from kgbuild.cli.link_options import (
    EXISTING_FILE,
    EXISTING_PATH,
    FOLDER,
    default_model,
    read_dataset,
    triples_option,
    workspace_option,
)

if TYPE_CHECKING:
    from kgbuild.domain.document import Rejection


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
@click.option(
    "--literature",
    type=EXISTING_PATH,
    multiple=True,
    help="Documents to see in who is named with whom, with --triples: files, folders or archives.",
)
@click.option("--seed", type=int, help="Seed of split, weights and batches.  [default: the recipe's]")
@click.option("--encoder", help="Folder or hub id of a BERT-like encoder of names.  [default: MiniLM]")
@click.option("--device", default="auto", show_default=True, help="Where to train: cpu, cuda, mps, …")
@click.option("--threads", type=click.IntRange(min=1), help="Threads to use.  [default: torch's choice]")
@click.pass_context
def command(
    context: click.Context,
    /,
    *,
    workspace: Path | None,
    triples: Path | None,
    out: Path | None,
    recipe: Path | None,
    classes: tuple[Path, ...],
    literature: tuple[Path, ...],
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
      kgbuild train links --triples drugbank/ --literature pubmed/ --out links-model
      kgbuild evaluate links --triples hetionet/random --model links-model
      torchrun --nproc-per-node 2 -m kgbuild train links -w ws

    Stop it as you like and run the same again: it goes on where it was. Started by torchrun, processes share
    the questions of each step (one GPU each, where there are some). It needs torch:
    pip install 'kgbuild[learn]'.

    An ontology for --classes must not state what the graph is asked for: nothing of it is held out. Documents
    for --literature are of any format that `kgbuild build` reads, and should not be those that the graph was
    made from, which would tell what is held out: a workspace knows its own. A model that learnt from either
    cannot be detached from its graph.

    Exit status 3 where some of the literature could not be read (0 by torchrun); unread.tsv in the model's
    folder says which and why.
    """
    from kgbuild.training.extra import require_learn

    require_learn()
    from dataclasses import replace

    from kgbuild.cli.train_options import described, training_bar
    from kgbuild.links.features import cache_folder
    from kgbuild.links.processes import started_share
    from kgbuild.links.recipe import LinkRecipe, load_link_recipe
    from kgbuild.links.training import train_links

    settings = load_link_recipe(recipe) if recipe else LinkRecipe()
    if seed is not None:
        settings = replace(settings, seed=seed)
    if classes and "kronecker" not in settings.chosen:
        raise click.UsageError("--classes is for kronecker: add it to the recipe's members")
    if workspace and (literature or "literature" in settings.chosen):
        raise click.UsageError(
            "--literature, and the member of that name, are for --triples: a workspace knows who its "
            "documents name"
        )
    if literature and "literature" not in settings.chosen:
        settings = replace(settings, members=f"{settings.members}, literature")
    if "literature" in settings.chosen and not literature:
        raise click.UsageError("the recipe's member literature needs documents: name some by --literature")
    dataset = read_dataset(workspace, triples, settings.splitting())
    folder = out or default_model(workspace)
    share = started_share()
    if classes:
        dataset = with_classes(dataset, classes, tell=share.is_first)
    unread: Sequence[Rejection] = ()
    if literature:
        dataset, unread = with_literature(dataset, literature, tell=share.is_first)
    with training_bar(shown=share.is_first) as bar:
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
    if not share.is_first:
        return
    if literature:
        write_unread(folder, unread)
    for name, reached in run.facts.validation.items():
        click.echo(f"{name}: MRR {reached:.3f} on part of the validation questions")
    where = f"--triples {triples}" if triples else f"-w {workspace}"
    click.echo(f"{folder}: model {run.facts.run}; score it: kgbuild evaluate links {where} --model {folder}")
    if unread and share.processes == 1:
        # torchrun would take it for a process that failed.
        context.exit(QUARANTINED)
