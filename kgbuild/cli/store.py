"""`kgbuild store`: the server of the embedded store."""

from kgbuild.cli.lazy import LazyGroup

command = LazyGroup(
    "store",
    commands_by_name={"status": "kgbuild.cli.store_status:command", "stop": "kgbuild.cli.store_stop:command"},
    help="Look at the embedded store's server, or stop it. It starts by itself and ends when idle.",
)
