"""Print what a query returned: as a table for people, as JSON or CSV for programs."""

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kgbuild.store.bolt import Answer
from kgbuild.store.named import NamedQuery
from kgbuild.store.values import as_json, as_text

CELL_CHARACTERS = 300
"""A longer value is cut: a whole abstract in a cell helps nobody."""

UNLIMITED = 100_000
LEAST_CHARACTERS = 12
"""What a column keeps, where its values are as long, while others have their sentences folded."""


def print_answer(answer: Answer, *, as_json: bool, as_csv: bool, vectors: bool) -> None:
    """Print it as a table, or as asked for; `vectors` as in `print_json`."""
    if as_json:
        print_json(answer, vectors=vectors)
    elif as_csv:
        print_csv(answer)
    else:
        print_table(answer)


def print_json(answer: Answer, *, vectors: bool = False) -> None:
    """Print an array with an object for each row; `vectors` as in `as_json`."""
    named = (zip(answer.columns, row, strict=True) for row in answer.rows)
    _print_array({name: as_json(value, vectors=vectors) for name, value in row} for row in named)


def print_csv(answer: Answer) -> None:
    """Print a header and the rows; nothing is cut or rounded."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer.columns)
    for row in answer.rows:
        writer.writerow([v if isinstance(v, str) else as_text(v, digits=None) for v in row])


def print_table(answer: Answer) -> None:
    """Print a table as wide as the terminal, or as wide as it gets where the output is none."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else UNLIMITED)
    if not answer.rows:
        console.print("Nothing found.")
        return
    table = Table(box=None, header_style="bold", pad_edge=False, expand=False)
    numeric = [
        all(isinstance(row[i], int | float | None) for row in answer.rows) for i in range(len(answer.columns))
    ]
    for name, right in zip(answer.columns, numeric, strict=True):
        table.add_column(Text(name), justify="right" if right else "left", overflow="fold", no_wrap=right)
    for row in answer.rows:
        cells = [_cut(as_text(value)) for value in row]
        for column, cell in zip(table.columns, cells, strict=True):
            column.min_width = max(column.min_width or 0, min(len(cell), LEAST_CHARACTERS))
        table.add_row(*map(Text, cells))
    with console.capture() as capture:
        console.print(table)
    for line in capture.get().splitlines():
        print(line.rstrip())


def print_queries(queries: list[NamedQuery]) -> None:
    """Print what each named query asks and takes; a line is folded in a terminal alone."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else UNLIMITED)
    for query in queries:
        console.print(f"[bold]{query.name}[/]  {query.question}")
        for parameter in query.parameters:
            default = "" if parameter.required else f" = {json.dumps(parameter.default)}"
            console.print(Text(f"    -p {parameter.name}{default}: {parameter.meaning}", style="dim"))


def print_queries_as_json(queries: list[NamedQuery]) -> None:
    """Print an array with an object for each named query; `default` is null where one must be given."""
    kept = ("name", "question", "parameters", "example")
    _print_array({name: facts[name] for name in kept} for facts in map(asdict, queries))


def _print_array(rows: Iterable[Mapping[str, object]]) -> None:
    printed = 0
    print("[", end="")
    for row in rows:
        print(",\n " if printed else "\n ", end="")
        print(json.dumps(row, ensure_ascii=False, allow_nan=False), end="")
        printed += 1
    print("\n]" if printed else "]")


def _cut(text: str) -> str:
    return text if len(text) <= CELL_CHARACTERS else text[: CELL_CHARACTERS - 1] + "…"
