"""`kgbuild doctor`: name what is missing and how to mend it."""

import json
from dataclasses import asdict
from pathlib import Path

import click

MARKS = {"good": ("✓", "green"), "optional": ("–", "yellow"), "missing": ("✗", "red")}


@click.command("doctor")
@click.option("-w", "--workspace", type=click.Path(path_type=Path), help="Look at the disk of this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def command(context: click.Context, workspace: Path | None, as_json: bool) -> None:
    """Name what is missing in this installation and how to mend it.

    \b
    Examples:
      kgbuild doctor
      kgbuild doctor --json | jq '.[] | select(.state == "missing")'

    Exit status 1 where something needed is missing.
    """
    from kgbuild.runs.findings import State
    from kgbuild.runs.installation import examine

    findings = list(examine(workspace))
    if as_json:
        click.echo(json.dumps([asdict(f) for f in findings], indent=2))
    else:
        width = max(len(f.name) for f in findings)
        for finding in findings:
            mark, colour = MARKS[finding.state]
            click.echo(f"{click.style(mark, fg=colour)} {finding.name:{width}}  {finding.detail}")
            if finding.mend:
                click.echo(f"  {'':{width}}  → {finding.mend}")
    context.exit(1 if any(f.state is State.MISSING for f in findings) else 0)
