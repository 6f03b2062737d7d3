"""`kgbuild retract`: withdraw a document's evidence, or take that back; or remove a model's predictions."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kgbuild.graph.withdraw import Outcome

SHOWN = 20
"""Changed relations that are printed."""


@click.command("retract")
@click.option(
    "-w", "--workspace", required=True, type=click.Path(path_type=Path), help="Folder of the graph."
)
@click.option("--document", "document_id", metavar="ID", help="Document, e.g. PMID:123, or its DOI:10.…")
@click.option("--model-run", metavar="RUN", help="Run of a model: all its predictions are removed.")
@click.option("--reason", default="", help="Why, for the record.")
@click.option("--undo", is_flag=True, help="Let the document's evidence count again.")
@click.option("--json", "as_json", is_flag=True, help="Print what changed as JSON.")
def command(
    *,
    workspace: Path,
    document_id: str | None,
    model_run: str | None,
    reason: str,
    undo: bool,
    as_json: bool,
) -> None:
    """Withdraw the evidence of one document, as if its publisher had retracted it.

    The document stays, marked as retracted; beliefs are computed anew at once, and later builds keep to it.
    With --model-run, what that run of a model predicted is removed instead: from the folder predictions/ at
    once, from stores when they are loaded next.

    \b
    Examples:
      kgbuild retract -w ws --document PMID:123 --reason "data were made up"
      kgbuild retract -w ws --document PMID:123 --undo
      kgbuild retract -w ws --model-run links-1-0a1b2c3d4e5f
    """
    if (document_id is None) == (model_run is None):
        raise click.UsageError("name either --document or --model-run")
    if model_run is not None:
        if undo:
            raise click.UsageError("predictions come back by predicting them again, not by --undo")
        _retract_run(workspace, model_run, as_json=as_json)
        return
    assert document_id is not None
    from kgbuild.graph.withdraw import reinstate, withdraw
    from kgbuild.graph.workspace import Workspace
    from kgbuild.runs.lock import locked

    folder = Workspace.open(workspace)
    with locked(workspace):
        outcome = reinstate(folder, document_id) if undo else withdraw(folder, document_id, reason=reason)
    if as_json:
        click.echo(json.dumps(asdict(outcome), indent=1, ensure_ascii=False))
        return
    _print(outcome, workspace, undo=undo)


def _retract_run(workspace: Path, run: str, *, as_json: bool) -> None:
    from kgbuild.graph.predictions import retract_run
    from kgbuild.graph.workspace import Workspace
    from kgbuild.runs.lock import locked

    folder = Workspace.open(workspace)
    with locked(workspace):
        removed = retract_run(folder, run)
    if as_json:
        click.echo(json.dumps({"model_run": run, "removed": removed}, indent=1))
    else:
        click.echo(f"{removed:,} predictions of {run} are removed")
        click.echo(f"The graph store follows with the next query, or: kgbuild load -w {workspace}")


def _print(outcome: "Outcome", workspace: Path, *, undo: bool) -> None:
    from rich.console import Console
    from rich.markup import escape

    from kgbuild.cli.diff_report import relation_line

    console = Console()
    name = escape(outcome.document_id)
    if not outcome.changed:
        console.print(f"{name} {'was not withdrawn' if undo else 'is withdrawn already'}: nothing to do.")
        return
    if undo and outcome.retracted:
        console.print(
            f"{name} is not withdrawn by you any more, but its source retracts it: it does not count."
        )
    else:
        console.print(f"{name} {'counts again' if undo else 'is withdrawn'}.")
    gone = sum(change.belief_after is None for change in outcome.relations)
    back = sum(change.belief_before is None for change in outcome.relations)
    console.print(
        f"{len(outcome.relations):,} relations changed: {gone:,} gone, {back:,} new, "
        f"{len(outcome.relations) - gone - back:,} with another belief or support"
    )
    for change in outcome.relations[:SHOWN]:
        console.print(f"  {relation_line(change)}", soft_wrap=True)
    if len(outcome.relations) > SHOWN:
        console.print(f"  … and {len(outcome.relations) - SHOWN:,} more (see --json)")
    console.print(
        f"The graph store follows with the next query, or: kgbuild load -w {escape(str(workspace))}",
        soft_wrap=True,
    )
