"""Print the summary of a graph for people."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from kgbuild.domain.mention import EntityType
from kgbuild.graph.summary import Statement, Summary


def print_summary(summary: Summary, workspace: Path, *, console: Console | None = None) -> None:
    """Print all counts and examples, and what to do next."""
    console = console or Console()
    counts = Table(show_header=False, box=None, pad_edge=False)
    counts.add_column(justify="right", style="bold")
    counts.add_column()
    for number, meaning in _lines(summary):
        counts.add_row(f"{number:,}", escape(meaning))
    console.print(counts)
    for type, entities in summary.top_entities.items():
        names = ", ".join(f"{escape(entity.name)} [dim]({entity.n_documents:,})[/]" for entity in entities)
        if names:
            console.print(f"[bold]{type}[/] in most documents: {names}")
    _print_statements(console, "Treatments believed most", "treats", summary.treatments)
    _print_statements(console, "Symptoms believed most", "has symptom", summary.symptoms)
    _print_statements(console, "Causes believed most", "causes", summary.causes)
    if summary.quarantine:
        console.print(f"[yellow]In the quarantine:[/] {_listed(summary.quarantine)}")
        place = escape(str(workspace / "tables" / "quarantine.parquet"))
        console.print(f"  which and why: {place}", soft_wrap=True)
    console.print(f"[dim]build {summary.build}[/]")


def _lines(summary: Summary) -> list[tuple[int, str]]:
    rows = summary.rows
    years = sorted((year for year in summary.years if year != "unknown"), reverse=True)
    span = f"{years[-1]} to {years[0]}" if years else "of unknown years"
    entities = ", ".join(_entities(type, summary) for type in EntityType)
    return [
        (summary.records, "records in"),
        (rows["documents"], f"= documents, {span}; {_listed(summary.languages)}"),
        (rows["withdrawn"], f"+ withdrawn{_because(summary.withdrawn)}"),
        (rows["quarantine"], f"+ quarantined{_because(summary.quarantine)}"),
        (summary.retracted, "documents retracted: kept, without their evidence"),
        (rows["mentions"], f"mentions: {_listed(summary.mention_types)}; {_listed(summary.assertions)}"),
        (rows["entities"], f"entities: {entities}"),
        (rows["relations"], f"relations: {_listed(summary.relation_types)}"),
        (
            rows["evidence"],
            f"pieces of evidence: {_listed(summary.polarities)}; {_listed(summary.certainties)}; "
            f"{_listed(summary.models)}",
        ),
        *(
            (
                source.relations,
                f"relations imported from {source.name}{f' {source.version}' if source.version else ''}, "
                f"licence: {source.licence}",
            )
            for source in summary.curated
        ),
        *(
            [(summary.unfit_imports, "imported relations left out: their ends are of types that do not fit")]
            if summary.unfit_imports
            else []
        ),
        (summary.loose_evidence, "of them about no relation, since nothing supports it firmly"),
    ]


def _entities(type: str, summary: Summary) -> str:
    grounded, ungrounded = summary.grounded.get(type, 0), summary.ungrounded.get(type, 0)
    return f"{grounded + ungrounded:,} {type} ({ungrounded:,} of them ungrounded)"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _because(reasons: Mapping[str, int]) -> str:
    return f": {_listed(reasons)}" if reasons else ""


def _print_statements(console: Console, title: str, verb: str, statements: Sequence[Statement]) -> None:
    if not statements:
        return
    console.print(f"\n[bold]{title}[/]")
    for item in statements:
        against = f", {item.n_contradict:,} against" if item.n_contradict else ""
        documents = f"{item.n_support:,} document{'s' if item.n_support > 1 else ''}{against}"
        facts = f"[dim]belief {item.belief:.2f}, {documents}[/]"
        console.print(f"  {escape(item.subject)} [cyan]{verb}[/] {escape(item.object)}  {facts}")
        quotation = f"[italic]{escape(item.sentence)}[/] [dim]{escape(item.document_id)}[/]"
        console.print(Padding(quotation, (0, 0, 0, 4)))
