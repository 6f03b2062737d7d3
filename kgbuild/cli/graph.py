"""`kgbuild graph`: facts about a workspace's graph as a whole."""

from kgbuild.cli.lazy import LazyGroup

command = LazyGroup(
    "graph",
    commands_by_name={
        "hash": "kgbuild.cli.graph_hash:command",
        "check": "kgbuild.cli.graph_check:command",
    },
    help="Facts about a workspace's graph as a whole.",
)
