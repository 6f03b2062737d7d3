"""Put curated knowledge beside what was extracted: entities that no document names, and relations.

A curated id that an entity of the graph has, or has among its cross-references, is that entity. What two ids
of one source say of one entity is one relation. A curated relation has an id of its own, even where documents
state the same: its source is part of it. It has no belief, and counts no documents.

What a relation says of its own source and licence counts, else what its import says. Where rows that are
pooled have several licences, the relation has all of them: who may hand it on must be allowed each.
Its knowledge level and agent type are those of its strongest row, by `KNOWLEDGE_LEVELS` and then by
`AGENT_TYPES`, and always of one row, so that nothing is said that no row says. A fact that somebody asserts
is not weakened by somebody else having predicted it besides.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from kgbuild.domain.relation import SYMMETRIC, Predicate
from kgbuild.graph.curated import CuratedSource
from kgbuild.graph.database import hash_of, quoted

_NONE = """
CREATE TABLE curated_entities (source VARCHAR, id VARCHAR, type VARCHAR, name VARCHAR, synonyms VARCHAR[],
                               xrefs VARCHAR[]);
CREATE TABLE curated_relations (source VARCHAR, subject VARCHAR, type VARCHAR, object VARCHAR,
                                predicate VARCHAR, knowledge_level VARCHAR, agent_type VARCHAR,
                                publications VARCHAR[], frequency VARCHAR, onset VARCHAR, licence VARCHAR,
                                stated_by VARCHAR)
"""

LICENCES = "; "
"""Between the licences of a relation that has several."""
KNOWLEDGE_LEVELS = (
    *("knowledge_assertion", "logical_entailment", "prediction", "statistical_association", "observation"),
    "not_provided",
)
"""Of the Biolink model, the strongest first: what holds, what follows from it, what may, what was seen."""
AGENT_TYPES = (
    *("manual_agent", "manual_validation_of_automated_agent", "automated_agent", "data_analysis_pipeline"),
    *("computational_model", "text_mining_agent", "image_processing_agent", "not_provided"),
)
"""Of the Biolink model, the strongest first: people, what people looked over, what machines say alone."""

_RESOLVED = """
CREATE TABLE resolved AS
WITH
  named AS (SELECT id, unnest(xrefs) AS alias FROM graph_entities),
  aliases AS (SELECT alias, min(id) AS id FROM named GROUP BY alias)
SELECT c.id AS curated, coalesce(own.id, aliases.id, c.id) AS id
FROM (SELECT DISTINCT id FROM curated_entities) AS c
LEFT JOIN graph_entities AS own ON own.id = c.id
LEFT JOIN aliases ON aliases.alias = c.id
"""

_STATED = """
CREATE TABLE curated AS
WITH ends AS (
  SELECT c.* EXCLUDE (subject, object, source, licence, stated_by),
         coalesce(nullif(c.stated_by, ''), c.source) AS source,
         coalesce(nullif(c.licence, ''), l.licence) AS licence,
         list_position({levels}, knowledge_level) AS level_rank,
         list_position({agents}, agent_type) AS agent_rank,
         CASE WHEN c.type IN ({symmetric}) THEN least(s.id, o.id) ELSE s.id END AS subject,
         CASE WHEN c.type IN ({symmetric}) THEN greatest(s.id, o.id) ELSE o.id END AS object
  FROM curated_relations AS c JOIN curated_licences AS l ON l.source = c.source
  JOIN resolved AS s ON s.curated = c.subject JOIN resolved AS o ON o.curated = c.object
  WHERE s.id <> o.id
)
SELECT {hashed} AS id, type, min(predicate) AS predicate, subject, object,
       first(knowledge_level ORDER BY {strongest}) AS knowledge_level,
       first(agent_type ORDER BY {strongest}) AS agent_type, source,
       string_agg(DISTINCT licence, '{between}' ORDER BY licence) AS licence,
       list_sort(list_distinct(flatten(list(publications)))) AS publications,
       string_agg(DISTINCT frequency, '; ' ORDER BY frequency) FILTER (frequency <> '') AS frequency,
       string_agg(DISTINCT onset, '; ' ORDER BY onset) FILTER (onset <> '') AS onset
FROM ends
GROUP BY type, subject, object, source
"""

_STRONGEST = "level_rank NULLS LAST, knowledge_level, agent_rank NULLS LAST, agent_type"

ADDITIONAL = """
SELECT c.id AS id, arg_min(c.type, source) AS type, arg_min(c.name, source) AS name,
       arg_min(c.synonyms, source) AS synonyms, arg_min(c.xrefs, source) AS xrefs,
       NOT starts_with(c.id, {ungrounded}) AS grounded, 0 AS n_documents, 0 AS n_mentions
FROM curated_entities AS c JOIN resolved ON curated = c.id AND resolved.id = c.id
WHERE c.id NOT IN (SELECT id FROM graph_entities)
GROUP BY c.id
"""
"""Curated entities that no document names, as rows of the table of entities."""

CURATED_RELATIONS = """
SELECT id, type, predicate, subject, object,
       NULL::DOUBLE AS belief, 0 AS n_support, 0 AS n_contradict, 0 AS n_documents,
       NULL::INTEGER AS first_year, NULL::INTEGER AS last_year, NULL::DOUBLE AS significance,
       knowledge_level, agent_type, source, licence, publications, frequency, onset, '' AS build
FROM curated
"""


def read_curated(
    connection: duckdb.DuckDBPyConnection, sources: Sequence[CuratedSource], folder: Path
) -> None:
    """Make tables of all imports below `folder`, which may be none."""
    connection.execute(_NONE)
    connection.execute("CREATE TABLE curated_licences (source VARCHAR, licence VARCHAR)")
    for source in sources:
        connection.execute("INSERT INTO curated_licences VALUES (?, ?)", [source.name, source.licence])
        for table in ("entities", "relations"):
            file = quoted(folder / source.name / f"{table}.parquet")
            connection.execute(
                f"INSERT INTO curated_{table} BY NAME "
                f"SELECT {quoted(source.name)} AS source, * FROM read_parquet({file})"
            )


def resolve_curated(connection: duckdb.DuckDBPyConnection) -> None:
    """Decide which entity each curated id is, and pool relations; needs the table `graph_entities`."""
    connection.execute(_RESOLVED)
    parts = ("'relation'", "source", "subject", "type", "object")
    symmetric = ", ".join(quoted(predicate) for predicate in Predicate if predicate in SYMMETRIC)
    stated = _STATED.format(
        hashed=hash_of(*parts),
        symmetric=symmetric,
        levels=list(KNOWLEDGE_LEVELS),
        agents=list(AGENT_TYPES),
        strongest=_STRONGEST,
        between=LICENCES,
    )
    connection.execute(stated)
