"""`kgbuild stats`: what a workspace's graph holds."""

import json
from dataclasses import asdict
from pathlib import Path

import click


@click.command("stats")
@click.option(
    "-w", "--workspace", required=True, type=click.Path(path_type=Path), help="Folder of the graph."
)
@click.option(
    "--top", type=click.IntRange(min=0), default=5, show_default=True, help="Examples of each kind."
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def command(workspace: Path, top: int, as_json: bool) -> None:
    """Count what a graph holds and show its best examples, each with a sentence.

    \b
    Examples:
      kgbuild stats -w ws
      kgbuild stats -w ws --top 20
      kgbuild stats -w ws --json | jq .relation_types
    """
    from kgbuild.cli.stats_report import print_summary
    from kgbuild.graph.summary import summarise
    from kgbuild.graph.workspace import Workspace

    summary = summarise(Workspace.open(workspace), top=top)
    if as_json:
        click.echo(json.dumps({"records": summary.records} | asdict(summary), indent=1, ensure_ascii=False))
    else:
        print_summary(summary, workspace)
