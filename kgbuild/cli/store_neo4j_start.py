"""`kgbuild store neo4j-start`: a real Neo4j on this machine, without Docker."""

from pathlib import Path

import click


@click.command("neo4j-start")
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".neo4j"),
    show_default=True,
    help="Folder of the server: settings, password, data and logs.",
)
@click.option("--port", type=click.IntRange(1, 65535), default=7687, show_default=True, help="Port for Bolt.")
@click.option("--memory", default="1g", show_default=True, help="Java's heap at most.")
def command(home: Path, port: int, memory: str) -> None:
    """Start a Neo4j Community of your own on 127.0.0.1, and say how to reach it.

    \b
    Examples:
      kgbuild store neo4j-start
      kgbuild store neo4j-start --home /data/neo4j --port 7688 --memory 4g

    Needs Java 17 or 21 and, the first time, Maven, which fetches 116 MB into ~/.cache/kgbuild. Where the
    server runs already nothing happens. It goes on until `kgbuild store neo4j-stop`, and keeps its data.
    """
    from kgbuild.store.neo4j_server import PASSWORD_FILE, start

    server = start(home, port=port, heap=memory)
    click.echo(f"Neo4j runs (process {server.pid}):")
    click.echo(f"  url:      {server.url}")
    click.echo(f"  user:     {server.user}")
    click.echo(f"  password: {server.password}")
    given = f"KGBUILD_STORE_PASSWORD=$(cat {home / PASSWORD_FILE})"
    click.echo(f"  load:     {given} kgbuild load -w ws --store {server.url}")
    click.echo(f"  admin:    {server.admin}")
