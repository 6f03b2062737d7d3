"""`kgbuild bench taggers`: size, speed and F1 of taggers side by side."""

import json
from pathlib import Path

import click

FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


@click.command("taggers")
@click.argument("folders", nargs=-1, type=FOLDER, metavar="[DIR]...")
@click.option("--data", required=True, type=FOLDER, help="Folder that holds the annotated corpora.")
@click.option(
    "--on", default="bc5cdr-test", show_default=True,
    help="Data set that is read: bc5cdr-test, ncbi-dev or maccrobat-test.",
)  # fmt: skip
@click.option(
    "--limit", type=click.IntRange(min=1), help="Read only so many of its documents, by hash.  [default: all]"
)
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads to use.")
@click.option(
    "--fp32", is_flag=True, help="Show each int8 tagger's weights in float32 as well (needs torch)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(
    *,
    folders: tuple[Path, ...],
    data: Path,
    on: str,
    limit: int | None,
    threads: int,
    fp32: bool,
    as_json: bool,
) -> None:
    """Compare exported taggers: encoder, precision, size, speed and exact F1, a line each.

    DIR is a folder that `kgbuild train tagger` exported; without one it is the tagger that ships. All read
    the same documents with the same number of threads and take turns; of three turns the fastest counts. The
    ratio is the speed as a multiple of the first tagger's. F1 is that of mentions as a build has them.

    \b
    Examples:
      kgbuild bench taggers --data corpora --fp32
      kgbuild bench taggers trained/export large/export --data corpora --limit 100
      kgbuild bench taggers trained/export trained/export-fp32 --data corpora --on ncbi-dev --json
    """
    from kgbuild.resources import DEFAULT_TAGGER
    from kgbuild.runs.bench_taggers import compare_taggers

    rows = compare_taggers(
        folders or (DEFAULT_TAGGER,),
        data,
        on=on,
        limit=limit,
        threads=threads,
        float32=fp32,
        say=lambda line: click.echo(line, err=True),
    )
    if as_json:
        click.echo(json.dumps([row.as_row() for row in rows], indent=1))
        return
    types = list(rows[0].scores)
    wide = max(len(row.encoder) for row in rows) + 2
    shape = f"{'encoder':{wide}}{'layers':>6}{'hidden':>8}"
    scores = "".join(f"{f'F1 {type}':>12}" for type in types)
    click.echo(f"{shape}{'precision':>11}{'MB':>8}{'sentences/s':>13}{'ratio':>8}{scores}")
    for row in rows:
        columns = ((row.layers, 6), (row.hidden, 8))
        shape = "".join(f"{'–' if value is None else value:>{width}}" for value, width in columns)
        scores = "".join(f"{100 * row.scores[type].f1 if type in row.scores else 0:>12.2f}" for type in types)
        click.echo(
            f"{row.encoder:{wide}}{shape}{row.precision:>11}{row.megabytes:>8.1f}"
            f"{row.sentences_per_second:>13.1f}{row.ratio:>8.2f}{scores}"
        )
