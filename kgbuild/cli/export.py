"""`kgbuild export`: the graph in the formats of other programs."""

from kgbuild.cli.lazy import LazyGroup

command = LazyGroup(
    "export",
    commands_by_name={"neo4j-csv": "kgbuild.cli.export_neo4j_csv:command"},
    help="Write the graph of a workspace in the formats of other programs.",
)
