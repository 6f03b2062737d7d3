"""`kgbuild bench`: speed and memory against a named peer, and options of training against none."""

from kgbuild.cli.lazy import LazyGroup

command = LazyGroup(
    "bench",
    commands_by_name={
        "ingest": "kgbuild.cli.bench_ingest:command",
        "links": "kgbuild.cli.bench_links:command",
        "load": "kgbuild.cli.bench_load:command",
        "taggers": "kgbuild.cli.bench_taggers:command",
        "training": "kgbuild.cli.bench_training:command",
    },
    help="Measure speed and memory against a named peer in one run, and what options of training give.",
)
