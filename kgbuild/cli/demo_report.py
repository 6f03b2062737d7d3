"""Show what a graph holds, readably: counts, and the statements believed most with a sentence for each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from kgbuild.cli.query_output import print_table
from kgbuild.graph.summary import Statement, Summary
from kgbuild.store.bolt import Answer
from kgbuild.store.named import NamedQuery

VERBS = {"TREATS": "treats", "HAS_SYMPTOM": "shows", "CAUSES": "causes"}
COLUMNS = (
    *("drug", "treats", "belief", "support", "against"),
    *("entity", "direction", "type", "other", "probability", "rank"),
)
"""Columns of answers that are shown: a table that fits a terminal."""
SENTENCE_CHARACTERS = 300
"""Longer ones are cut in the display."""


def show_summary(console: Console, summary: Summary) -> None:
    """Print counts, and for treatments and symptoms the best statements, each with its evidence."""
    console.print(Rule("What the abstracts hold", align="left"))
    console.print(Padding(_counts(summary), (0, 0, 1, 2)))
    for title, statements in (
        ("Treatments it believes in most", summary.treatments),
        ("Symptoms it believes in most", summary.symptoms),
    ):
        console.print(Rule(title, align="left"))
        console.print(Padding(_statements(statements), (0, 0, 1, 2)))


def show_answer(
    console: Console,
    query: NamedQuery,
    given: Mapping[str, object],
    answer: Answer,
    workspace: Path,
) -> None:
    """Print a question, the command that asks it, and what the graph store answered."""
    console.print(Rule("Asked of the graph store, in Cypher", align="left"))
    parameters = " ".join(f'-p {name}="{value}"' for name, value in given.items())
    command = f"kgbuild query -w {workspace} --name {query.name} {parameters}"
    console.print(Text(f"  {query.question}", style="italic"))
    console.print(Text(f"  {command}", style="bold"), soft_wrap=True)
    shown = [at for at, name in enumerate(answer.columns) if name in COLUMNS]
    rows = [tuple(row[at] for at in shown) for row in answer.rows]
    print_table(replace(answer, columns=tuple(answer.columns[at] for at in shown), rows=rows))
    console.print()


def show_next(console: Console, workspace: Path, *, further: tuple[str, str]) -> None:
    """Print what to try next; `further` is one more command and what it does."""
    console.print(Rule("Try next", align="left"))
    cypher = "MATCH (d:Drug)-[r:CAUSES]->(s) RETURN d.name, s.name, r.belief ORDER BY r.belief DESC LIMIT 10"
    commands = [
        (f"kgbuild query -w {workspace} --list", "questions that are ready to be asked"),
        (f'kgbuild query -w {workspace} "{cypher}"', "or ask in Cypher"),
        (f"kgbuild stats -w {workspace}", "more figures"),
        further,
        ("kgbuild build papers/ more.xml.gz -w ws", "your own documents, of any mix of formats"),
    ]
    for command, meaning in commands:
        console.print(Text.assemble("  ", (command, "bold"), (f"   {meaning}", "dim")), soft_wrap=True)


def _counts(summary: Summary) -> Table:
    rows = summary.rows
    entities = {type: count + summary.ungrounded.get(type, 0) for type, count in summary.grounded.items()}
    grounded = sum(summary.grounded.values()) / max(1, rows["entities"])
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right", style="bold")
    table.add_column()
    table.add_column(style="dim")
    withdrawn = f"{summary.retracted:,} retracted, {rows['withdrawn']:,} superseded or withdrawn"
    table.add_row(f"{rows['documents']:,}", "documents", withdrawn)
    table.add_row(f"{rows['mentions']:,}", "mentions", _listed(summary.mention_types))
    table.add_row(
        f"{rows['entities']:,}",
        "entities",
        f"{_listed(entities)}; {grounded:.0%} with an id of a public vocabulary",
    )
    table.add_row(f"{rows['relations']:,}", "relations", _listed(summary.relation_types))
    table.add_row(f"{rows['evidence']:,}", "pieces of evidence", _listed(summary.polarities))
    return table


def shortened(sentence: str) -> str:
    """Return a sentence as it is displayed."""
    if len(sentence) <= SENTENCE_CHARACTERS:
        return sentence
    return sentence[:SENTENCE_CHARACTERS].rsplit(" ", 1)[0] + " …"


def _statements(statements: Sequence[Statement]) -> RenderableType:
    if not statements:
        return Text("none found", style="dim")
    return Group(*map(_statement, statements))


def _statement(statement: Statement) -> RenderableType:
    against = f", {statement.n_contradict} against" if statement.n_contradict else ""
    claim = Text.assemble(
        (f"{statement.belief:.2f}  ", "bold"),
        (statement.subject, "cyan"),
        f" {VERBS[statement.type]} ",
        (statement.object, "yellow" if statement.type == "HAS_SYMPTOM" else "red"),
        (f"  {statement.n_support} for{against}", "dim"),
    )
    evidence = Text.assemble(
        (f"“{shortened(statement.sentence)}” ", "italic"), (statement.document_id, "dim")
    )
    return Group(claim, Padding(evidence, (0, 0, 0, 6)))


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items(), key=lambda item: -item[1]))
