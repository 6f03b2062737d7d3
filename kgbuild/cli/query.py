"""`kgbuild query`: Cypher in, a table out."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgbuild.cli.store_options import WORKSPACE, opened, store_options

if TYPE_CHECKING:
    from kgbuild.store.bolt import Answer, Store
    from kgbuild.store.named import NamedQuery
    from kgbuild.store.read_only import Limits

ROWS_OF_A_TABLE = 100
TIMEOUT = 120.0


@click.command("query")
@click.argument("cypher", required=False)
@click.option("-w", "--workspace", type=WORKSPACE, help="Folder of the graph to ask.")
@click.option("--name", metavar="NAME", help="Ask a named query in place of CYPHER; see --list.")
@click.option(
    "-p", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter; may be given again."
)
@click.option("--list", "listing", is_flag=True, help="List the named queries and their parameters.")
@click.option("--json", "as_json", is_flag=True, help="Print an array with an object for each row.")
@click.option("--vectors", is_flag=True, help="With --json: print the embeddings of whole nodes, too.")
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help=f"Rows at most; 10,000 with --read-only.  [default: {ROWS_OF_A_TABLE} in a table, else all]",
)
@click.option(
    "--timeout",
    type=float,
    default=TIMEOUT,
    show_default=True,
    help="Seconds after which the store ends the query: 0.001 to 86,400.",
)
@click.option(
    "--read-only",
    is_flag=True,
    help="Let through only what is known to read the graph, as for a query by somebody else.",
)
@click.option(
    "--encoder", help="Of texts that a named query takes by meaning, as `load --encoder`.  [default: MiniLM]"
)
@store_options
def command(
    *,
    cypher: str | None,
    workspace: Path | None,
    name: str | None,
    parameters: tuple[str, ...],
    listing: bool,
    as_json: bool,
    vectors: bool,
    as_csv: bool,
    limit: int | None,
    timeout: float,
    read_only: bool,
    encoder: str | None,
    url: str | None,
    user: str,
    database: str | None,
) -> None:
    """Ask the graph a question in Cypher, or one that is ready by name.

    \b
    Examples:
      kgbuild query -w ws --list
      kgbuild query --list --json | jq -r '.[].name'
      kgbuild query -w ws --name drugs-for-disease -p disease="hypertension"
      kgbuild query -w ws --name entities-like-text -p text="trouble falling asleep"
      kgbuild query -w ws "MATCH (d:Drug)-[r:TREATS]->(x) RETURN d.name, x.name, r.belief LIMIT 5"
      kgbuild query -w ws "MATCH (n:Drug) WHERE n.n_documents > \\$n RETURN n.name" -p n=10 --csv
      kgbuild query -w ws --read-only "$QUERY_OF_SOMEBODY" -p name=aspirin --json
      KGBUILD_STORE_PASSWORD=… kgbuild query --store neo4j://localhost "RETURN 1"

    The embedded store is loaded first where it is behind the tables. Values of parameters are numbers, true,
    false or JSON where they read as such, else text. Queries only read: the store refuses to write. With
    --read-only, whatever is not known to read the graph alone is not even sent, be it a procedure, a file or
    another database, and an answer has at most 10,000 rows and 16 million bytes. Of whole nodes --json prints
    all but the embedding, if there is one; --vectors prints that, too.
    """
    from kgbuild.cli import query_output
    from kgbuild.cli.embedding_options import chosen_encoder
    from kgbuild.graph.published import published
    from kgbuild.graph.workspace import Workspace
    from kgbuild.store.meanings import encoded
    from kgbuild.store.named import TEXTS, named_query, query_names
    from kgbuild.store.parameters import check_seconds, check_sendable, read_parameters
    from kgbuild.store.read_only import Limits, ReadOnly

    _check_form(listing=listing, as_json=as_json, as_csv=as_csv, vectors=vectors)
    if listing:
        show_list = query_output.print_queries_as_json if as_json else query_output.print_queries
        show_list([named_query(each) for each in query_names()])
        return
    if (cypher is None) == (name is None):
        raise click.UsageError("give a query in Cypher, or --name and the name of one (--list shows them)")
    query = named_query(name) if name is not None else None
    if query is not None:
        texts = {parameter.name for parameter in query.parameters if parameter.type in TEXTS}
        statement, values = query.statement, query.bind(read_parameters(parameters, text=texts))
    else:
        statement, values = str(cypher), read_parameters(parameters)
    by_meaning = query if query is not None and query.by_meaning else None
    if encoder and by_meaning is None:
        raise click.UsageError("--encoder goes with --name of a query that takes a text by meaning")
    # Before a server is started in vain.
    names = chosen_encoder(embeddings=by_meaning is not None, encoder=encoder)
    check_seconds(timeout)
    check_sendable(statement, values)
    if workspace is not None:
        published(Workspace.open(workspace))  # Without tables, no server need be started.
    rows = limit or (None if as_json or as_csv else ROWS_OF_A_TABLE)
    limits = Limits(seconds=timeout)
    with opened(workspace, url, user, database) as store:
        if workspace is not None:
            _bring_up_to_date(store, workspace, ours=url is None)
        if by_meaning is not None and names is not None:
            values = encoded(store, by_meaning, values, names)
        if read_only:
            answer = ReadOnly(store, limits).ask(statement, values, rows=rows)
        else:
            answer = store.query(statement, values, limit=rows, timeout=timeout)
        reasons = _why_nothing(store, query, values) if query is not None and not answer.rows else []
    query_output.print_answer(answer, as_json=as_json, as_csv=as_csv, vectors=vectors)
    for reason in reasons:
        click.echo(reason, err=True)
    if answer.truncated:
        how = _why(answer, limits) if read_only else "see --limit"
        click.echo(f"There are more rows than these {len(answer.rows):,}: {how}.", err=True)


def _check_form(*, listing: bool, as_json: bool, as_csv: bool, vectors: bool) -> None:
    if as_json and as_csv:
        raise click.UsageError("--json or --csv, not both")
    if listing and as_csv:
        raise click.UsageError("--list is printed as text or, with --json, as JSON")
    if vectors and not as_json:
        raise click.UsageError("--vectors goes with --json: a table and CSV show nodes by label and name")


def _why_nothing(store: "Store", query: "NamedQuery", values: dict[str, Any]) -> list[str]:
    """Return why a named query may have found nothing."""
    from kgbuild.store.meanings import lacks_vectors
    from kgbuild.store.named import unknown_entities

    reasons = [
        f"No entity of the graph is called {value!r}." for value in unknown_entities(store, query, values)
    ]
    if lacks_vectors(store, query):
        reasons.append("No entity has a vector of its name yet: `kgbuild load --embeddings` makes them.")
    return reasons


def _why(answer: "Answer", limits: "Limits") -> str:
    if answer.reason == "bytes":
        return f"--read-only gives no more than {limits.bytes:,} bytes; ask for fewer values a row"
    return "--read-only gives no more" if len(answer.rows) == limits.rows else "see --limit"


def _bring_up_to_date(store: "Store", workspace: Path, *, ours: bool) -> None:
    from kgbuild.graph.workspace import Workspace
    from kgbuild.store.load import is_current, load

    tables = Workspace.open(workspace)
    if is_current(store, tables):
        return
    if not ours:
        # Asking must never write into somebody's database.
        click.echo(
            f"The store does not hold what {workspace} holds now; `kgbuild load` would change that.", err=True
        )
        return
    from kgbuild.cli.load_report import load_bar

    click.echo(f"Loading the graph of {workspace} into its store first.", err=True)
    with load_bar() as progress:
        load(store, tables, progress=progress)
