"""Read somebody else's graph out of a store, by a mapping."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from kgbuild.domain.entity import UNGROUNDED_PREFIX
from kgbuild.domain.relation import BIOLINK, SYMMETRIC, relation_id
from kgbuild.errors import PullError
from kgbuild.graph.database import number
from kgbuild.graph.tables import ENTITIES, RELATIONS
from kgbuild.store.bolt import Store
from kgbuild.store.fetched import UnfitValueError, create, fetch
from kgbuild.store.mapping import EntityMapping, GraphMapping, RelationMapping

_ENTITY = ("id", "type", "name", "synonyms", "xrefs", "grounded", "n_documents")
_RELATION = (
    *("id", "type", "predicate", "subject", "object", "belief", "n_support", "n_contradict", "n_documents"),
    *("knowledge_level", "agent_type", "source"),
)
LOOKED_AT = 1000
"""Nodes or relationships whose properties are told where none has the one that was asked for."""

ENTITY_ROWS = pa.schema([ENTITIES.field(name) for name in _ENTITY])
RELATION_ROWS = pa.schema([RELATIONS.field(name) for name in _RELATION])


def read_mapped(
    store: Store, mapping: GraphMapping, connection: duckdb.DuckDBPyConnection
) -> tuple[dict[str, str], Counter[str]]:
    """Fetch the mapped graph; return a query for each table's rows, and what is left out, by reason.

    Of nodes with one id the first by type and name counts, of relations with one id the highest belief.
    Raises `PullError` for what the mapping names and nothing in the store has: it is misspelt.
    """
    reader = _Reader(store, connection)
    for entity in mapping.entities:
        reader.entities(entity)
    for relation in mapping.relations:
        reader.relations(relation, mapping)
    return reader.result()


class _Seen:
    """Counts rows that pass, and of each column those that have a value."""

    def __init__(self, columns: int) -> None:
        self.rows = 0
        self.filled = [0] * columns

    def watched(self, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        for row in rows:
            self.rows += 1
            for column, value in enumerate(row):
                self.filled[column] += value is not None
            yield row


class _Reader:
    def __init__(self, store: Store, connection: duckdb.DuckDBPyConnection) -> None:
        self._store = store
        self._connection = connection
        self._left_out: Counter[str] = Counter()
        create(connection, "mapped entities", ENTITY_ROWS)
        create(connection, "mapped relations", RELATION_ROWS)

    def entities(self, mapping: EntityMapping) -> None:
        properties = (mapping.id, mapping.name, mapping.synonyms, mapping.xrefs)
        columns = ", ".join(
            f"{f'n.{_name(property)}' if property else 'null'} AS c{number}"
            for number, property in enumerate(properties)
        )
        named = f"(n:{_name(mapping.label)})"
        rows = self._store.stream(f"MATCH {named} RETURN {columns}")
        seen = _Seen(len(properties))
        self._fetch("mapped entities", self._entity_rows(seen.watched(rows), mapping), ENTITY_ROWS)
        self._refuse_absent(f"node has the label {mapping.label}", named, properties, seen)

    def _entity_rows(
        self, rows: Iterator[tuple[Any, ...]], mapping: EntityMapping
    ) -> Iterator[tuple[Any, ...]]:
        for given, name, synonyms, xrefs in rows:
            id = _id(given, mapping)
            if not id:
                self._left_out[f"{mapping.label} nodes without {mapping.id}"] += 1
                continue
            grounded = not id.startswith(UNGROUNDED_PREFIX)
            shown = id if name is None else str(name)
            yield id, str(mapping.type), shown, _texts(synonyms), _texts(xrefs), grounded, 0

    def relations(self, mapping: RelationMapping, whole: GraphMapping) -> None:
        start, end = whole.entity(mapping.start), whole.entity(mapping.end)
        type = _name(mapping.type)
        belief = f"r.{_name(mapping.belief)}" if isinstance(mapping.belief, str) else repr(mapping.belief)
        rows = self._store.stream(
            f"MATCH (a:{_name(start.label)})-[r:{type}]->(b:{_name(end.label)}) "
            f"RETURN a.{_name(start.id)} AS a, b.{_name(end.id)} AS b, {belief} AS belief"
        )
        seen = _Seen(3)
        self._fetch(
            "mapped relations", self._relation_rows(seen.watched(rows), mapping, start, end), RELATION_ROWS
        )
        joined = f"relationship {mapping.type} leads from {start.label} to {end.label}"
        given = mapping.belief if isinstance(mapping.belief, str) else ""
        named = f"(:{_name(start.label)})-[n:{type}]->(:{_name(end.label)})"
        self._refuse_absent(joined, named, ("", "", given), seen)

    def _relation_rows(
        self,
        rows: Iterator[tuple[Any, ...]],
        mapping: RelationMapping,
        start: EntityMapping,
        end: EntityMapping,
    ) -> Iterator[tuple[Any, ...]]:
        predicate = mapping.predicate
        facts = (mapping.knowledge_level, mapping.agent_type, mapping.source)
        for a, b, belief in rows:
            subject, object = _id(a, start), _id(b, end)
            if not subject or not object:
                self._left_out[f"{mapping.type} relationships of nodes without id"] += 1
                continue
            if not isinstance(belief, int | float) or not 0 <= belief <= 1:
                self._left_out[f"{mapping.type} relationships without a belief in 0..1"] += 1
                continue
            if mapping.reversed:
                subject, object = object, subject
            if predicate in SYMMETRIC and object < subject:
                subject, object = object, subject
            id = relation_id(subject, predicate, object)
            ends = (str(predicate), BIOLINK[predicate], subject, object)
            yield (id, *ends, float(belief), 0, 0, 0, *facts)

    def _refuse_absent(self, thing: str, named: str, properties: tuple[str, ...], seen: "_Seen") -> None:
        if not seen.rows:
            raise PullError(self._store.url, f"no {thing}, which the mapping names")
        for property, count in zip(properties, seen.filled, strict=True):
            if property and not count:
                keys = self._store.stream(
                    f"MATCH {named} WITH n LIMIT {LOOKED_AT} UNWIND keys(n) AS key RETURN DISTINCT key AS key"
                )
                there = ", ".join(sorted(str(key) for (key,) in keys)) or "none"
                raise PullError(
                    self._store.url,
                    f"the mapping names the property {property}, but of what its entry is about ({named}) "
                    f"nothing has it; there are {there}",
                )

    def result(self) -> tuple[dict[str, str], Counter[str]]:
        for table, order in (("entities", "type, name"), ("relations", "belief DESC, source")):
            self._connection.execute(
                f'CREATE TABLE "{table} once" AS FROM "mapped {table}" '
                f"QUALIFY row_number() OVER (PARTITION BY id ORDER BY {order}) = 1"
            )
            twice = self._count(f"mapped {table}") - self._count(f"{table} once")
            if twice:
                self._left_out[f"{table} that are there more than once"] += twice
        return {table: f'FROM "{table} once"' for table in ("entities", "relations")}, self._left_out

    def _count(self, table: str) -> int:
        return number(self._connection, f'SELECT count(*) FROM "{table}"')

    def _fetch(self, table: str, rows: Iterator[tuple[Any, ...]], schema: pa.Schema) -> None:
        try:
            fetch(self._connection, table, rows, schema)
        except UnfitValueError as error:
            raise PullError(self._store.url, f"a value does not fit: {error}") from error


def _name(name: str) -> str:
    """Return a label, type or property as Cypher takes any: the mapping allows no backslash in it."""
    return "`" + name.replace("`", "``") + "`"


def _id(value: Any, mapping: EntityMapping) -> str:
    text = "" if value is None else str(value)
    return text if not text or text.startswith(mapping.prefix) else mapping.prefix + text


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    return sorted({str(each) for each in (value if isinstance(value, list) else [value])})
