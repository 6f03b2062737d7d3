"""Check tables against the schema: every row of every table, and what rows of one table say of another.

DuckDB does it a column at a time. What is fine costs one pass over each table and one for each reference;
rows are looked up only where a rule is broken.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kgbuild.graph.database import database, number, quoted
from kgbuild.graph.rules import known_rules
from kgbuild.graph.tables import GRAPH_TABLES, PREDICTIONS
from kgbuild.schema.rules import Rule

SHOWN = 10
"""Problems told one by one, if not asked for more."""
FEW = 100_000
"""Rows of all tables together up to which the joins of a table fit into memory at the same time."""
LONGEST = 60
"""Characters of a text that are shown."""

SCHEMAS: Mapping[str, pa.Schema] = {**GRAPH_TABLES, "predictions": PREDICTIONS}


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that breaks a rule. Rows count from 1; 0 stands for the column as a whole.

    `id` is that of the row, or its subject and object where it has none. `value` is as it is to be shown.
    """

    table: str
    row: int
    id: str
    column: str
    value: str
    rule: str

    def told(self, file: str) -> str:
        """Return it as one line, `file` being where the table lies.

        >>> Problem("relations", 17, "a1", "belief", "1.7", "must be at most 1").told("relations.parquet")
        'relations.parquet: row 17 (id a1): belief is 1.7; it must be at most 1'
        """
        named = f" (id {self.id})" if self.id else ""
        row = f" row {self.row}{named}:" if self.row else ""
        return f"{file}:{row} {self.column} is {self.value}; it {self.rule}"


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found: how many times rules are broken, and the first rows of each broken rule."""

    total: int
    problems: tuple[Problem, ...]


def check(files: Mapping[str, Path], *, shown: int = SHOWN) -> Findings:
    """Check tables, by their names; at most `shown` problems are looked up, some of each broken rule.

    A file may lack columns, and other tables may be missing or have ids twice: what they would be needed for
    is not checked. Raises DuckDB's and pyarrow's errors where a file cannot be read.
    """
    metadata = {name: pq.read_metadata(path) for name, path in files.items()}
    found = {name: each.schema.to_arrow_schema() for name, each in metadata.items()}
    problems = [problem for name, schema in found.items() for problem in _unfit_types(name, schema)]
    total = len(problems)
    fit = {name: schema for name, schema in found.items() if name not in {each.table for each in problems}}
    rows = {name: metadata[name].num_rows for name in fit}
    with tempfile.TemporaryDirectory(prefix="kgbuild-") as scratch, database(Path(scratch)) as connection:
        for name in fit:
            table = f"read_parquet({quoted(files[name])}, file_row_number = true)"
            connection.execute(f'CREATE VIEW "{name}" AS FROM {table}')
        checker = _Checker(connection, fit, rows)
        broken = checker.broken()
        total += sum(count for _, count in broken)
        room = max(1, (shown - len(problems)) // max(1, len(broken)))
        for rule, _ in broken:
            problems += checker.rows(rule, max(0, min(room, shown - len(problems))))
    return Findings(total, tuple(problems[:shown]))


def _unfit_types(table: str, found: pa.Schema) -> Iterator[Problem]:
    for field in SCHEMAS[table]:
        if field.name not in found.names:
            continue
        there, wanted = _shown(found.field(field.name).type), _shown(field.type)
        if there != wanted:
            yield Problem(table, 0, "", field.name, f"of type {there}", f"must be {wanted}")


def _shown(type: pa.DataType) -> str:
    """Return a type in words that do not depend on how writers call the items of lists."""
    if pa.types.is_list(type):
        return f"list<{_shown(type.value_type)}>"
    if pa.types.is_struct(type):
        return f"struct<{', '.join(f'{field.name}: {_shown(field.type)}' for field in type)}>"
    return str(type)


class _Checker:
    """Asks for what is broken in tables that are views of a connection, with a column `file_row_number`."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Schema], rows: Mapping[str, int]
    ) -> None:
        self._connection = connection
        self._columns = {name: set(schema.names) for name, schema in tables.items()}
        self._filled = [name for name, count in rows.items() if count]
        self._few = sum(rows.values()) <= FEW
        self._unambiguous = {name for name in tables if "id" in self._columns[name]}

    def broken(self) -> list[tuple[Rule, int]]:
        """Return the rules that are broken, and by how many rows."""
        counts = {}
        for rule in self._mine():
            if rule.alone:
                counts[rule] = self._count(rule)
                if counts[rule]:
                    self._unambiguous.discard(rule.table)
        for (table, needs), rules in self._groups().items():
            counts |= zip(rules, self._counts(table, needs, rules), strict=True)
        return [(rule, counts[rule]) for rule in self._mine() if counts.get(rule)]

    def rows(self, rule: Rule, most: int) -> Iterator[Problem]:
        """Yield the first rows that break a rule."""
        named = "NULL"
        if "id" in self._columns[rule.table]:
            named = "t.id"
        elif {"subject", "object"} <= self._columns[rule.table]:
            named = "t.subject || ' … ' || t.object"
        found = self._connection.execute(
            f"SELECT t.file_row_number + 1, {named}, {rule.value} "
            f"FROM {self._joined(rule.table, rule.needs)} WHERE {rule.broken} "
            f"ORDER BY t.file_row_number LIMIT {most}"
        )
        for row, id, value in found.fetchall():
            yield Problem(rule.table, int(row), str(id or ""), rule.column, shown_value(value), rule.rule)

    def _mine(self) -> Iterator[Rule]:
        for rule in known_rules().rules:
            if rule.table in self._filled and rule.column.partition(".")[0] in self._columns[rule.table]:
                yield rule

    def _groups(self) -> dict[tuple[str, tuple[str, ...]], list[Rule]]:
        """Return rules by what one query can tell: of few rows all of a table, of many those of one join."""
        groups: dict[tuple[str, tuple[str, ...]], list[Rule]] = {}
        for rule in self._mine():
            references = known_rules().references.get(rule.table, {})
            if not rule.alone and all(references[column] in self._unambiguous for column in rule.needs):
                needs = () if self._few else rule.needs
                groups.setdefault((rule.table, needs), []).append(rule)
        return groups

    def _count(self, rule: Rule) -> int:
        """Return in how many rows a value stands that another row has, too."""
        values = f'SELECT count("{rule.column}") - count(DISTINCT "{rule.column}") FROM "{rule.table}"'
        if not number(self._connection, values):
            return 0
        return number(self._connection, f'SELECT count(*) FROM "{rule.table}" AS t WHERE {rule.broken}')

    def _counts(self, table: str, needs: Sequence[str], rules: Sequence[Rule]) -> list[int]:
        needs = needs or sorted({column for rule in rules for column in rule.needs})
        listed = ", ".join(f"count(*) FILTER (WHERE {rule.broken})" for rule in rules)
        row = self._connection.execute(f"SELECT {listed} FROM {self._joined(table, needs)}").fetchone()
        return [int(count) for count in row or ()]

    def _joined(self, table: str, needs: Sequence[str]) -> str:
        references = known_rules().references.get(table, {})
        joins = (
            f'LEFT JOIN "{references[column]}" AS "{column}_row" ON "{column}_row".id = t."{column}"'
            for column in needs
        )
        return " ".join((f'"{table}" AS t', *joins))


def shown_value(value: object) -> str:
    """Return a value as problems tell it.

    >>> shown_value("flu"), shown_value(None), shown_value(True)
    ("'flu'", 'null', 'true')
    """
    if value is None:
        return "null"
    if isinstance(value, str):
        return repr(value if len(value) <= LONGEST else value[:LONGEST] + "…")
    return str(value).lower() if isinstance(value, bool) else str(value)
