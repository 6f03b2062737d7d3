"""`kgbuild graph hash`: one digest of a workspace's graph."""

from pathlib import Path

import click


@click.command("hash")
@click.argument("workspace", type=click.Path(path_type=Path))
@click.option("--stored", is_flag=True, help="Only of what a store keeps: no texts, mentions, quarantine.")
def command(workspace: Path, stored: bool) -> None:
    """Print one SHA-256 of the graph in a workspace.

    Equal content gives an equal digest, however the input was split, in what order it was read, by how many
    workers, and how often that was interrupted.

    \b
    Examples:
      kgbuild graph hash ws
      [ "$(kgbuild graph hash ws1)" = "$(kgbuild graph hash ws2)" ] && echo same
      kgbuild graph hash --stored ws      # equal for a graph that was loaded and pulled again
    """
    from kgbuild.graph.digest import graph_hash
    from kgbuild.graph.workspace import Workspace
    from kgbuild.store.digest import stored_hash

    opened = Workspace.open(workspace)
    click.echo(stored_hash(opened) if stored else graph_hash(opened))
