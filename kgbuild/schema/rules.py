"""Write the rules that rows must keep: each with the SQL of what breaks it.

In the SQL, `t` is the row at hand, and `"subject_row"` the row of another table whose id the column `subject`
has, or nulls. References say which table that is.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from kgbuild.schema.model import EXTRACTED, Class, Column, Kind, Schema, Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: `rule` says in words what must be, `value` is the SQL of what is there instead.

    `needs` are the columns whose rows in other tables are looked at. Where `alone` is set, it is that no two
    rows have the same value.
    """

    table: str
    column: str
    rule: str
    value: str
    broken: str
    needs: tuple[str, ...] = ()
    alone: bool = False


def rules(schema: Schema) -> str:
    """Return references by table and column, and all rules, as JSON with a line for each."""
    references = (
        f"{json.dumps(table)}: {json.dumps(_references(schema, rows))}"
        for table, rows in schema.tables.items()
        if _references(schema, rows)
    )
    lines = (
        json.dumps(asdict(rule), ensure_ascii=False)
        for table, rows in schema.tables.items()
        for rule in _of_table(schema, table, rows)
    )
    listed = {"references": f"{{\n{_lines(references)}\n}}", "rules": f"[\n{_lines(lines)}\n]"}
    return "{\n" + _lines(f"{json.dumps(name)}: {text}" for name, text in listed.items()) + "\n}\n"


def _lines(lines: Iterable[str]) -> str:
    return ",\n".join(lines)


def _references(schema: Schema, rows: Class) -> dict[str, str]:
    found = {
        column.name: schema.table_of(column.kind.reference)
        for column in rows.columns
        if column.kind.reference
    }
    return found | ({rows.states: "relations"} if rows.states else {})


def _row(column: str) -> str:
    return f'"{column}_row"'


def _of_table(schema: Schema, table: str, rows: Class) -> Iterator[Rule]:
    for column in rows.columns:
        yield from _of_column(schema, table, column)
    for demand in rows.demands:
        needed = f't."{demand.required}"'
        yield Rule(
            table=table,
            column=demand.required,
            rule=f"must have a value: {demand.title}",
            value=needed,
            broken=f't."{demand.column}" = {_text(demand.value)} AND {needed} IS NULL',
        )
    for each in schema.subclasses(rows.name):
        yield from _of_subclass(schema, table, each)
    if rows.states:
        yield _of_statement(table, rows.states)


def _of_column(schema: Schema, table: str, column: Column) -> Iterator[Rule]:
    whole = f't."{column.name}"'
    if column.kind.part:
        for each in schema.classes[column.kind.part].columns:
            for broken, rule in _broken(each, f'v."{each.name}"', "v."):
                found = f"list_filter({whole}, lambda v: {broken})"
                yield Rule(
                    table=table,
                    column=f"{column.name}.{each.name}",
                    rule=rule,
                    value=f'{found}[1]."{each.name}"',
                    broken=f"len({found}) > 0",
                )
        return
    if column.multivalued:
        for broken, rule in _broken(column, "v", "t."):
            found = f"list_filter({whole}, lambda v: {broken})"
            yield Rule(
                table=table, column=column.name, rule=rule, value=f"{found}[1]", broken=f"len({found}) > 0"
            )
        return
    for broken, rule in _broken(column, whole, "t."):
        yield Rule(table=table, column=column.name, rule=rule, value=whole, broken=broken)
    if column.identifier:
        twice = f'SELECT "{column.name}" FROM "{table}" GROUP BY ALL HAVING count(*) > 1'
        yield Rule(
            table=table,
            column=column.name,
            rule="must be the id of one row alone",
            value=whole,
            broken=f"{whole} IN ({twice})",
            alone=True,
        )
    if column.kind.reference:
        yield Rule(
            table=table,
            column=column.name,
            rule=f"must be the id of a row in {schema.table_of(column.kind.reference)}",
            value=whole,
            broken=f"{whole} <> '' AND {_row(column.name)}.id IS NULL",
            needs=(column.name,),
        )


def _broken(column: Column, value: str, row: str) -> Iterator[tuple[str, str]]:
    """Yield SQL of what is wrong with one value, and what it must be in words."""
    kind = column.kind
    text = kind.arrow == "string"
    if column.required:
        yield f"{value} IS NULL" + (f" OR {value} = ''" if text else ""), "must have a value"
    if kind.arrow == "double":
        yield f"NOT isfinite({value})", "must be a finite number"
    if kind.minimum is not None:
        yield f"{value} < {kind.minimum}", f"must be at least {kind.minimum}"
    if kind.maximum is not None:
        yield f"{value} > {kind.maximum}", f"must be at most {kind.maximum}"
    if kind.pattern:
        yield f"{value} <> '' AND NOT regexp_matches({value}, {_text(kind.pattern)})", _pattern(kind)
    if kind.enumeration:
        names = [each.name for each in kind.enumeration.values]
        listed = ", ".join(map(_text, names))
        yield f"{value} <> '' AND {value} NOT IN ({listed})", f"must be one of {', '.join(names)}"
    if column.at_least:
        yield f'{value} < {row}"{column.at_least}"', f"must not be less than {column.at_least}"


def _of_subclass(schema: Schema, table: str, rows: Class) -> Iterator[Rule]:
    mine = f't."type" = {_text(rows.type)}'
    if rows.symmetric:
        yield Rule(
            table=table,
            column="subject",
            rule=f"must not be greater than object, as {rows.type} has no direction",
            value='t."subject"',
            broken=f'{mine} AND t."subject" > t."object"',
        )
    if rows.signatures:
        fits = " OR ".join(_fits(schema, each) for each in rows.signatures)
        subject, object = map(_row, _ENDS)
        # Of ends that are no entities another rule tells.
        there = f"{subject}.id IS NOT NULL AND {object}.id IS NOT NULL"
        yield Rule(
            table=table,
            column="type",
            rule="must go " + ", or ".join(_said(each) for each in rows.signatures),
            value=f"t.\"type\" || ' from ' || {subject}.type || ' to ' || {object}.type",
            broken=f"{mine} AND {there} AND NOT ({fits})",
            needs=_ENDS,
        )


_ENDS = ("subject", "object")


def _fits(schema: Schema, signature: Signature) -> str:
    subjects, objects = (
        ", ".join(_text(schema.classes[name].type) for name in names)
        for names in (signature.subjects, signature.objects)
    )
    imported = f't."source" <> {_text(EXTRACTED)} AND ' if signature.imported else ""
    subject, object = map(_row, _ENDS)
    return f"({imported}{subject}.type IN ({subjects}) AND {object}.type IN ({objects}))"


def _said(signature: Signature) -> str:
    subjects, objects = " or ".join(signature.subjects), " or ".join(signature.objects)
    return f"from {subjects} to {objects}" + (" if imported" if signature.imported else "")


def _of_statement(table: str, column: str) -> Rule:
    row = _row(column)
    same = f'{row}.type = t."predicate" AND {row}.subject = t."subject" AND {row}.object = t."object"'
    return Rule(
        table=table,
        column=column,
        rule="must be the id of a relation of this subject, predicate and object, or of none",
        value=f't."{column}"',
        broken=f"{row}.id IS NOT NULL AND NOT ({same})",
        needs=(column,),
    )


def _pattern(kind: Kind) -> str:
    return f"must match {kind.pattern} ({kind.name})"


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
