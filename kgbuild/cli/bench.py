"""`kgbuild bench`: speed and memory, as ratios against a named peer in one run."""

from kgbuild.cli.lazy import LazyGroup

command = LazyGroup(
    "bench",
    commands_by_name={"ingest": "kgbuild.cli.bench_ingest:command", "load": "kgbuild.cli.bench_load:command"},
    help="Measure speed and memory as ratios against a named peer in one run.",
)
