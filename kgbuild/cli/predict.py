"""`kgbuild predict`: ask a trained model for relations that the graph lacks."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgbuild.cli.link_options import FOLDER, model_option, open_model

if TYPE_CHECKING:
    from kgbuild.domain.prediction import Prediction


@click.command("predict")
@click.option("-w", "--workspace", type=FOLDER, required=True, help="Folder of the graph.")
@click.option("--relation", required=True, help="Type of relation, e.g. TREATS.")
@click.option("--head", help="Id of the subject; without it, subjects of --tail are asked for.")
@click.option("--tail", "tails", multiple=True, help="Id of an object; several may be named.")
@click.option("--top", type=click.IntRange(min=1), default=20, show_default=True, help="How many to list.")
@click.option(
    "--least", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Least probability listed."
)
@model_option
@click.option("--allow-stale", is_flag=True, help="Use a model of another build of the graph as well.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    *,
    workspace: Path,
    relation: str,
    head: str | None,
    tails: tuple[str, ...],
    top: int,
    least: float,
    model: Path | None,
    allow_stale: bool,
    as_json: bool,
) -> None:
    """List the likeliest relations that the graph lacks, each with a calibrated probability.

    With --head, its objects; with one --tail alone, its subjects; with both, just these pairs. With neither,
    the likeliest of all whose subject has three such relations or more, without what is denied or harmful.
    What is listed goes into the workspace's folder predictions/, under the model's run (`kgbuild retract
    --model-run`), and with the next load into the store, as PREDICTED_TREATS and so on with probability, rank
    and run.

    Without a model of the workspace's own, the one that comes with kgbuild answers. Like any portable one
    (`kgbuild detach`) it goes by this graph's relations and names, but its probabilities are calibrated on
    the graph that it learnt from.

    \b
    Examples:
      kgbuild predict -w ws --head MESH:D001241 --relation TREATS --top 20
      kgbuild predict -w ws --tail MESH:D008881 --relation TREATS
      kgbuild predict -w ws --relation TREATS --least 0.2
      kgbuild predict -w ws --head MESH:D001241 --relation TREATS --tail MESH:D008881

    Decision support for professionals, not a diagnosis. It needs torch: pip install 'kgbuild[learn]'.
    """
    if head is None and len(tails) > 1:
        raise click.UsageError("name --head, or no more than one --tail to ask for its subjects")
    from kgbuild.training.extra import require_learn

    require_learn()
    from kgbuild.domain.prediction import Asked
    from kgbuild.graph.predictions import add_predictions
    from kgbuild.graph.workspace import Workspace
    from kgbuild.links.likeliest import likeliest
    from kgbuild.links.predict import Query, predict
    from kgbuild.runs.lock import locked

    folder = Workspace.open(workspace)
    predictor = open_model(folder, model, about=[id for id in (head, *tails) if id])
    if head is None and not tails:
        likely = likeliest(predictor, folder, relation, top=top, allow_stale=allow_stale)
        found = [one for one in likely if one.probability >= least]
    else:
        query = Query(head, relation, Asked.OBJECT) if head else Query(tails[0], relation, Asked.SUBJECT)
        found = predict(
            predictor,
            folder,
            query,
            top=top,
            only=tails if head else (),
            least=least,
            allow_stale=allow_stale,
        )
    with locked(workspace):
        add_predictions(folder, found)
    vocabulary = predictor.material.dataset.vocabulary
    names = dict(zip(vocabulary.entities, vocabulary.names, strict=True))
    if as_json:
        rows = [{"id": p.id, "type": p.type, **asdict(p)} for p in found]
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    _print(found, names, run=predictor.facts.run)


def _print(found: "list[Prediction]", names: dict[str, str], *, run: str) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if not found:
        console.print("No candidate is that likely; lower --least.")
        return
    table = Table("rank", "subject", "relation", "object", "probability", "careful")
    for p in found:
        table.add_row(
            str(p.rank),
            names[p.subject],
            p.type,
            names[p.object],
            f"{p.probability:.3f}",
            _careful(p),
        )
    console.print(table)
    console.print(f"model {run}; decision support for professionals, not a diagnosis", soft_wrap=True)


def _careful(p: "Prediction") -> str:
    said = [
        "known" if p.known else "",
        f"contradicted by {p.contradicted}" if p.contradicted else "",
        "said to cause it" if p.harms else "",
        "only a hub" if p.hub_only else "",
    ]
    return ", ".join(filter(None, said))
