"""`kgbuild explain`: the paths and sentences that a prediction leans on."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgbuild.cli.link_options import FOLDER, model_option, open_model
from kgbuild.cli.plot_option import plot_file

if TYPE_CHECKING:
    from rich.console import Console

    from kgbuild.links.explain import Explanation


@click.command("explain")
@click.option("-w", "--workspace", type=FOLDER, required=True, help="Folder of the graph.")
@click.option("--head", required=True, help="Id of the subject.")
@click.option("--relation", required=True, help="Type of relation, e.g. TREATS.")
@click.option("--tail", required=True, help="Id of the object.")
@click.option("--top", type=click.IntRange(min=1), default=5, show_default=True, help="Paths to show.")
@model_option
@click.option(
    "--member",
    type=click.Choice(["paths", "rgcn"]),
    help="Member of the model that is explained.  [default: the first of these that it has]",
)
@click.option("--allow-stale", is_flag=True, help="Use a model of another build of the graph as well.")
@click.option(
    "--plot",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=plot_file,
    help="Draw the paths into this file (.png, .svg, .pdf).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    *,
    workspace: Path,
    head: str,
    relation: str,
    tail: str,
    top: int,
    model: Path | None,
    member: str | None,
    allow_stale: bool,
    plot: Path | None,
    as_json: bool,
) -> None:
    """Show why two entities are thought to be related: paths between them, each edge with its best sentence.

    Each path's drop says by how much the score of the model's graph network falls when the path is cut (in
    the log of the share among all entities): the more, the more the prediction leans on it. Beside it stands
    what cutting random paths costs that begin at the subject and are as long. Of the member rgcn, single
    edges are shown that GNNExplainer finds.

    \b
    Examples:
      kgbuild explain -w ws --head MESH:D001241 --relation TREATS --tail MESH:D008881
      kgbuild explain -w ws --head MESH:D001241 --relation TREATS --tail MESH:D008881 --plot why.svg
      kgbuild explain -w ws --head MESH:D001241 --relation TREATS --tail MESH:D008881 --top 1 --json

    It needs torch: pip install 'kgbuild[learn]'; --plot needs the extra plots.
    """
    from kgbuild.training.extra import require_learn

    require_learn()
    from rich.console import Console

    from kgbuild.graph.workspace import Workspace
    from kgbuild.links.drawing import draw_explanation
    from kgbuild.links.explain import explain
    from kgbuild.training.reports.plotting import require_plotting

    if plot:
        require_plotting()
    folder = Workspace.open(workspace)
    predictor = open_model(folder, model, about=(head, tail))
    found = explain(
        predictor,
        folder,
        head=head,
        relation=relation,
        tail=tail,
        top=top,
        member=member,
        allow_stale=allow_stale,
    )
    if plot and found:
        draw_explanation(found, plot, head=head, tail=tail)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=1, ensure_ascii=False))
        return
    console = Console()
    if not found:
        console.print("No path of up to three edges joins the two: names and frequencies alone speak for it.")
    for number, one in enumerate(found, start=1):
        console.print(f"[bold]path {number}[/bold]: {worth(one)}")
        print_edges(console, one)


def worth(one: "Explanation") -> str:
    """Return in words what a path is worth."""
    usual = "" if one.random_drop is None else f" (without random paths as long: by {one.random_drop:.3f})"
    return f"without it the score falls by {one.drop:.3f}{usual}"


def print_edges(console: "Console", one: "Explanation", *, indent: str = "  ") -> None:
    """Print the edges of a path, each with its sentence, or the import that it is from."""
    from rich.markup import escape

    for edge in one.edges:
        said = f"{indent}{edge.subject_name} {edge.relation} {edge.object_name}"
        console.print(escape(said), soft_wrap=True)
        if edge.sentence:
            console.print(escape(f"{indent}  “{edge.sentence}” ({edge.document_id})"), soft_wrap=True)
        elif edge.source:
            console.print(escape(f"{indent}  stated by {edge.source}"), soft_wrap=True)
