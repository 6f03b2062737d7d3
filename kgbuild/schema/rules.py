"""Write the rules that rows must keep: each with the SQL of what breaks it.

In the SQL, `t` is the row at hand, and other tables go by their names. `needs` are those tables; where it is
empty, the row alone tells.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from kgbuild.schema.model import EXTRACTED, Class, Column, Kind, Schema, Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: `rule` says in words what must be, `value` is the SQL of what is there instead."""

    table: str
    column: str
    rule: str
    value: str
    broken: str
    needs: tuple[str, ...] = ()


def rules(schema: Schema) -> str:
    """Return all rules as JSON, one a line."""
    lines = (
        json.dumps(asdict(rule), ensure_ascii=False)
        for table, rows in schema.tables.items()
        for rule in _of_table(schema, table, rows)
    )
    return "[\n" + ",\n".join(lines) + "\n]\n"


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
            needs=(table,),
        )
    if column.kind.reference:
        other = schema.table_of(column.kind.reference)
        yield Rule(
            table=table,
            column=column.name,
            rule=f"must be the id of a row in {other}",
            value=whole,
            broken=f"{whole} <> '' AND NOT EXISTS (SELECT 1 FROM \"{other}\" AS o WHERE o.id = {whole})",
            needs=(other,),
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
        ends = '"entities" AS s, "entities" AS o WHERE s.id = t."subject" AND o.id = t."object"'
        types = [f'(SELECT any_value(type) FROM "entities" WHERE id = t."{end}")' for end in _ENDS]
        yield Rule(
            table=table,
            column="type",
            rule="must go " + ", or ".join(_said(each) for each in rows.signatures),
            value=f"t.\"type\" || ' from ' || {types[0]} || ' to ' || {types[1]}",
            # Of ends that are no entities another rule tells.
            broken=f"{mine} AND EXISTS (SELECT 1 FROM {ends} AND NOT ({fits}))",
            needs=("entities",),
        )


_ENDS = ("subject", "object")


def _fits(schema: Schema, signature: Signature) -> str:
    subjects, objects = (
        ", ".join(_text(schema.classes[name].type) for name in names)
        for names in (signature.subjects, signature.objects)
    )
    imported = f't."source" <> {_text(EXTRACTED)} AND ' if signature.imported else ""
    return f"({imported}s.type IN ({subjects}) AND o.type IN ({objects}))"


def _said(signature: Signature) -> str:
    subjects, objects = " or ".join(signature.subjects), " or ".join(signature.objects)
    return f"from {subjects} to {objects}" + (" if imported" if signature.imported else "")


def _of_statement(table: str, column: str) -> Rule:
    same = 'r.type = t."predicate" AND r.subject = t."subject" AND r.object = t."object"'
    return Rule(
        table=table,
        column=column,
        rule="must be the id of a relation of this subject, predicate and object, or of none",
        value=f't."{column}"',
        broken=f'EXISTS (SELECT 1 FROM "relations" AS r WHERE r.id = t."{column}" AND NOT ({same}))',
        needs=("relations",),
    )


def _pattern(kind: Kind) -> str:
    return f"must match {kind.pattern} ({kind.name})"


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
