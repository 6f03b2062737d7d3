"""`kgbuild pull`: the graph in a Neo4j as graph tables."""

import json
from pathlib import Path

import click

from kgbuild.cli.store_options import WORKSPACE, opened, store_options


@click.command("pull")
@store_options
@click.option(
    "--out", required=True, type=WORKSPACE, help="Workspace to write: a new folder, or one pulled before."
)
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, dir_okay=False),
    help="TOML that says what the labels, types and properties of a graph mean that kgbuild did not load.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    *,
    url: str | None,
    user: str,
    database: str | None,
    out: Path,
    mapping: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Make graph tables of the graph in a store: one that kgbuild loaded, or by a mapping any other.

    \b
    Examples:
      KGBUILD_STORE_PASSWORD=… kgbuild pull --store neo4j://localhost --out ws
      KGBUILD_STORE_PASSWORD=… kgbuild pull --store neo4j://localhost --out ws --mapping theirs.toml

    \b
    A mapping has one table for each of their labels and types that counts:
      [[entities]]
      label = "Compound"          # their nodes
      type = "Drug"               # Disease, Symptom or Drug
      id = "identifier"           # the property that identifies them,
      prefix = "DRUGBANK:"        # put before it where it is not there (optional)
      name = "name"
      synonyms = "aliases"        # a text or a list (optional; so is xrefs)
      [[relations]]
      type = "TREATS_CtD"         # their relationships
      from = "Compound"
      to = "Disease"
      predicate = "TREATS"
      source = "Hetionet"         # where this is from
      belief = "score"            # a property or a number; 1 without it (optional)
      reversed = false            # true where theirs points the other way (optional)

    Predictions of models come back into the folder predictions/, in place of those of an earlier pull.
    A store keeps no texts and no mentions: `kgbuild graph hash --stored` compares what it keeps. What a
    mapping names and cannot be used, as a node without id, is counted; what it does not name stays out.
    """
    if not url:
        raise click.UsageError("name the store with --store")
    from kgbuild.store.mapping import read_mapping
    from kgbuild.store.pull import ignore, pull

    def say(part: str) -> None:
        click.echo(f"fetching {part}", err=True)

    chosen = read_mapping(mapping) if mapping else None
    with opened(None, url, user, database) as store:
        report = pull(store, out, mapping=chosen, progress=ignore if quiet or as_json else say)
    if as_json:
        facts = {"build": report.build, "rows": report.rows, "left_out": report.left_out}
        click.echo(json.dumps(facts, indent=1))
    elif not quiet:
        for reason, count in report.left_out.items():
            click.echo(f"left out: {count:,} {reason}", err=True)
        listed = ", ".join(f"{count:,} {name}" for name, count in report.rows.items())
        click.echo(f"{out} now holds build {report.build}: {listed or 'nothing'}")
