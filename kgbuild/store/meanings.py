"""Turn texts that a named query is to compare by meaning into vectors, by what made those in the store."""

from collections.abc import Mapping
from typing import Any

from kgbuild.domain.entity import described
from kgbuild.errors import QueryError
from kgbuild.store.bolt import Store
from kgbuild.store.embeddings import EMBEDDED, Encoder, text_hash
from kgbuild.store.named import NamedQuery
from kgbuild.store.vector_index import VECTOR_INDEX

LOOKED_AT = 50
"""Entities, one of which at least is to have the encoder's vector: others may be called otherwise since."""

_SOME = (
    f"MATCH (n:Entity) WHERE n.{EMBEDDED} IS NOT NULL "
    f"RETURN n.name, n.synonyms, n.{EMBEDDED} LIMIT {LOOKED_AT}"
)


def lacks_vectors(store: Store, query: NamedQuery) -> bool:
    """Whether the query looks among entities' vectors, and there are none."""
    return VECTOR_INDEX in query.statement and not list(store.stream(_SOME))


def encoded(store: Store, query: NamedQuery, values: Mapping[str, Any], encoder: Encoder) -> dict[str, Any]:
    """Return the values with vectors in place of what the query takes by meaning.

    Raises `QueryError` where entities have no vectors, or another encoder's, and what the encoder raises.
    """
    some = list(store.stream(_SOME))
    if not some:
        raise QueryError(
            f"{query.name} needs vectors of the entities' names: `kgbuild load --embeddings` makes them"
        )
    if not any(text_hash(encoder, described(name, synonyms)) == held for name, synonyms, held in some):
        raise QueryError(
            f"{query.name}: the entities' vectors are by another encoder than {encoder.identity}; name that "
            "with --encoder, or make them anew with `kgbuild load --embeddings`"
        )
    vectors = encoder.encode([str(values[name]) for name in query.by_meaning])
    return {**values, **dict(zip(query.by_meaning, vectors.tolist(), strict=True))}
