"""`kgbuild graph check`: whether a workspace's tables keep the schema."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from kgbuild.cli.store_options import WORKSPACE


@click.command("check")
@click.option("-w", "--workspace", required=True, type=WORKSPACE, help="Folder of the graph.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Problems to tell one by one."
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def command(context: click.Context, *, workspace: Path, limit: int, as_json: bool) -> None:
    """Check every row of a graph's tables, and of its predictions, against the schema and the others.

    \b
    Examples:
      kgbuild graph check -w ws
      kgbuild graph check -w ws --limit 1000
      kgbuild graph check -w ws --json | jq '.problems[] | select(.table == "relations")'

    What is wrong is told with its row, which counts from 1, and the rule: of values (types, patterns, ranges,
    closed sets), of ids (each is there once, and is what refers to it), and of what relations may join. Other
    commands refuse tables that break these; schemas/README.md in the source tree has them all.

    This command alone tells contradictions, too: an id that is not the hash of what it names, a predicate
    that is not that of the type, counts, years and beliefs that are not what the evidence gives, evidence by
    mentions of something else, counts of an entity that are not those of its mentions. Exit status 1 where
    anything is wrong.
    """
    from kgbuild.graph.predictions import examine_predictions
    from kgbuild.graph.published import examine
    from kgbuild.graph.workspace import Workspace

    opened = Workspace.open(workspace)
    graph = examine(opened, shown=limit)
    lines = [(str(opened.table(problem.table)), problem) for problem in graph.problems]
    total = graph.total
    for path, predictions in examine_predictions(opened, shown=limit, ids=True).items():
        lines += [(str(path), problem) for problem in predictions.problems]
        total += predictions.total
    lines = lines[:limit]
    if as_json:
        listed = [{"file": file} | asdict(problem) for file, problem in lines]
        click.echo(json.dumps({"total": total, "problems": listed}, indent=1, ensure_ascii=False))
    elif total:
        for file, problem in lines:
            click.echo(problem.told(file))
        more = f", {total - len(lines):,} not shown: see --limit" if total > len(lines) else ""
        click.echo(f"Rules are broken {total:,} times{more}.")
    else:
        click.echo(f"{workspace}: all rows keep the schema and agree with one another.")
    context.exit(1 if total else 0)
