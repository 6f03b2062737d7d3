"""`kgbuild explain`: the paths and sentences that a prediction leans on."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from kgbuild.cli.link_options import FOLDER, default_model


@click.command("explain")
@click.option("-w", "--workspace", type=FOLDER, required=True, help="Folder of the graph.")
@click.option("--head", required=True, help="Id of the subject.")
@click.option("--relation", required=True, help="Type of relation, e.g. TREATS.")
@click.option("--tail", required=True, help="Id of the object.")
@click.option("--top", type=click.IntRange(min=1), default=5, show_default=True, help="Paths to show.")
@click.option("--model", type=FOLDER, help="Folder of a model.  [default: models/links in the workspace]")
@click.option("--allow-stale", is_flag=True, help="Use a model of another build of the graph as well.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    *,
    workspace: Path,
    head: str,
    relation: str,
    tail: str,
    top: int,
    model: Path | None,
    allow_stale: bool,
    as_json: bool,
) -> None:
    """Show why two entities are thought to be related: paths between them, each edge with its best sentence.

    Each path's drop says by how much the score of the model's graph network falls when the path is cut (in
    the log of the share among all entities): the more, the more the prediction leans on it.

    \b
    Examples:
      kgbuild explain -w ws --head MESH:D001241 --relation TREATS --tail MESH:D008881
      kgbuild explain -w ws --head MESH:D001241 --relation TREATS --tail MESH:D008881 --top 1 --json

    It needs torch: pip install 'kgbuild[learn]'.
    """
    from kgbuild.training.extra import require_learn

    require_learn()
    from rich.console import Console
    from rich.markup import escape

    from kgbuild.graph.workspace import Workspace
    from kgbuild.links.explain import explain
    from kgbuild.links.model_folder import load_predictor
    from kgbuild.training.device import choose_device

    folder = Workspace.open(workspace)
    predictor = load_predictor(
        model or default_model(workspace), device=choose_device(), everything_known=True
    )
    found = explain(
        predictor, folder, head=head, relation=relation, tail=tail, top=top, allow_stale=allow_stale
    )
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=1, ensure_ascii=False))
        return
    console = Console()
    if not found:
        console.print("No path of up to three edges joins the two: names and frequencies alone speak for it.")
    for number, one in enumerate(found, start=1):
        console.print(f"[bold]path {number}[/bold]: without it the score falls by {one.drop:.3f}")
        for edge in one.edges:
            said = f"  {edge.subject_name} {edge.relation} {edge.object_name}"
            console.print(escape(said), soft_wrap=True)
            if edge.sentence:
                console.print(escape(f"    “{edge.sentence}” ({edge.document_id})"), soft_wrap=True)
