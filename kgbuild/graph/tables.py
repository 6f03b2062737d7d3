"""The tables of a workspace as Arrow schemas.

Made of schemas/graph.yaml by `make schema`: change that file, not this one.
"""

import pyarrow as pa

_SECTION = pa.struct(
    [
        ("label", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("language", pa.string()),
    ]
)
"""A labelled stretch of a document's text."""

DOCUMENTS = pa.schema(
    [
        ("id", pa.string()),
        ("aliases", pa.list_(pa.string())),
        ("full_text", pa.bool_()),
        ("version", pa.int32()),
        ("revised", pa.string()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("sections", pa.list_(_SECTION)),
        ("year", pa.int32()),
        ("journal", pa.string()),
        ("language", pa.string()),
        ("retracted", pa.bool_()),
        ("corrections", pa.list_(pa.string())),
        ("source", pa.string()),
        ("content_hash", pa.string()),
    ]
)
"""One text with its bibliographic facts. A graph pulled from a store has no texts."""

MENTIONS = pa.schema(
    [
        ("id", pa.string()),
        ("document_id", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("text", pa.string()),
        ("type", pa.string()),
        ("score", pa.float64()),
        ("sentence", pa.int32()),
        ("assertion", pa.string()),
        ("long_form", pa.string()),
        ("entity_id", pa.string()),
        ("entity_name", pa.string()),
        ("entity_type", pa.string()),
        ("grounding_score", pa.float64()),
        ("grounding_reason", pa.string()),
    ]
)
"""A stretch of text that names a disease, a symptom or a drug, and the entity that it is grounded to."""

EVIDENCE = pa.schema(
    [
        ("id", pa.string()),
        ("relation_id", pa.string()),
        ("document_id", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("sentence", pa.string()),
        ("section", pa.string()),
        ("subject", pa.string()),
        ("predicate", pa.string()),
        ("object", pa.string()),
        ("subject_mention", pa.string()),
        ("object_mention", pa.string()),
        ("polarity", pa.string()),
        ("certainty", pa.string()),
        ("score", pa.float64()),
        ("model", pa.string()),
    ]
)
"""A sentence, or a few in a row, that speaks for or against `subject predicate object`. What is merely
considered, or only ever denied, is evidence about a relation that is not there."""

ENTITIES = pa.schema(
    [
        ("id", pa.string()),
        ("type", pa.string()),
        ("name", pa.string()),
        ("synonyms", pa.list_(pa.string())),
        ("xrefs", pa.list_(pa.string())),
        ("grounded", pa.bool_()),
        ("n_documents", pa.int64()),
        ("n_mentions", pa.int64()),
    ]
)
"""A disease, symptom or drug that a document mentions or that an imported relation is about."""

RELATIONS = pa.schema(
    [
        ("id", pa.string()),
        ("type", pa.string()),
        ("predicate", pa.string()),
        ("subject", pa.string()),
        ("object", pa.string()),
        ("belief", pa.float64()),
        ("n_support", pa.int64()),
        ("n_contradict", pa.int64()),
        ("n_documents", pa.int64()),
        ("first_year", pa.int32()),
        ("last_year", pa.int32()),
        ("significance", pa.float64()),
        ("knowledge_level", pa.string()),
        ("agent_type", pa.string()),
        ("source", pa.string()),
        ("licence", pa.string()),
        ("publications", pa.list_(pa.string())),
        ("frequency", pa.string()),
        ("onset", pa.string()),
        ("build", pa.string()),
    ]
)
"""What documents, or an import, say of two entities. One is there only if at least one document states it
firmly, or an import does. What an import calls a disease may be a symptom here, and the other way round."""

WITHDRAWN = pa.schema(
    [
        ("document_id", pa.string()),
        ("version", pa.int32()),
        ("revised", pa.string()),
        ("reason", pa.string()),
        ("stated_by", pa.string()),
        ("source", pa.string()),
    ]
)
"""A record that was read and is neither among the documents nor in the quarantine."""

QUARANTINE = pa.schema(
    [
        ("source", pa.string()),
        ("location", pa.string()),
        ("reason", pa.string()),
        ("message", pa.string()),
        ("document_id", pa.string()),
        ("excerpt", pa.string()),
    ]
)
"""A record that could not be read or processed, and why."""

WITHDRAWALS = pa.schema(
    [
        ("document_id", pa.string()),
        ("kind", pa.string()),
        ("stated_by", pa.string()),
    ]
)
"""A statement, found in a source or made by a user, that a document no longer counts."""

PREDICTIONS = pa.schema(
    [
        ("id", pa.string()),
        ("type", pa.string()),
        ("subject", pa.string()),
        ("predicate", pa.string()),
        ("object", pa.string()),
        ("asked", pa.string()),
        ("probability", pa.float64()),
        ("rank", pa.int64()),
        ("model_run", pa.string()),
        ("build", pa.string()),
        ("known", pa.bool_()),
        ("contradicted", pa.int64()),
        ("harms", pa.bool_()),
        ("hub_only", pa.bool_()),
    ]
)
"""A relation that the graph lacks and a model thinks likely. Never mixed with what was read, and nothing is
learnt from it. In a store it is a relationship of its `type`."""

OF_IMPORTS = frozenset({"licence", "publications", "frequency", "onset"})
"""Columns that have no value but for what was imported."""

GRAPH_TABLES: dict[str, pa.Schema] = {
    "documents": DOCUMENTS,
    "mentions": MENTIONS,
    "evidence": EVIDENCE,
    "entities": ENTITIES,
    "relations": RELATIONS,
    "withdrawn": WITHDRAWN,
    "quarantine": QUARANTINE,
}
"""The tables of a workspace, one Parquet file each in its folder `tables`. They are the truth, a store is a
view of them."""

SHARD_TABLES: dict[str, pa.Schema] = {
    "documents": DOCUMENTS,
    "mentions": MENTIONS,
    "evidence": EVIDENCE,
    "withdrawals": WITHDRAWALS,
    "quarantine": QUARANTINE,
}
"""What extraction writes of a part of the documents; all shards together become the graph."""
