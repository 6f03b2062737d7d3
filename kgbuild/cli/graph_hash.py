"""`kgbuild graph hash`: one digest of a workspace's graph."""

from pathlib import Path

import click


@click.command("hash")
@click.argument("workspace", type=click.Path(path_type=Path))
def command(workspace: Path) -> None:
    """Print one SHA-256 of the graph in a workspace.

    Equal content gives an equal digest, however the input was split, in what order it was read, by how many
    workers, and how often that was interrupted.

    \b
    Examples:
      kgbuild graph hash ws
      [ "$(kgbuild graph hash ws1)" = "$(kgbuild graph hash ws2)" ] && echo same
    """
    from kgbuild.graph.digest import graph_hash
    from kgbuild.graph.workspace import Workspace

    click.echo(graph_hash(Workspace.open(workspace)))
