"""`kgbuild build`: documents in, a workspace with the graph's tables out."""

from pathlib import Path

import click

QUARANTINED = 3
"""Exit status: done, but some records are in the quarantine."""
FOLDER = click.Path(path_type=Path, file_okay=False)
EXISTING_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)
EXISTING_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
POSITIVE = click.IntRange(min=1)


@click.command("build")
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-w", "--workspace", required=True, type=FOLDER, help="Folder of the graph; made if missing.")
@click.option("--format", metavar="NAME", help="Take every file for this format in place of sniffing.")
@click.option("--workers", type=POSITIVE, help="Worker processes.  [default: one for each usable core]")
@click.option("--threads", type=POSITIVE, default=1, show_default=True, help="Threads of each worker.")
@click.option("--shard-size", type=POSITIVE, default=200, show_default=True, help="Documents in a shard.")
@click.option("--tagger", type=EXISTING_FOLDER, help="Folder of another tagger model.")
@click.option("--relations", type=EXISTING_FOLDER, help="Folder of another relation model.")
@click.option(
    "--lexicon", type=EXISTING_FILE, help="Another lexicon, as `kgbuild vocabulary build` makes it."
)
@click.option(
    "--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True,
    help="Who does the work: processes of this machine, or a Ray cluster.",
)  # fmt: skip
@click.option("--address", help="Address of a Ray cluster.  [default: one on this machine]")
@click.option(
    "--retry-quarantined", is_flag=True, help="Try again the documents of INPUTS whose extraction failed."
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.pass_context
def command(
    context: click.Context, /, inputs: tuple[Path, ...], workspace: Path, quiet: bool, **given: object
) -> None:
    """Read documents into a workspace and build its graph.

    INPUTS are files, folders or archives of PubMed XML, JATS, BioC, PubTator, JSONL, CSV or plain text, in
    any mix, compressed or not.

    \b
    Examples:
      kgbuild build papers/ more.xml.gz -w ws
      kgbuild build late.xml.gz -w ws                  adds to what is there
      kgbuild build export.txt -w ws --format pubtator
      kgbuild build papers/ -w ws --workers 8
      kgbuild build papers/ -w ws --retry-quarantined

    Stop it as you like and run the same again: it does only what is missing. Exit status 3 where records are
    in the quarantine; ws/tables/quarantine.parquet says which and why. A file that could not be read is tried
    again each time, and leaves the quarantine once it is mended under its name. A document whose extraction
    failed is tried again with --retry-quarantined, or when the models or the lexicon are others.
    """
    from kgbuild.cli.build_report import Reporter
    from kgbuild.runs.build import build
    from kgbuild.runs.options import BuildOptions

    options = BuildOptions(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type] # click checked
    with Reporter(quiet=quiet) as reporter:
        record = build(inputs, workspace, options=options, progress=reporter)
    reporter.summarise(record, workspace)
    context.exit(QUARANTINED if record.quarantine else 0)
