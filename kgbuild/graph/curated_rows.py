"""Put curated knowledge beside what was extracted: entities that no document names, and relations.

A curated id that an entity of the graph has, or has among its cross-references, is that entity. What two ids
of one source say of one entity is one relation. A curated relation has an id of its own, even where documents
state the same: its source is part of it. It has no belief, and counts no documents.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from kgbuild.domain.relation import SYMMETRIC, Predicate
from kgbuild.graph.curated import CuratedSource
from kgbuild.graph.database import quoted

_NONE = """
CREATE TABLE curated_entities (source VARCHAR, id VARCHAR, type VARCHAR, name VARCHAR, synonyms VARCHAR[],
                               xrefs VARCHAR[]);
CREATE TABLE curated_relations (source VARCHAR, subject VARCHAR, type VARCHAR, object VARCHAR,
                                predicate VARCHAR, knowledge_level VARCHAR, agent_type VARCHAR,
                                publications VARCHAR[], frequency VARCHAR, onset VARCHAR)
"""

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
  SELECT c.* EXCLUDE (subject, object),
         CASE WHEN c.type IN ({symmetric}) THEN least(s.id, o.id) ELSE s.id END AS subject,
         CASE WHEN c.type IN ({symmetric}) THEN greatest(s.id, o.id) ELSE o.id END AS object
  FROM curated_relations AS c
  JOIN resolved AS s ON s.curated = c.subject JOIN resolved AS o ON o.curated = c.object
  WHERE s.id <> o.id
)
SELECT left(sha256({hashed}), 20) AS id, type, min(predicate) AS predicate, subject, object,
       min(knowledge_level) AS knowledge_level, min(agent_type) AS agent_type, source,
       min(licence) AS licence, list_sort(list_distinct(flatten(list(publications)))) AS publications,
       string_agg(DISTINCT frequency, '; ' ORDER BY frequency) FILTER (frequency <> '') AS frequency,
       string_agg(DISTINCT onset, '; ' ORDER BY onset) FILTER (onset <> '') AS onset
FROM ends JOIN curated_licences USING (source)
GROUP BY type, subject, object, source
"""

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
    hashed = " || ".join(f"strlen({part}) || ':' || {part}" for part in parts)
    symmetric = ", ".join(quoted(predicate) for predicate in Predicate if predicate in SYMMETRIC)
    connection.execute(_STATED.format(hashed=hashed, symmetric=symmetric))
