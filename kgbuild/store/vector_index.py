"""The index over entities' embeddings: `CALL db.index.vector.queryNodes("entity_embeddings", 10, vector)`.

Both stores answer that call alike, with (1 + cosine) / 2 as the score. The index is made in Cypher on Neo4j,
and in SQL on the embedded store.
"""

from kgbuild.store.bolt import Store

VECTOR_INDEX = "entity_embeddings"
EMBEDDING = "embedding"


def vector_index(width: int) -> str:
    """Return the statement that makes Neo4j's index where it is missing; `width` numbers are in a vector."""
    options = {
        "dimensions": width,
        "similarity_function": "'cosine'",
        # A quarter of the memory would make scores that are off by hundredths.
        "quantization.enabled": "false",
    }
    listed = ", ".join(f"`vector.{name}`: {value}" for name, value in options.items())
    return (
        f"CREATE VECTOR INDEX {VECTOR_INDEX} IF NOT EXISTS FOR (n:Entity) ON n.{EMBEDDING} "
        f"OPTIONS {{indexConfig: {{{listed}}}}}"
    )


def make_index(store: Store, width: int) -> None:
    """Make the index where it is missing; raises `StoreWriteError` for one over vectors of another width."""
    if store.is_neo4j:
        store.define(vector_index(width))
        return
    facts = f'{{"dimensions": {width}, "similarity": "COSINE"}}'
    store.define_in_sql(f"CREATE PROPERTY Entity.{EMBEDDING} IF NOT EXISTS ARRAY_OF_FLOATS")
    store.define_in_sql(
        f"CREATE INDEX {VECTOR_INDEX} IF NOT EXISTS ON Entity ({EMBEDDING}) LSM_VECTOR METADATA {facts}"
    )


def drop_index(store: Store) -> None:
    """Remove the index where there is one."""
    define = store.define if store.is_neo4j else store.define_in_sql
    define(f"DROP INDEX {VECTOR_INDEX} IF EXISTS")


def warm_up(store: Store, width: int) -> None:
    """Have the store finish what it does with vectors before it first answers."""
    if store.is_neo4j:
        store.define("CALL db.awaitIndexes()")
    statement = f"CALL db.index.vector.queryNodes('{VECTOR_INDEX}', 1, $vector) YIELD node RETURN node.id"
    store.query(statement, {"vector": [1.0] * width})
