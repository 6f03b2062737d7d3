"""Print what changed between graphs for people."""

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape

from kgbuild.graph.diff import Difference, DocumentChange, EntityChange, RelationChange

ADDED, REMOVED, CHANGED = "[green]+[/]", "[red]-[/]", "[yellow]~[/]"


def print_difference(difference: Difference, *, console: Console | None = None) -> None:
    """Print counts and examples, marked + for what came, - for what went, ~ for what changed."""
    console = console or Console()
    if difference.same:
        console.print("The graphs say the same.")
        return
    for table, change in difference.counts.items():
        console.print(
            f"{table}: {change.added:,} added, {change.removed:,} removed, {change.changed:,} changed"
        )
    _section(console, "Documents", map(_document, difference.documents))
    _section(console, "Entities", map(_entity, difference.entities))
    _section(console, "Relations whose belief moved most", map(relation_line, difference.relations))


def relation_line(change: RelationChange) -> str:
    """Return one relation and its beliefs, with markup for rich."""
    mark = _mark(change.n_support_before is None, change.n_support_after is None)
    what = escape(f"{change.subject} {change.type} {change.object}")
    belief = f"{_belief(change.belief_before)} → {_belief(change.belief_after)}"
    support = f"{change.n_support_before or 0:,} → {change.n_support_after or 0:,} documents"
    return f"{mark} {what}  [dim]belief {belief}, {support}[/]"


def _section(console: Console, title: str, lines: Iterable[str]) -> None:
    shown = list(lines)
    if shown:
        console.print(f"\n[bold]{title}[/]")
    for line in shown:
        console.print(f"  {line}", soft_wrap=True)


def _document(change: DocumentChange) -> str:
    what = escape(f"{change.id} {change.title}")
    mark = _mark(change.version_before is None, change.version_after is None)
    if change.version_before is None or change.version_after is None:
        return f"{mark} {what}"
    facts = []
    if change.version_before != change.version_after:
        facts.append(f"version {change.version_before} → {change.version_after}")
    if change.retracted_before != change.retracted_after:
        facts.append("now retracted" if change.retracted_after else "no longer retracted")
    facts = facts or ["its text or bibliography"]
    return f"{mark} {what}  [dim]{', '.join(facts)}[/]"


def _entity(change: EntityChange) -> str:
    mark = _mark(change.name_before is None, change.name_after is None)
    before, after = change.name_before, change.name_after
    name = f"{before} → {after}" if before and after and before != after else after or before
    what = escape(f"{name} ({change.type} {change.id})")
    return f"{mark} {what}  [dim]{change.n_documents:,} documents[/]"


def _mark(added: bool, removed: bool) -> str:
    return ADDED if added else REMOVED if removed else CHANGED


def _belief(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
