"""`kgbuild export neo4j-csv`: files for `neo4j-admin database import full`."""

from pathlib import Path

import click

from kgbuild.cli.embedding_options import chosen_encoder, embedding_options
from kgbuild.cli.export_formats import licence_option
from kgbuild.cli.store_options import WORKSPACE


@click.command("neo4j-csv")
@click.option("-w", "--workspace", required=True, type=WORKSPACE, help="Folder of the graph.")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write; an earlier export in it is replaced, other files beside it stay.",
)
@licence_option
@embedding_options
def command(
    *, workspace: Path, out: Path, licences: tuple[str, ...], embeddings: bool, encoder: str | None
) -> None:
    """Write CSV with typed headers, and the script that imports it into an empty Neo4j.

    \b
    Example:
      kgbuild export neo4j-csv -w ws --out csv
      neo4j stop && csv/import.sh neo4j && neo4j start
      cypher-shell -f csv/finish.cypher

    For graphs of millions: an import takes a fraction of the time of `kgbuild load`, but needs an empty
    database and a stopped server. `finish.cypher` makes constraints and indexes; in its place, `kgbuild load`
    does so and compares every row. Later changes go in with `kgbuild load`. With --embeddings the entities
    carry their vectors, and `finish.cypher` makes their index: what `kgbuild load --embeddings` does.
    With --license-allow a later `kgbuild load` adds the relations that were left out.
    """
    from kgbuild.graph.export.neo4j_csv import FINISH, SCRIPT, write_neo4j_csv
    from kgbuild.graph.workspace import Workspace

    names = chosen_encoder(embeddings=embeddings, encoder=encoder)
    written = write_neo4j_csv(Workspace.open(workspace), out, encoder=names, licences=licences)
    for name, count in written.rows.items():
        click.echo(f"{count:>12,} {name}")
    for reason, count in written.left_out.items():
        click.echo(f"left out: {count:,} {reason}", err=True)
    click.echo(f"Import them with {out / SCRIPT}, then run {out / FINISH}.")
