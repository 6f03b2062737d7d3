"""The tables of a workspace as Arrow schemas: the one place where their columns are named."""

import pyarrow as pa

_STRINGS = pa.list_(pa.string())
_SECTION = pa.struct(
    [("label", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("language", pa.string())]
)

DOCUMENTS = pa.schema(
    [
        ("id", pa.string()),
        ("aliases", _STRINGS),
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
        ("corrections", _STRINGS),
        ("source", pa.string()),
        ("content_hash", pa.string()),
    ]
)

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
"""`type` is what the tagger saw, `entity_type` and `entity_name` what the entity was when it was grounded;
what it is now stands in the table of entities."""

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
"""`predicate` is the relationship type (`TREATS`), `start` and `end` are those of the sentence."""

ENTITIES = pa.schema(
    [
        ("id", pa.string()),
        ("type", pa.string()),
        ("name", pa.string()),
        ("synonyms", _STRINGS),
        ("xrefs", _STRINGS),
        ("grounded", pa.bool_()),
        ("n_documents", pa.int64()),
        ("n_mentions", pa.int64()),
    ]
)

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
        ("publications", _STRINGS),
        ("frequency", pa.string()),
        ("onset", pa.string()),
        ("build", pa.string()),
    ]
)
"""`type` is the relationship type, `predicate` its Biolink name; `significance` (−log10 p) is null but for
CO_OCCURS_WITH. `source` is `extracted`, or the name of an import: then `licence` to `onset` may have
values, and `belief` has none."""

OF_IMPORTS = frozenset({"licence", "publications", "frequency", "onset"})
"""Columns of relations that have no value but for what was imported."""

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
"""One row for each record read that is neither in `documents` nor in the quarantine; `reason` is
`superseded`, `duplicate`, `deleted` or `retried`, see `kgbuild.graph.copies`."""

WITHDRAWALS = pa.schema([("document_id", pa.string()), ("kind", pa.string()), ("stated_by", pa.string())])
"""What sources and users state; only in shards."""

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

SHARD_TABLES: dict[str, pa.Schema] = {
    "documents": DOCUMENTS,
    "mentions": MENTIONS,
    "evidence": EVIDENCE,
    "withdrawals": WITHDRAWALS,
    "quarantine": QUARANTINE,
}
"""What extraction writes for each shard."""

GRAPH_TABLES: dict[str, pa.Schema] = {
    "documents": DOCUMENTS,
    "mentions": MENTIONS,
    "evidence": EVIDENCE,
    "entities": ENTITIES,
    "relations": RELATIONS,
    "withdrawn": WITHDRAWN,
    "quarantine": QUARANTINE,
}
"""What assembly makes of all shards; sorted as `kgbuild.graph.parquet` says."""
