"""The record of one run: what came in, what became of it, how long each step took, on what machine."""

import json
import os
import platform
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from kgbuild import __version__
from kgbuild.domain.document import Document, Record, Rejection, Withdrawal
from kgbuild.graph.atomic import write_text
from kgbuild.runs.cores import usable_cores
from kgbuild.runs.tasks import Outcome

PACKAGES = ("onnxruntime", "tokenizers", "spacy", "lxml", "pyarrow", "duckdb", "numpy")
"""Those whose version may show in the result."""


@dataclass(slots=True)
class RunRecord:
    """Counts are of this run unless said otherwise.

    `extraction_seconds` are processor seconds of all workers by step; `step_seconds` are by the clock.
    `workspace_records` are documents and rejections read into the workspace in all its runs; `tables` counts
    the rows of the graph tables.
    """

    started: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))
    finished: str = ""
    config: str = ""
    fingerprints: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    sources_read: int = 0
    sources_known: int = 0
    """Sources that were complete before and therefore not read."""
    documents_read: int = 0
    withdrawals_read: int = 0
    rejections_read: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    """Records that went to the quarantine in shards made now, by reason."""
    skipped: Counter[str] = field(default_factory=Counter)
    """What shards made now left out of documents that are kept, by `Skip`: documents and less."""
    shards_made: int = 0
    shards_found: int = 0
    """Shards that an earlier run had left finished."""
    units_finished: int = 0
    """Entries added to the ledger: large sources, or groups of small ones, with all their shards there."""
    assembled: bool = False
    """Whether the graph tables were made anew."""
    sentences: int = 0
    mentions: int = 0
    evidence: int = 0
    step_seconds: dict[str, float] = field(default_factory=dict)
    extraction_seconds: dict[str, float] = field(default_factory=dict)
    workspace_records: int = 0
    tables: dict[str, int] = field(default_factory=dict)
    entity_types: dict[str, int] = field(default_factory=dict)
    relation_types: dict[str, int] = field(default_factory=dict)
    quarantine: dict[str, int] = field(default_factory=dict)
    """Rows of the quarantine table by reason, of all runs."""
    build: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    machine: dict[str, str | int] = field(default_factory=dict)

    @property
    def did_anything(self) -> bool:
        """Whether the run changed the workspace."""
        return bool(self.shards_made or self.units_finished or self.assembled)

    def count(self, records: Iterable[Record]) -> None:
        """Count what was read for one shard."""
        kinds = Counter(type(record) for record in records)
        self.documents_read += kinds[Document]
        self.withdrawals_read += kinds[Withdrawal]
        self.rejections_read += kinds[Rejection]

    def add(self, outcome: Outcome) -> None:
        """Count a shard that was made."""
        self.shards_made += 1
        self.sentences += outcome.sentences
        self.mentions += outcome.mentions
        self.evidence += outcome.evidence
        self.skipped.update(outcome.skipped)
        self.rejected.update(outcome.rejected)
        for step, seconds in outcome.seconds.items():
            self.extraction_seconds[step] = self.extraction_seconds.get(step, 0.0) + seconds

    def write(self, folder: Path) -> Path:
        """Write the record as JSON, named after the time the run started; return its path."""
        self.finished = datetime.now(UTC).isoformat(timespec="milliseconds")
        self.versions = {"kgbuild": __version__, "python": platform.python_version()}
        self.versions |= {name: version(name) for name in PACKAGES}
        self.machine = machine_facts()
        path = folder / f"{self.started.replace(':', '-')}.json"
        facts = {each.name: getattr(self, each.name) for each in fields(self)}
        for name in ("step_seconds", "extraction_seconds"):
            facts[name] = {step: round(seconds, 3) for step, seconds in facts[name].items()}
        write_text(path, json.dumps(facts, indent=1, ensure_ascii=False) + "\n")
        return path


def machine_facts() -> dict[str, str | int]:
    """Return what of this machine explains a speed."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "usable_cores": usable_cores(),
        "memory_bytes": psutil.virtual_memory().total,
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.processor())
