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

    Says so where the tables hold other records than were counted while reading.
    """
    from kgbuild.cli.stats_report import print_summary
    from kgbuild.graph.summary import summarise
    from kgbuild.graph.workspace import Workspace
    from kgbuild.runs.readings import readings

    folder = Workspace.open(workspace)
    summary = summarise(folder, top=top)
    sources = readings(folder)
    read = sum(source.records for source in sources)
    if as_json:
        facts = {"sources": len(sources), "records_read": read, "records": summary.records}
        click.echo(json.dumps(facts | asdict(summary), indent=1, ensure_ascii=False))
        return
    print_summary(summary, workspace)
    if sources:
        click.echo(f"{read:,} records were counted while reading {len(sources):,} sources")
    if sources and read != summary.records:
        click.echo(
            f"The tables hold {summary.records:,}: a build was stopped, or the tables are not of these "
            "sources. Run the last `kgbuild build` again."
        )
