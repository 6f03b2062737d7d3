"""`kgbuild export`: the graph in the formats of other programs."""

from kgbuild.cli.lazy import LazyGroup

command = LazyGroup(
    "export",
    commands_by_name={
        "kgx": "kgbuild.cli.export_formats:kgx",
        "kgx-jsonl": "kgbuild.cli.export_formats:kgx_jsonl",
        "parquet": "kgbuild.cli.export_formats:parquet",
        "graphml": "kgbuild.cli.export_formats:graphml",
        "nquads": "kgbuild.cli.export_formats:nquads",
        "evidence": "kgbuild.cli.export_formats:evidence",
        "neo4j-csv": "kgbuild.cli.export_neo4j_csv:command",
    },
    help="Write the graph of a workspace in the formats of other programs.",
)
