"""`kgbuild store stop`: end the embedded server now."""

from pathlib import Path

import click

from kgbuild.cli.store_options import WORKSPACE


@click.command("stop")
@click.option("-w", "--workspace", required=True, type=WORKSPACE, help="Folder of the graph.")
@click.option("--force", is_flag=True, help="Stop it even while a command uses it; that command then fails.")
def command(workspace: Path, force: bool) -> None:
    """Stop the server of the embedded store. Nothing is lost, and the next query starts it again.

    \b
    Examples:
      kgbuild store stop -w ws
      kgbuild store stop -w ws --force
    """
    from kgbuild.graph.workspace import Workspace
    from kgbuild.store.embedded import stop

    stopped = stop(Workspace.open(workspace).store, force=force)
    click.echo("Stopped." if stopped else "Not running.")
