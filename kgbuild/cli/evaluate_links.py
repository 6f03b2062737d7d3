"""`kgbuild evaluate links`: score a link predictor beside its baselines."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgbuild.cli.link_options import FOLDER, default_model, read_dataset, triples_option, workspace_option

if TYPE_CHECKING:
    from kgbuild.links.model_folder import Predictor
    from kgbuild.links.report import LinkReport

COLUMNS = ("mrr", "hits@1", "hits@3", "hits@10", "typed_mrr", "typed_hits@10")


@click.command("links")
@workspace_option
@triples_option
@click.option("--model", type=FOLDER, help="Folder of a model.  [default: models/links in the workspace]")
@click.option("--promote", is_flag=True, help="Have `predict` refuse the model if it loses to a baseline.")
@click.option("--threads", type=click.IntRange(min=1), help="Threads to use.  [default: torch's choice]")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help="Score on so many test triples, drawn at random.  [default: all]",
)
@click.option(
    "--explained",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Held-out relations whose explanations are checked too; each asks the graph network 50 times.",
)
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON: model, part, figure.")
def command(
    *,
    workspace: Path | None,
    triples: Path | None,
    model: Path | None,
    promote: bool,
    threads: int | None,
    limit: int | None,
    explained: int,
    as_json: bool,
) -> None:
    """Score a link predictor on the test part of its graph, beside its members and the baselines.

    Both questions of each triple, its object and its subject, filtered, at the realistic rank: among all
    entities, and among those of fitting type (`typed`). ECE is the calibration error of the probabilities.
    With --explained, the path that an answer leans on most is cut, and random paths as long: what that costs.

    A portable model (`kgbuild detach`) is asked about a graph that it has not learnt from. Where some of the
    documents are those that it learnt from, it knows more than it should.

    With --promote the model has to beat degree and neighbours by name or spelling in MRR. If not, that is an
    error, written into the model's folder, and `kgbuild predict` refuses the model.

    \b
    Examples:
      kgbuild evaluate links -w ws
      kgbuild evaluate links -w ws --promote
      kgbuild evaluate links --triples hetionet/random --model links-model --json
      kgbuild evaluate links -w ws --explained 20

    It needs torch: pip install 'kgbuild[learn]'.
    """
    from kgbuild.training.extra import require_learn

    require_learn()
    from rich.console import Console
    from rich.progress import Progress

    from kgbuild.links.fidelity import measure_fidelity
    from kgbuild.links.promotion import check_promoted, judge_rows, write_verdict
    from kgbuild.links.report import evaluate_links
    from kgbuild.training.device import use_threads

    folder = model or default_model(workspace)
    use_threads(threads)
    predictor = _judged(folder, workspace, triples, promote=promote)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("asking", total=None)
        report = evaluate_links(
            predictor, limit=limit, progress=lambda done, all: bar.update(task, completed=done, total=all)
        )
    fidelity = measure_fidelity(predictor, questions=explained) if explained else None
    if as_json:
        rows = report.as_rows()
        if fidelity:
            rows["explanations"] = {"overall": fidelity.as_row()}
        click.echo(json.dumps(rows, indent=1))
    else:
        _print(report)
        if fidelity:
            click.echo(
                f"\nexplanations of {fidelity.questions} held-out relations: without its best path a score "
                f"falls by {fidelity.drop:.3f}, without random paths as long by {fidelity.random_drop:.3f}; "
                f"more in {fidelity.larger:.0%}"
            )
    if promote:
        run = predictor.facts.run
        write_verdict(folder, judge_rows(run, report.as_rows(), model=predictor.blend.name))
        check_promoted(folder, run)


def _judged(folder: Path, workspace: Path | None, triples: Path | None, *, promote: bool) -> "Predictor":
    """Return the model of a folder as it is judged: with what was held out of the graph held out.

    A portable one has not learnt from this graph, so that all it knows of it is the part to learn from.
    """
    from kgbuild.cli.train_options import training_bar
    from kgbuild.errors import ModelFolderError
    from kgbuild.links.features import cache_folder
    from kgbuild.links.model_folder import load_predictor, read_facts
    from kgbuild.links.portable import bind, is_portable
    from kgbuild.training.device import choose_device

    facts = read_facts(folder)
    dataset = read_dataset(workspace, triples, facts.recipe.splitting())
    if is_portable(folder):
        if promote:
            raise click.UsageError(
                "a model is promoted where it was trained, before it is taken off its graph"
            )
        with training_bar() as bar:
            task = bar.add_task("reading names", total=None)
            return bind(
                folder,
                dataset,
                cache=cache_folder(),
                device=choose_device(),
                progress=lambda done, all: bar.update(task, completed=done, total=all),
            )
    if dataset.build != facts.build:
        raise ModelFolderError(folder, "it was trained on another graph, whose test part may be known to it")
    return load_predictor(folder, device=choose_device())


def _print(report: "LinkReport") -> None:
    rows = report.as_rows()
    head = f"{'model':<12}" + "".join(f"{name:>15}" for name in COLUMNS)
    click.echo(head)
    for name, parts in rows.items():
        click.echo(f"{name:<12}" + _figures(parts["overall"]))
    click.echo(f"\n{'ensemble, by part':<26}{'questions':>10}" + "".join(f"{name:>15}" for name in COLUMNS))
    for part, row in rows["ensemble"].items():
        click.echo(f"{part:<26}{row.get('questions', 0):>10.0f}" + _figures(row))
    click.echo("\ncalibration error (ECE) of the probabilities")
    for name, error in report.calibration.items():
        click.echo(f"  {name:<24}{error:.3f}")


def _figures(row: dict[str, float]) -> str:
    return "".join(f"{row[name]:>15.3f}" if name in row else f"{'-':>15}" for name in COLUMNS)
