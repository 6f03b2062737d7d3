"""`kgbuild load`: graph tables into a store."""

from pathlib import Path

import click

from kgbuild.cli.embedding_options import chosen_encoder, embedding_options
from kgbuild.cli.store_options import WORKSPACE, opened, store_options


@click.command("load")
@click.option("-w", "--workspace", required=True, type=WORKSPACE, help="Folder of the graph to load.")
@store_options
@click.option(
    "--check", is_flag=True, help="Compare every row even if the store says that it holds this graph."
)
@click.option("--replace", is_flag=True, help="Take the place of another workspace's graph in the database.")
@embedding_options
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    *,
    workspace: Path,
    url: str | None,
    user: str,
    database: str | None,
    check: bool,
    replace: bool,
    embeddings: bool,
    encoder: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Load the graph of a workspace into its embedded store, or into a Neo4j of yours.

    \b
    Examples:
      kgbuild load -w ws
      kgbuild load -w ws --check
      kgbuild load -w ws --embeddings
      KGBUILD_STORE_PASSWORD=… kgbuild load -w ws --store neo4j://localhost --user neo4j
      KGBUILD_STORE_PASSWORD=… kgbuild load -w ws2 --store neo4j://localhost --replace

    Only what differs is written; what is not in the tables any more is removed. Stop it as you like and run
    it again; where a Neo4j goes away meanwhile, it waits two minutes for it to come back. In a Neo4j it needs
    a database of its own, which gets a full-text index over names and synonyms besides (`entity_names`): one
    that holds another workspace's graph is refused, unless --replace says that this one takes its place (a
    copy of a workspace counts as the same).
    `kgbuild query` loads the embedded store by itself. What models predicted goes in beside the graph, as
    relationships PREDICTED_TREATS and so on; what of it the graph has no entities for is counted.

    With --embeddings each entity gets a vector of its name and synonyms by a BERT, and the store a vector
    index (`entity_embeddings`), by which `kgbuild query --name entities-alike` finds what is called or means
    alike. It is done once for a name, needs torch (pip install 'kgbuild[learn]'), and takes 2 KB an entity.
    """
    from kgbuild.cli.load_report import load_bar, print_report
    from kgbuild.graph.published import published
    from kgbuild.graph.workspace import Workspace
    from kgbuild.store.embeddings import embed
    from kgbuild.store.load import load

    names = chosen_encoder(embeddings=embeddings, encoder=encoder)
    tables = Workspace.open(workspace)
    published(tables)  # Without tables, no server need be started.
    with opened(workspace, url, user, database) as store, load_bar(quiet=quiet) as progress:
        report = load(store, tables, progress=progress, check=check, replace=replace)
        vectors = embed(store, tables, names, progress=progress) if names else None
    if not quiet:
        print_report(report, vectors, as_json=as_json)
