"""`kgbuild store neo4j-stop`: end the Neo4j that `neo4j-start` started."""

from pathlib import Path

import click


@click.command("neo4j-stop")
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".neo4j"),
    show_default=True,
    help="Folder of the server.",
)
def command(home: Path) -> None:
    """Stop the Neo4j of a folder. Its data stays, for the next `kgbuild store neo4j-start`.

    \b
    Example:
      kgbuild store neo4j-stop
    """
    from kgbuild.store.neo4j_server import stop

    click.echo("Stopped." if stop(home) else "Not running.")
