"""What of the graph tables goes into a store, and in which Cypher.

Labels and relationship types come from the domain's enumerations and from here, values are always parameters.
The statements are Cypher that Neo4j 5 and ArcadeDB both take; rows are lists, which cost ArcadeDB a third of
what maps do, and a relationship is looked up between its two nodes, which alone is fast there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from kgbuild.domain.mention import EntityType
from kgbuild.domain.prediction import PREDICTABLE, PREDICTED
from kgbuild.domain.relation import Predicate
from kgbuild.graph.predictions import TABLE as PREDICTED_TABLE
from kgbuild.graph.tables import DOCUMENTS, ENTITIES, EVIDENCE, PREDICTIONS, RELATIONS

LAYOUT = 2
"""Raise it whenever the same tables give another graph: stores loaded before are then loaded again."""

SEARCH_NAMES = "search_names"
"""Property of entities, beside those of the table: id, name, synonyms and xrefs in lower case. Named queries
find an entity by it."""
_SEARCH_NAMES = (
    "list_sort(list_distinct(list_transform(list_concat([id, name], synonyms, xrefs), lambda x: lower(x))))"
)
_ENTITY = ("id", "name", "synonyms", "xrefs", "grounded", "n_documents", SEARCH_NAMES)
_DOCUMENT = ("id", "title", "year", "journal", "retracted")
_EVIDENCE = (
    *("id", "relation_id", "predicate", "sentence", "section"),
    *("polarity", "certainty", "score", "model"),
)
JOINTS = {
    "FROM": ("document_id", "Document"),
    "SUBJECT": ("subject", "Entity"),
    "OBJECT": ("object", "Entity"),
}
"""Relationships from each piece of evidence: the column that names the other end, and that end's label."""
_RELATION = (
    *("id", "predicate", "belief", "n_support", "n_contradict", "n_documents", "first_year", "last_year"),
    *(
        "significance",
        "knowledge_level",
        "agent_type",
        "source",
        "licence",
        "publications",
        "frequency",
        "onset",
    ),
    "build",
)
_PREDICTION = (
    *("id", "asked", "probability", "rank", "model_run", "build"),
    *("known", "contradicted", "harms", "hub_only"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of node or relationship: the rows of `table` of one `type`.

    Relationships have no `labels`. A row is `keys`, then `ends`, then `properties`. The keys identify what is
    in the store; `ends` are ids of nodes that a new node is joined to. What is in the store `present` gives,
    or else `page` and `rest`: see `kgbuild.store.paged`. `count` statements, by what they count, give one
    number for each row in the store.
    """

    name: str
    labels: tuple[str, ...]
    table: str
    type: str | None
    schema: pa.Schema
    keys: tuple[str, ...]
    ends: tuple[str, ...]
    properties: tuple[str, ...]
    present: str
    page: str
    rest: str
    create: str
    update: str
    remove: tuple[str, ...]
    count: dict[str, str]

    @property
    def wanted(self) -> str:
        """SQL that selects the part's rows; `{path}` stands for the table's file."""
        where = f" WHERE type = '{self.type}'" if self.type else ""
        columns = (_SEARCH_NAMES if c == SEARCH_NAMES else f'"{c}"' for c in self.columns)
        named = ", ".join(f'{sql} AS "{name}"' for sql, name in zip(columns, self.columns, strict=True))
        return f"SELECT {named} FROM read_parquet({{path}}){where}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a row to write."""
        return (*self.keys, *self.ends, *self.properties)

    @property
    def held(self) -> pa.Schema:
        """The columns of a row that `present` gives: keys and properties."""
        types = {field.name: field.type for field in self.schema} | {SEARCH_NAMES: pa.list_(pa.string())}
        return pa.schema([(name, types[name]) for name in (*self.keys, *self.properties)])


def parts() -> Iterator[Part]:
    """Yield all parts, nodes before the relationships between them."""
    for label in EntityType:
        yield _nodes(
            "entities", label, ENTITIES, f"Entity:{label}", _ENTITY[1:], evidence=("SUBJECT", "OBJECT")
        )
    yield _nodes("documents", None, DOCUMENTS, "Document", _DOCUMENT[1:], evidence=("FROM",))
    yield _evidence()
    for predicate in Predicate:
        yield _relationships("relations", predicate, RELATIONS, _RELATION[1:])
    for predicate in PREDICTABLE:
        type = PREDICTED + predicate
        yield _relationships(PREDICTED_TABLE, type, PREDICTIONS, _PREDICTION[1:])


def _nodes(
    table: str,
    type: str | None,
    schema: pa.Schema,
    labels: str,
    properties: tuple[str, ...],
    *,
    evidence: tuple[str, ...],
) -> Part:
    label = labels.rpartition(":")[2]
    joined = f"MATCH (n)<-[:{'|'.join(evidence)}]-(e:Evidence) WITH DISTINCT e DETACH DELETE e"
    found = f"UNWIND $rows AS r MATCH (n:{label} {{id: r[0]}})"
    return Part(
        name=f"{label} nodes",
        labels=tuple(labels.split(":")),
        table=table,
        type=type,
        schema=schema,
        keys=("id",),
        ends=(),
        properties=properties,
        **_node_rows(label, properties),
        create=f"UNWIND $rows AS r CREATE (n:{labels} {_map(('id', *properties))}) RETURN count(*)",
        update=f"{found} SET {_assignments('n', properties, 1)} RETURN count(*)",
        # Evidence says nothing without what it is about; where that returns, so does the evidence.
        remove=(f"{found} {joined}", f"{found} DETACH DELETE n"),
        count={f"{label} nodes": f"MATCH (n:{label}) RETURN count(n)"},
    )


def _evidence() -> Part:
    properties = _EVIDENCE[1:]
    found = "UNWIND $rows AS r MATCH (n:Evidence {id: r[0]})"
    return Part(
        name="Evidence nodes",
        labels=("Evidence",),
        table="evidence",
        type=None,
        schema=EVIDENCE,
        keys=("id",),
        ends=tuple(column for column, _ in JOINTS.values()),
        properties=properties,
        **_node_rows("Evidence", properties),
        create=(
            "UNWIND $rows AS r MATCH (d:Document {id: r[1]}), (s:Entity {id: r[2]}), (o:Entity {id: r[3]}) "
            f"CREATE (n:Evidence {{id: r[0], {_entries(properties, 4)}}}), "
            "(n)-[:FROM]->(d), (n)-[:SUBJECT]->(s), (n)-[:OBJECT]->(o) RETURN count(*)"
        ),
        update=f"{found} SET {_assignments('n', properties, 4)} RETURN count(*)",
        remove=(f"{found} DETACH DELETE n",),
        count={
            "Evidence nodes": "MATCH (n:Evidence) RETURN count(n)",
            **{f"{type} relationships": f"MATCH ()-[r:{type}]->() RETURN count(r)" for type in JOINTS},
        },
    )


def _relationships(table: str, type: str, schema: pa.Schema, properties: tuple[str, ...]) -> Part:
    ends = "UNWIND $rows AS r MATCH (a:Entity {id: r[0]}), (b:Entity {id: r[1]})"
    found = f"{ends} MATCH (a)-[n:{type}]->(b) WHERE n.id = r[2]"
    all = f"MATCH (a:Entity)-[n:{type}]->(b:Entity)"
    values = f"a.id, b.id, n.id, {_values('n', properties)}"
    return Part(
        name=f"{type} relationships",
        labels=(),
        table=table,
        type=type,
        schema=schema,
        keys=("subject", "object", "id"),
        ends=(),
        properties=properties,
        present=f"{all} RETURN {values}",
        page=(
            f"{_PAGE.format(label='Entity')} WITH collect(n) AS page RETURN page[-1].id, "
            f"[a IN page | [(a)-[n:{type}]->(b:Entity) | [{values}]]]"
        ),
        rest=f"{all} WHERE {_REST.format(node='a')} RETURN {values}",
        create=f"{ends} CREATE (a)-[n:{type} {{id: r[2], {_entries(properties, 3)}}}]->(b) RETURN count(*)",
        update=f"{found} SET {_assignments('n', properties, 3)} RETURN count(*)",
        remove=(f"{found} DELETE n",),
        count={f"{type} relationships": f"MATCH ()-[r:{type}]->() RETURN count(r)"},
    )


_PAGE = "MATCH (n:{label}) WHERE n.id > $last WITH n ORDER BY n.id LIMIT $size"
_REST = "NOT coalesce({node}.id > '', false)"
"""What no page has: ids that are none, empty or no text."""


def _node_rows(label: str, properties: tuple[str, ...]) -> dict[str, str]:
    values = f"n.id, {_values('n', properties)}"
    return {
        "present": f"MATCH (n:{label}) RETURN {values}",
        "page": (
            f"{_PAGE.format(label=label)} WITH collect(n) AS page "
            f"RETURN page[-1].id, [[n IN page | [{values}]]]"
        ),
        "rest": f"MATCH (n:{label}) WHERE {_REST.format(node='n')} RETURN {values}",
    }


def _values(variable: str, properties: tuple[str, ...]) -> str:
    return ", ".join(f"{variable}.{name}" for name in properties)


def _map(properties: tuple[str, ...]) -> str:
    return f"{{{_entries(properties, 0)}}}"


def _entries(properties: tuple[str, ...], first: int) -> str:
    return ", ".join(f"{name}: r[{i}]" for i, name in enumerate(properties, first))


def _assignments(variable: str, properties: tuple[str, ...], first: int) -> str:
    return ", ".join(f"{variable}.{name} = r[{i}]" for i, name in enumerate(properties, first))
