"""Formats that a graph can be written in, one writer a file.

A writer is a function of a `Selection` and a path that is not there yet; to add one, write its file and its
line here. `neo4j_csv`, which an import of Neo4j reads, is apart: it writes all that a store holds.
"""

FORMATS = {
    "kgx": "kgbuild.graph.export.kgx:write_kgx",
    "kgx-jsonl": "kgbuild.graph.export.kgx:write_kgx_jsonl",
    "parquet": "kgbuild.graph.export.parquet:write_parquet",
    "graphml": "kgbuild.graph.export.graphml:write_graphml",
    "nquads": "kgbuild.graph.export.nquads:write_nquads",
    "evidence": "kgbuild.graph.export.evidence:write_evidence",
}
FOLDERS = frozenset({"kgx", "kgx-jsonl", "parquet"})
"""Formats of several files, in a folder."""
