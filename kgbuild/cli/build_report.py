"""Show a build: the progress bar while it works, the summary when it is done."""

from pathlib import Path
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from kgbuild.documents.rejections import Reason
from kgbuild.runs import progress as runs
from kgbuild.runs.record import RunRecord
from kgbuild.runs.skips import told


class Reporter:
    """Listens to a build, and prints its summary; `quiet` prints nothing."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._console = Console()
        # The bar goes to stderr, so that a summary can be piped on.
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[documents]:,} documents"),
            _Rate(),
            TimeElapsedColumn(),
            _Remaining(),
            console=Console(stderr=True),
            disable=quiet or not Console(stderr=True).is_terminal,
        )
        self._task = self._bar.add_task(str(runs.Stage.EXTRACTING), total=None, documents=0)

    def __enter__(self) -> "Reporter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()
        if kind is KeyboardInterrupt and not self._quiet:
            self._console.print("Stopped. What is finished is kept: run the same command to go on.")

    def __call__(self, progress: runs.Progress) -> None:
        """Show how far the build is; nothing is shown before, while the build may yet be refused."""
        self._bar.start()
        known = progress.fraction is not None
        self._bar.update(
            self._task,
            description=str(progress.stage),
            documents=progress.documents,
            total=1.0 if known else None,
            completed=progress.fraction or 0.0,
        )

    def summarise(self, record: RunRecord, workspace: Path) -> None:
        """Print what the run did, what the workspace now holds, and what to do next."""
        if self._quiet:
            return
        print_summary(self._console, record, workspace)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Return documents a second so far."""
        documents = task.fields["documents"]
        return Text(f"{documents / task.elapsed:,.0f}/s" if documents and task.elapsed else "")


class _Remaining(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Return the time left, where the fraction that is done is known."""
        if not task.total or not task.completed or not task.elapsed:
            return Text("")
        seconds = round(task.elapsed * (task.total - task.completed) / task.completed)
        return Text(f"about {seconds // 60}:{seconds % 60:02} left")


def print_summary(console: Console, record: RunRecord, workspace: Path) -> None:
    """Print the summary of a run."""
    tables = record.tables
    if not record.did_anything:
        known = "the source is" if record.sources_known == 1 else f"all {record.sources_known:,} sources are"
        console.print(f"Nothing to do: {known} in {escape(str(workspace))} already.", soft_wrap=True)
    counts = Table(show_header=False, box=None, pad_edge=False)
    counts.add_column(justify="right", style="bold")
    counts.add_column()
    for number, meaning in _lines(record):
        counts.add_row(f"{number:,}", meaning)
    console.print(counts)
    left_out = told(record.skipped)
    if left_out:
        console.print(f"Left out in this run: {left_out}", soft_wrap=True)
    if record.quarantine:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in sorted(record.quarantine.items()))
        console.print(f"[yellow]In the quarantine:[/] {reasons}")
        table = escape(str(workspace / "tables" / "quarantine.parquet"))
        console.print(f"  which and why: {table}", soft_wrap=True)
    if Reason.EXTRACTION_FAILED in record.quarantine:
        console.print("  to try failed extractions again: the same command with --retry-quarantined")
    if record.did_anything:
        seconds = ", ".join(f"{step} {taken:.1f} s" for step, taken in record.step_seconds.items())
        records = escape(str(workspace / "runs"))
        console.print(f"[dim]{seconds}; record of this run: {records}[/]", soft_wrap=True)
    if tables.get("relations"):
        name = escape(str(workspace))
        console.print(f"Next: kgbuild stats -w {name}; kgbuild query -w {name} --list", soft_wrap=True)


def _lines(record: RunRecord) -> list[tuple[int, str]]:
    tables = record.tables
    documents, withdrawn, quarantined = (tables[name] for name in ("documents", "withdrawn", "quarantine"))
    return [
        (record.workspace_records, "records in"),
        (documents, "= documents"),
        (withdrawn, "+ withdrawn (deleted, superseded or duplicate)"),
        (quarantined, "+ quarantined"),
        (tables["mentions"], "mentions"),
        (tables["entities"], f"entities: {_by_type(record.entity_types)}"),
        (tables["relations"], f"relations: {_by_type(record.relation_types)}"),
        (tables["evidence"], "pieces of evidence"),
    ]


def _by_type(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items(), key=lambda item: -item[1]))
