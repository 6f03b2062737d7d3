"""Encode the names of entities into a table beside those that are exported."""

from pathlib import Path

import duckdb
import pyarrow as pa

from kgbuild.domain.entity import described
from kgbuild.graph.database import quoted
from kgbuild.store.embeddings import EMBEDDED, ENCODED_TOGETHER, Encoder, text_hash
from kgbuild.store.vector_index import EMBEDDING

VECTORS = "vectors"
"""The table: id, hash and vector of each entity."""


def encode(connection: duckdb.DuckDBPyConnection, entities: Path, encoder: Encoder) -> int:
    """Make the table `vectors` of what `entities.parquet` holds; return the width, 0 without entities."""
    connection.execute(f"CREATE TABLE {VECTORS} (id VARCHAR, {EMBEDDED} VARCHAR, {EMBEDDING} FLOAT[])")
    wanted = f"SELECT id, name, synonyms FROM read_parquet({quoted(entities)}) ORDER BY id"
    rows = connection.cursor().execute(wanted)
    width = 0
    while batch := rows.fetchmany(ENCODED_TOGETHER):
        texts = [described(name, synonyms) for _, name, synonyms in batch]
        vectors = encoder.encode(texts)
        width = vectors.shape[1]
        table = pa.table(
            [
                [id for id, *_ in batch],
                [text_hash(encoder, text) for text in texts],
                pa.array(list(vectors), pa.list_(pa.float32())),
            ],
            names=["id", EMBEDDED, EMBEDDING],
        )
        connection.register("encoded", table)
        connection.execute(f"INSERT INTO {VECTORS} FROM encoded")
        connection.unregister("encoded")
    return width
