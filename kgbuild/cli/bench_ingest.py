"""`kgbuild bench ingest`: how fast and how large, against torch."""

import json
from dataclasses import asdict
from pathlib import Path

import click

MEGABYTE = 2**20
FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command("ingest")
@click.option(
    "--data", type=FILE, multiple=True, help="PubMed file; may be given again.  [default: the sample]"
)
@click.option(
    "--abstracts", type=click.IntRange(min=1), default=500, show_default=True, help="How many to read."
)
@click.option(
    "--threads", type=click.IntRange(min=1), help="Threads for each side.  [default: all usable cores]"
)
@click.option(
    "--tagger",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of another tagger.",
)
@click.option(
    "--memory", type=click.IntRange(min=1), multiple=True, metavar="ABSTRACTS",
    help="Measure only the peak memory of a build of so many abstracts; may be given again.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(
    *,
    data: tuple[Path, ...],
    abstracts: int,
    threads: int | None,
    tagger: Path | None,
    memory: tuple[int, ...],
    as_json: bool,
) -> None:
    """Compare tagging and building with transformers.pipeline in torch.

    Same weights, abstracts and threads, in one run; models are loaded before the clock starts, on all sides.
    The peer runs at its default settings and at the best of several batch sizes.

    \b
    Examples:
      kgbuild bench ingest --data pubmed21n1298.xml.gz
      kgbuild bench ingest --abstracts 100 --threads 1 --json
      kgbuild bench ingest --data a.xml.gz --data b.xml.gz --memory 2000 --memory 20000

    It needs torch: pip install 'kgbuild[learn]'.
    """
    from kgbuild.resources import DEFAULT_TAGGER, SAMPLE
    from kgbuild.runs.bench import compare
    from kgbuild.runs.bench_memory import peak_of_build
    from kgbuild.runs.cores import usable_cores
    from kgbuild.runs.options import BuildOptions

    def say(line: str) -> None:
        click.echo(line, err=as_json)

    files = data or tuple(sorted(SAMPLE.glob("*.xml.gz")))
    workers = threads or usable_cores()
    options = BuildOptions(workers=workers, tagger=tagger or DEFAULT_TAGGER)
    if memory:
        runs = [peak_of_build(files, abstracts=count, options=options) for count in memory]
        for run in runs:
            together, summed = run.peak.proportional / MEGABYTE, run.peak.resident / MEGABYTE
            say(f"{run.abstracts:,} abstracts in {run.seconds:.0f} s: {together:,.0f} MB in all processes")
            say(f"  (with what they share counted for each: {summed:,.0f} MB)")
        if as_json:
            click.echo(json.dumps([asdict(run) for run in runs], indent=1))
        return
    result = compare(files, abstracts=abstracts, threads=workers, options=options, say=say)
    say("")
    say(f"tagging: {result.times_default:.2f} times the peer's default, {result.times_best:.2f} its best")
    say(f"the whole build takes {result.build_over_tagging:.2f} times the time of tagging alone")
    if as_json:
        ratios = {
            name: getattr(result, name) for name in ("times_default", "times_best", "build_over_tagging")
        }
        click.echo(json.dumps(asdict(result) | ratios, indent=1))
