"""`kgbuild demo`: from the bundled abstracts to answers, with one command."""

from pathlib import Path

import click

QUESTION = "drugs-for-disease"
ROWS = 5


@click.command("demo")
@click.option(
    "-w", "--workspace", type=click.Path(path_type=Path, file_okay=False), default=Path("demo-workspace"),
    show_default=True, help="Folder of the graph; made if missing.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(min=1), help="Worker processes.  [default: one for each usable core]"
)
def command(*, workspace: Path, workers: int | None) -> None:
    """Build the graph of the bundled PubMed abstracts, load the graph store and show what they hold.

    Needs no network and no graph database: everything comes with kgbuild. Running it again is quick.

    \b
    Examples:
      kgbuild demo
      kgbuild demo -w /tmp/demo --workers 1
    """
    from rich.console import Console

    from kgbuild.cli.build_report import Reporter
    from kgbuild.cli.demo_report import show_answer, show_next, show_summary
    from kgbuild.cli.load_report import load_bar
    from kgbuild.graph.summary import summarise
    from kgbuild.graph.workspace import Workspace
    from kgbuild.resources import SAMPLE
    from kgbuild.runs.build import build
    from kgbuild.runs.options import BuildOptions
    from kgbuild.store.bolt import embedded
    from kgbuild.store.load import load
    from kgbuild.store.named import named_query

    console = Console()
    console.print(
        "Reading PubMed abstracts that come with kgbuild (source: U.S. National Library of Medicine)."
    )
    with Reporter(quiet=False) as reporter:
        options = BuildOptions(workers=workers)
        build(sorted(SAMPLE.glob("*.gz")), workspace, options=options, progress=reporter)
    tables = Workspace.open(workspace)
    summary = summarise(tables)
    show_summary(console, summary)
    with embedded(tables.store) as store:
        with load_bar() as progress:
            load(store, tables, progress=progress)
        for statement in summary.treatments[:1]:
            query = named_query(QUESTION)
            given = {"disease": statement.object}
            answer = store.query(query.statement, query.bind(given), limit=ROWS)
            show_answer(console, query, given, answer, workspace)
    show_next(console, workspace)
