"""The commands of `kgbuild export` that write a selection of the graph, all alike."""

from pathlib import Path

import click

from kgbuild.cli.store_options import WORKSPACE

_RIGHTS = """
What was read from documents has no licence of its own and is always written: check that you may hand on its
sentences.
"""

licence_option = click.option(
    "--license-allow",
    "licences",
    multiple=True,
    metavar="LICENCE",
    help="Of imported relations, only those of this licence, or none; may be given again.  [default: all]",
)


def _command(format: str, out: str, what: str) -> click.Command:
    @click.command(
        format, help=f"{what}\n\n\b\nExample:\n  kgbuild export {format} -w ws --out {out}\n{_RIGHTS}"
    )
    @click.option("-w", "--workspace", required=True, type=WORKSPACE, help="Folder of the graph.")
    @click.option(
        "--out", required=True, type=click.Path(path_type=Path), help="What to write; not there yet."
    )
    @licence_option
    def command(*, workspace: Path, out: Path, licences: tuple[str, ...]) -> None:
        from kgbuild.graph.export.export import export
        from kgbuild.graph.workspace import Workspace

        rows = export(Workspace.open(workspace), out, format=format, licences=licences)
        what = f"{rows['relations']:,} relations between {rows['entities']:,} entities"
        if format == "evidence":
            what = f"{rows['evidence']:,} sentences"
        click.echo(f"{what} in {out}")

    return command


kgx = _command(
    "kgx", "graph", "Write a folder with nodes.tsv and edges.tsv, in the words of the Biolink model."
)
kgx_jsonl = _command("kgx-jsonl", "graph", "Write a folder with nodes.jsonl and edges.jsonl, as kgx does.")
parquet = _command(
    "parquet",
    "graph",
    "Write a folder with the tables: entities, relations, evidence, documents without texts.",
)
graphml = _command("graphml", "graph.graphml", "Write one file for Gephi, yEd, Cytoscape or networkx.")
nquads = _command(
    "nquads", "graph.nq", "Write RDF: each relation in a graph of its own, and where it is from."
)
evidence = _command(
    "evidence",
    "evidence.jsonl",
    "Write all sentences with their relations and documents: a JSON object a line, or a table where the "
    "name ends in .tsv.",
)
