"""`kgbuild run`: one end-to-end run from one TOML file."""

from pathlib import Path

import click

QUARANTINED = 3
"""Exit status: done, but some records are in the quarantine."""


@click.command("run")
@click.argument("pipeline", type=click.Path(path_type=Path, dir_okay=False))
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but answers and errors.")
@click.pass_context
def command(context: click.Context, pipeline: Path, quiet: bool) -> None:
    """Run a pipeline file: build a graph, load the store, ask it questions.

    PIPELINE is a TOML file whose paths are taken from its own folder; it looks like this:

    \b
      [build]
      inputs = ["papers", "more.xml.gz"]
      workspace = "ws"
      workers = 2                  # and whatever else `kgbuild build` takes
      [load]                       # load the embedded store
      [query]
      names = ["drugs-for-disease"]
      parameters = { disease = "hypertension" }

    \b
    Examples:
      kgbuild run pipelines/sample.toml
      kgbuild run nightly.toml --quiet

    Running it again does only what is missing. Exit status 3 where records are in the quarantine.
    """
    from kgbuild.cli.build_report import Reporter
    from kgbuild.cli.load_report import load_bar, print_report
    from kgbuild.cli.query_output import print_table
    from kgbuild.graph.workspace import Workspace
    from kgbuild.runs.build import build
    from kgbuild.runs.pipeline import read_pipeline
    from kgbuild.store.bolt import embedded
    from kgbuild.store.load import load

    plan = read_pipeline(pipeline)
    with Reporter(quiet=quiet) as reporter:
        record = build(plan.inputs, plan.workspace, options=plan.options, progress=reporter)
    reporter.summarise(record, plan.workspace)
    if plan.load:
        tables = Workspace.open(plan.workspace)
        with embedded(tables.store) as store:
            with load_bar(quiet=quiet) as progress:
                report = load(store, tables, progress=progress)
            if not quiet:
                print_report(report, as_json=False)
            for question in plan.questions:
                click.echo(f"\n{question.query.question}")
                print_table(store.query(question.query.statement, question.parameters))
    context.exit(QUARANTINED if record.quarantine else 0)
