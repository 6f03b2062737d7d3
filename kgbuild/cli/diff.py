"""`kgbuild diff`: what changed from one graph to another."""

import json
from dataclasses import asdict
from pathlib import Path

import click

FOLDER = click.Path(path_type=Path)


@click.command("diff")
@click.argument("before", type=FOLDER)
@click.argument("after", type=FOLDER)
@click.option(
    "--examples", type=click.IntRange(min=0), default=10, show_default=True, help="Examples of each kind."
)
@click.option("--json", "as_json", is_flag=True, help="Print counts and examples as JSON.")
def command(before: Path, after: Path, examples: int, as_json: bool) -> None:
    """Show what changed from the graph in workspace BEFORE to that in AFTER.

    Documents, entities, relations and evidence that came, went or say something else, and the relations whose
    belief moved most.

    \b
    Examples:
      kgbuild diff ws1 ws2
      kgbuild diff ws1 ws2 --json | jq .counts.relations

    Exit status 0 whether or not they differ; compare `kgbuild graph hash` to test for equality in scripts.
    """
    from kgbuild.cli.diff_report import print_difference
    from kgbuild.graph.diff import diff
    from kgbuild.graph.workspace import Workspace

    difference = diff(Workspace.open(before), Workspace.open(after), examples=examples)
    if as_json:
        facts = {"same": difference.same} | asdict(difference)
        click.echo(json.dumps(facts, indent=1, ensure_ascii=False))
    else:
        print_difference(difference)
