"""`kgbuild store`: the server of the embedded store, and a Neo4j of one's own."""

from kgbuild.cli.lazy import LazyGroup

command = LazyGroup(
    "store",
    commands_by_name={
        "status": "kgbuild.cli.store_status:command",
        "stop": "kgbuild.cli.store_stop:command",
        "neo4j-start": "kgbuild.cli.store_neo4j_start:command",
        "neo4j-stop": "kgbuild.cli.store_neo4j_stop:command",
    },
    help="Look at the embedded store's server, or stop it: it starts by itself and ends when idle. Or run a "
    "Neo4j of your own.\n\nKGBUILD_JAVA_OPTIONS may hold further options of the embedded server's Java.",
)
