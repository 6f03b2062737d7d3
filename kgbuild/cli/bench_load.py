"""`kgbuild bench load`: how fast a graph goes into the embedded store, against merging row by row."""

import json
from dataclasses import asdict

import click

COUNT = click.IntRange(min=1)


@click.command("load")
@click.option("--relations", type=COUNT, default=100_000, show_default=True, help="Relations to load.")
@click.option("--evidence", is_flag=True, help="Load a sentence of a document for each relation, too.")
@click.option(
    "--peer-rows", type=COUNT, default=1_000, show_default=True, help="Rows that the peer is timed on."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(relations: int, evidence: bool, peer_rows: int, as_json: bool) -> None:
    """Load made-up relations and their entities into an empty embedded store.

    In the same run, a loop that merges row by row does the first rows of the same in a store of its own,
    which is warm; its time for all of them is extrapolated from these. Needs 1.5 GB of memory and leaves
    nothing behind.

    \b
    Examples:
      kgbuild bench load
      kgbuild bench load --relations 20000 --evidence
      kgbuild bench load --json
    """
    from kgbuild.store.bench import measure

    def say(line: str) -> None:
        click.echo(line, err=as_json)

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
