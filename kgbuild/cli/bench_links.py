"""`kgbuild bench links`: link predictors beside PyKEEN's, after equal time."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgbuild.cli.link_options import EXISTING_FILE, read_dataset, triples_option, workspace_option

if TYPE_CHECKING:
    from kgbuild.links.bench import Timed
    from kgbuild.links.recipe import LinkRecipe
    from kgbuild.links.scale import Scaled

NAMES = ("transe", "distmult", "complex", "rotate", "paths")
COUNT = click.IntRange(min=1)
SECONDS = click.FloatRange(min=0, min_open=True)
SOLVED = "kronecker"
SCALED = ("complex", SOLVED, "paths")
SIZES = (10_000, 100_000, 1_000_000)
PART = 1000
STEPS = 20
FIGURES = ("mrr", "hits@10", "typed_mrr")


@click.command("links")
@workspace_option
@triples_option
@click.option("--seconds", default=120.0, show_default=True, type=SECONDS, help="Processor time of each.")
@click.option(
    "--only", multiple=True, type=click.Choice((*NAMES, SOLVED)), help="This model alone; may be repeated."
)
@click.option("--ours", is_flag=True, help="Leave PyKEEN's models out.")
@click.option("--limit", type=COUNT, help="Score on so many test triples.  [default: all]")
@click.option("--scale", is_flag=True, help="Measure time and memory on made-up graphs in place of that.")
@click.option(
    "--relations", multiple=True, type=COUNT, help="With --scale: relations of a graph; may be repeated.",
)  # fmt: skip
@click.option("--recipe", type=EXISTING_FILE, help="TOML file of settings.  [default: the built-in ones]")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of all models.  [default: the recipe's]")
@click.option("--encoder", help="Folder or hub id of a BERT-like encoder of names.  [default: MiniLM]")
@click.option("--threads", default=1, show_default=True, type=COUNT, help="Threads to use.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(
    *,
    workspace: Path | None,
    triples: Path | None,
    seconds: float,
    only: tuple[str, ...],
    ours: bool,
    limit: int | None,
    scale: bool,
    relations: tuple[int, ...],
    recipe: Path | None,
    seed: int | None,
    encoder: str | None,
    threads: int,
    as_json: bool,
) -> None:
    """Train models for equal time, ours and PyKEEN's, and score them on the same test questions.

    Time is that of the processor, of all threads together, so that what else the machine does hardly counts;
    scoring is not in it. PyKEEN's models learn as its pipeline has them by default, a whole epoch at least;
    its ComplEx also tuned: full softmax, both directions, Adagrad, small vectors to begin with. Filtered,
    both directions, at the realistic rank, as `kgbuild evaluate links`.

    With --scale: processor seconds of an epoch (from 20 steps), the peak of memory and the time in which one
    question is answered, on made-up graphs of 10,000, 100,000 and 1,000,000 relations and a tenth as many
    entities, each in a process of its own on one thread. A step sees 1,000 entities of each graph at most.
    What is solved at once, kronecker, compares all entities with 1,000, and has that time as its epoch.

    \b
    Examples:
      kgbuild bench links --triples hetionet/random
      kgbuild bench links --triples hetionet/random --only complex --only paths --seconds 300 --json
      kgbuild bench links -w ws --ours --limit 500
      kgbuild bench links --scale --only paths --relations 10000 --relations 100000

    It needs torch, and PyKEEN unless --ours: pip install 'kgbuild[learn,pykeen]'.
    """
    from kgbuild.training.extra import require_learn

    require_learn()
    from dataclasses import replace

    from kgbuild.cli.train_options import training_bar
    from kgbuild.errors import TriplesError
    from kgbuild.links.bench import compare_in_time
    from kgbuild.links.features import cache_folder
    from kgbuild.links.material import gather
    from kgbuild.links.peers import require_pykeen
    from kgbuild.links.recipe import LinkRecipe, load_link_recipe
    from kgbuild.training.device import choose_device, keep_freed_memory, use_threads

    settings = load_link_recipe(recipe) if recipe else LinkRecipe()
    if seed is not None:
        settings = replace(settings, seed=seed)
    if scale:
        _scale(settings, only or SCALED, relations or SIZES, as_json=as_json)
        return
    if SOLVED in only:
        raise click.UsageError(f"{SOLVED} is solved at once, not for some time: ask for it with --scale")
    if not ours:
        require_pykeen()
    dataset = read_dataset(workspace, triples, settings.splitting())
    if not len(dataset.test):
        raise TriplesError(str(triples or workspace), "there is no test part to score on; add test.tsv")
    use_threads(threads)
    keep_freed_memory()
    with training_bar() as bar:
        task = bar.add_task("reading names", total=None)
        material = gather(
            dataset, settings, encoder=encoder, cache=cache_folder(), device=choose_device("cpu"),
            progress=lambda done, all: bar.update(task, completed=done, total=all),
        )  # fmt: skip
        rows = list(
            compare_in_time(
                material, settings, dataset.test[:limit],
                names=only or NAMES, peers=not ours, seconds=seconds,
                progress=lambda name, share: bar.update(task, description=name, completed=share, total=1),
            )
        )  # fmt: skip
    if as_json:
        click.echo(json.dumps({row.name: _as_json(row) for row in rows}, indent=1))
    else:
        _print(rows, seconds=seconds, threads=threads)


def _scale(recipe: "LinkRecipe", names: Sequence[str], sizes: Sequence[int], *, as_json: bool) -> None:
    from dataclasses import asdict

    from kgbuild.links.scale import measure_apart, with_parts

    settings = with_parts(recipe, PART)
    rows = [measure_apart(name, size, settings, steps=STEPS) for name in names for size in sizes]
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], indent=1))
    else:
        _print_scale(rows)


def _print_scale(rows: Sequence["Scaled"]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("model", title=f"one thread; a step sees {PART:,} entities at most")
    for name in ("relations", "entities", "s per epoch", "ms per 1,000 relations", "peak MB", "answer ms"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            row.model,
            f"{row.relations:,}",
            f"{row.entities:,}",
            f"{row.seconds_per_epoch:,.1f}",
            f"{1e6 * row.seconds_per_epoch / row.relations:,.1f}",
            f"{row.peak_bytes / 1e6:,.0f}",
            f"{1000 * row.answer_seconds:,.1f}",
        )
    Console().print(table)


def _as_json(row: "Timed") -> dict[str, float]:
    spent = {"seconds": row.seconds, "epochs": row.epochs, "seconds_per_epoch": row.seconds_per_epoch}
    return spent | row.figures


def _print(rows: Sequence["Timed"], *, seconds: float, threads: int) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"after {seconds:g} s of processor time, {threads} threads")
    table.add_column("model")
    for name in ("s per epoch", "epochs", *FIGURES):
        table.add_column(name, justify="right")
    for row in rows:
        figures = [f"{row.figures[name]:.3f}" if name in row.figures else "-" for name in FIGURES]
        table.add_row(row.name, f"{row.seconds_per_epoch:.1f}", f"{row.epochs:.2f}", *figures)
    Console().print(table)
