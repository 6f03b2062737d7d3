"""`kgbuild bench load`: how fast a graph goes into a store, against merging row by row."""

import json
from collections.abc import Callable
from dataclasses import asdict

import click

COUNT = click.IntRange(min=1)


@click.command("load")
@click.option("--relations", type=COUNT, default=100_000, show_default=True, help="Relations to load.")
@click.option("--evidence", is_flag=True, help="Load a sentence of a document for each relation, too.")
@click.option(
    "--peer-rows", type=COUNT, default=1_000, show_default=True, help="Rows that the peer is timed on."
)
@click.option("--neo4j", is_flag=True, help="Load and import into a Neo4j in place of the embedded store.")
@click.option(
    "--hub",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="With --neo4j: how many of the relations are of one disease; at most a tenth of them.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(*, relations: int, evidence: bool, peer_rows: int, neo4j: bool, hub: int, as_json: bool) -> None:
    """Load made-up relations and their entities into an empty store.

    In the same run, a loop that merges row by row does the first rows of the same in a store of its own,
    which is warm; its time for all of them is extrapolated from these. Needs 1.5 GB of memory and leaves
    nothing behind. With --neo4j a Neo4j is started for it (see `kgbuild store neo4j-start`), which takes the
    peer's rows first and is emptied then; at last the same graph is imported.

    \b
    Examples:
      kgbuild bench load
      kgbuild bench load --relations 20000 --evidence
      kgbuild bench load --json
      kgbuild bench load --neo4j --relations 1000000 --hub 100000
    """

    def say(line: str) -> None:
        click.echo(line, err=as_json)

    if neo4j:
        if evidence:
            raise click.UsageError("--evidence goes with the embedded store")
        _neo4j(relations, hub, peer_rows, say, as_json=as_json)
    elif hub:
        raise click.UsageError("--hub goes with --neo4j")
    else:
        _embedded(relations, peer_rows, say, evidence=evidence, as_json=as_json)


def _embedded(
    relations: int, peer_rows: int, say: Callable[[str], None], *, evidence: bool, as_json: bool
) -> None:
    from kgbuild.store.bench import measure

    result = measure(relations=relations, evidence=evidence, peer_rows=peer_rows, say=say)
    sentences = f"{result.evidence:,} pieces of" if evidence else "no"
    say(
        f"{result.relations:,} relations between {result.entities:,} entities, {sentences} evidence, "
        "into an empty store:"
    )
    say(
        f"  {result.load_seconds:.1f} s "
        f"({result.start_seconds + result.load_seconds:.1f} s with the start of the server; "
        f"{result.server_cpu_seconds:.1f} processor seconds of the server)"
    )
    say(f"  once more: {result.again_seconds:.2f} s; comparing every row: {result.check_seconds:.1f} s")
    say(
        f"  merged row by row: {result.peer_rows_a_second:,.0f} rows/s over {result.peer_rows:,} rows, "
        f"which makes {result.peer_seconds:,.0f} s for all (extrapolated)"
    )
    say(f"  loading is {result.times:.1f} times as fast (load average: {result.load_average:.1f})")
    if as_json:
        click.echo(json.dumps(asdict(result) | {"times": result.times}, indent=1))


def _neo4j(relations: int, hub: int, peer_rows: int, say: Callable[[str], None], *, as_json: bool) -> None:
    from kgbuild.store.bench_neo4j import measure_neo4j

    result = measure_neo4j(relations=relations, hub=hub, peer_rows=peer_rows, say=say)
    say(
        f"{result.relations:,} relations between {result.entities:,} entities, into an empty Neo4j "
        f"(load average: {result.load_average:.1f}):"
    )
    say(
        f"  loaded: {result.load_seconds:.1f} s, {result.loaded_a_second:,.0f} relations/s "
        f"({result.server_processor_seconds:.1f} processor seconds of the server, "
        f"{result.own_processor_seconds:.1f} of kgbuild)"
    )
    say(f"  once more: {result.again_seconds:.2f} s; comparing every row: {result.check_seconds:.1f} s")
    say(
        f"  merged row by row: {result.peer_rows_a_second:,.0f} rows/s over {result.peer_rows:,} rows; "
        f"loading is {result.times:.1f} times as fast"
    )
    say(
        f"  neo4j-admin database import: {result.import_seconds:.1f} s, "
        f"{result.imported_a_second:,.0f} relations/s; with {result.csv_seconds:.1f} s for writing CSV, "
        f"{result.start_seconds:.1f} s for the start, {result.finish_seconds:.1f} s for indexes: "
        f"{result.made_available_a_second:,.0f} relations/s"
    )
    if as_json:
        rates = ("times", "loaded_a_second", "imported_a_second", "made_available_a_second")
        click.echo(json.dumps(asdict(result) | {name: getattr(result, name) for name in rates}, indent=1))
