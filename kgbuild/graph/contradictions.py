"""Find rows that keep the schema and yet contradict others, or themselves.

An id is the hash of what it names; what a relation says of its documents is what their evidence says; a
mention is of the entity that evidence by it is about. Only `kgbuild graph check` looks: it takes as long
again as the rules of the schema, and who edits tables by hand may mean what they say.
What was imported has no evidence and keeps its own predicate. What came out of a store has neither mentions
nor places in the text, and nobody knows how reliable its extractors were, so no belief of it is computed.
"""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from kgbuild.domain.entity import UNGROUNDED_PREFIX
from kgbuild.domain.prediction import PREDICTED
from kgbuild.domain.relation import BIOLINK, SYMMETRIC, Predicate
from kgbuild.graph.check import SHOWN, Findings, Problem, shown_value
from kgbuild.graph.database import database, hash_of, number, quoted
from kgbuild.graph.pooled import pool
from kgbuild.schema.model import EXTRACTED

_READ = f"t.source = {quoted(EXTRACTED)}"
_NAMES = ", ".join(quoted(name) for name in BIOLINK.values())
_BIOLINK = f"CASE t.type {' '.join(f'WHEN {quoted(p)} THEN {quoted(b)}' for p, b in BIOLINK.items())} END"
_WITHOUT_DIRECTION = ", ".join(quoted(predicate) for predicate in Predicate if predicate in SYMMETRIC)
_FIRST, _LAST = (
    f"CASE WHEN t.{{type}} IN ({_WITHOUT_DIRECTION}) THEN {order}(t.subject, t.object) ELSE t.{end} END"
    for order, end in (("least", "subject"), ("greatest", "object"))
)
_COUNTS = {
    "n_support": "documents with evidence firmly say so",
    "n_contradict": "documents with evidence firmly deny it",
    "n_documents": "documents have evidence about it",
}
_YEARS = {"first_year": "first", "last_year": "last"}


@dataclass(frozen=True, slots=True)
class _Rule:
    """What must agree: SQL of `broken` rows `t`, and `rule`, SQL of the words that say what must be."""

    column: str
    broken: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Group:
    """Rules of one table that one query tells; `joins` follows the table in it."""

    table: str
    rules: tuple[_Rule, ...]
    joins: str = ""


def contradictions(
    files: Mapping[str, Path], *, reliability: Mapping[str, float] | None = None, shown: int = SHOWN
) -> Findings:
    """Look through graph tables, or predictions, by their names; at most `shown` contradictions are told.

    Their columns are of the types of the schema. `reliability` is what beliefs were computed with, None where
    nobody knows. Raises DuckDB's errors where a file cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="kgbuild-") as scratch, database(Path(scratch)) as connection:
        for name, path in files.items():
            rows = f"read_parquet({quoted(path)}, file_row_number = true)"
            connection.execute(f'CREATE VIEW "{name}" AS FROM {rows}')
        broken = [
            (group, rule, count)
            for group in _groups(connection, files, reliability)
            for rule, count in zip(group.rules, _counts(connection, group), strict=True)
            if count
        ]
        room = max(1, shown // max(1, len(broken)))
        problems: list[Problem] = []
        for group, rule, _ in broken:
            problems += _rows(connection, group, rule, max(0, min(room, shown - len(problems))))
    return Findings(sum(count for *_, count in broken), tuple(problems))


def _groups(
    connection: duckdb.DuckDBPyConnection,
    files: Mapping[str, Path],
    reliability: Mapping[str, float] | None,
) -> Iterator[_Group]:
    if "predictions" in files:
        named = ("t.model_run", "t.asked", "t.subject", "t.predicate", "t.object")
        type = f"{quoted(PREDICTED)} || t.predicate"
        yield _Group("predictions", (_hashed("id", hash_of(*named)), _equal("type", type)))
        return
    yield _Group("relations", (_predicate(), _imported_predicate(), *_relation_ids()))
    connection.execute("CREATE TABLE chosen AS SELECT id, min(year) AS year FROM documents GROUP BY id")
    pool(connection, files["evidence"], reliability or {}, firm=False)
    ends = " AND ".join(f"p.{name} = t.{name}" for name in ("id", "type", "subject", "object"))
    evident = tuple(_evident(beliefs=reliability is not None))
    yield _Group("relations", evident, f"LEFT JOIN pooled AS p ON {ends}")
    yield _Group("evidence", tuple(_evidence_ids()))
    if number(connection, "SELECT count(*) FROM mentions"):
        mention = hash_of("t.document_id", "t.start", 't."end"', "t.type")
        yield _Group("mentions", (_hashed("id", mention),))
        for end in ("subject", "object"):
            yield _mentioned(end)
        yield _spread(connection)


def _equal(column: str, expected: str) -> _Rule:
    return _Rule(column, f"t.{column} <> {expected}", f"'must be ' || {expected}")


def _hashed(column: str, expected: str, named: str = "what it names") -> _Rule:
    broken = f"t.{column} <> {expected}"
    return _Rule(column, broken, f"'must be ' || {expected} || ', the hash of {named}'")


def _predicate() -> _Rule:
    broken = f"{_READ} AND t.predicate <> {_BIOLINK}"
    return _Rule("predicate", broken, f"'must be ' || {_BIOLINK} || ', as its type is ' || t.type")


def _imported_predicate() -> _Rule:
    broken = f"NOT {_READ} AND t.predicate IN ({_NAMES}) AND t.predicate <> {_BIOLINK}"
    return _Rule("predicate", broken, "'must not be that of another type than ' || t.type")


def _relation_ids() -> Iterator[_Rule]:
    first, last = (end.format(type="type") for end in (_FIRST, _LAST))
    plain = hash_of(first, "t.type", last)
    imported = hash_of("'relation'", "t.source", first, "t.type", last)
    # One that was pulled out of somebody else's store has a source, which its id does not count.
    wanted = f"CASE WHEN {_READ} OR t.id = {plain} THEN {plain} ELSE {imported} END"
    yield _hashed("id", wanted, "subject, type and object, and of the source of an import")


def _evident(*, beliefs: bool) -> Iterator[_Rule]:
    for column, what in _COUNTS.items():
        told = f"coalesce(p.{column}, 0)"
        broken = f"{_READ} AND t.{column} <> {told}"
        yield _Rule(column, broken, f"'must be ' || {told} || ': so many {what}'")
    for column, which in _YEARS.items():
        broken = f"{_READ} AND t.{column} IS DISTINCT FROM p.{column}"
        told = f"coalesce(CAST(p.{column} AS VARCHAR), 'null')"
        yield _Rule(column, broken, f"'must be ' || {told} || ', the {which} of the documents that say so'")
    if beliefs:
        told = "coalesce(CAST(p.belief AS VARCHAR), 'null')"
        broken = f"{_READ} AND t.belief IS DISTINCT FROM p.belief"
        yield _Rule("belief", broken, f"'must be ' || {told} || ', which is what its evidence gives'")


def _evidence_ids() -> Iterator[_Rule]:
    named = ("t.document_id", "t.start", 't."end"', "t.subject", "t.predicate", "t.object")
    yield _hashed("id", hash_of(*named))
    first, last = (end.format(type="predicate") for end in (_FIRST, _LAST))
    yield _hashed("relation_id", hash_of(first, "t.predicate", last), "its subject, predicate and object")


def _mentioned(end: str) -> _Group:
    joins = f"LEFT JOIN mentions AS m ON m.id = t.{end}_mention"
    broken = f"m.document_id <> t.document_id OR m.entity_id <> t.{end}"
    said = "'must be a mention of ' || t.{end} || ' in ' || t.document_id || ', not of ' || m.entity_id"
    rule = _Rule(f"{end}_mention", broken, f"{said.format(end=end)} || ' in ' || m.document_id")
    return _Group("evidence", (rule,), joins)


def _spread(connection: duckdb.DuckDBPyConnection) -> _Group:
    connection.execute(
        "CREATE TABLE spread AS SELECT entity_id, count(*) AS n_documents, sum(n)::BIGINT AS n_mentions FROM "
        "(SELECT entity_id, document_id, count(*) AS n FROM mentions GROUP BY ALL) GROUP BY entity_id"
    )
    rules = []
    for column, what in (("n_documents", "documents mention it"), ("n_mentions", "mentions are of it")):
        told = f"coalesce(m.{column}, 0)"
        broken = f"t.{column} <> {told}"
        rules.append(_Rule(column, broken, f"'must be ' || {told} || ': so many {what}'"))
    grounded = f"NOT starts_with(t.id, {quoted(UNGROUNDED_PREFIX)})"
    rules.append(_equal("grounded", f"({grounded})"))
    return _Group("entities", tuple(rules), "LEFT JOIN spread AS m ON m.entity_id = t.id")


def _counts(connection: duckdb.DuckDBPyConnection, group: _Group) -> tuple[int, ...]:
    listed = ", ".join(f"count(*) FILTER (WHERE {rule.broken})" for rule in group.rules)
    row = connection.execute(f'SELECT {listed} FROM "{group.table}" AS t {group.joins}').fetchone()
    return tuple(map(int, row or ()))


def _rows(connection: duckdb.DuckDBPyConnection, group: _Group, rule: _Rule, most: int) -> Iterator[Problem]:
    found = connection.execute(
        f'SELECT t.file_row_number + 1, t.id, t."{rule.column}", {rule.rule} '
        f'FROM "{group.table}" AS t {group.joins} WHERE {rule.broken} '
        f"ORDER BY t.file_row_number LIMIT {most}"
    )
    for row, id, value, told in found.fetchall():
        yield Problem(group.table, int(row), str(id or ""), rule.column, shown_value(value), str(told))
