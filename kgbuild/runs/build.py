"""Build a workspace: read, extract shard by shard, assemble the graph tables.

Everything that is finished stays finished: a source that is completely in shards is not read again, a shard
that is there is not made again, and with nothing to do nothing is written.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

from kgbuild.documents.sources import iter_sources
from kgbuild.domain.document import Document
from kgbuild.graph.published import refuse_pulled
from kgbuild.graph.shards import clean
from kgbuild.graph.workspace import Workspace
from kgbuild.runs.fingerprints import config_fingerprint, fingerprints
from kgbuild.runs.finish import finish
from kgbuild.runs.intake import Intake, stored_bytes, unfinished
from kgbuild.runs.ledger import Ledger
from kgbuild.runs.local import LocalEngine
from kgbuild.runs.lock import locked
from kgbuild.runs.options import BuildOptions
from kgbuild.runs.packing import Packer, Parcel, Unit
from kgbuild.runs.progress import Listener, Progress, Stage, ignore
from kgbuild.runs.record import RunRecord
from kgbuild.runs.retry import Retries
from kgbuild.runs.tasks import Engine, Job, Task


def build(
    inputs: Iterable[Path],
    workspace: Path,
    *,
    options: BuildOptions | None = None,
    progress: Listener = ignore,
    engine: Engine | None = None,
) -> RunRecord:
    """Add the inputs to a workspace, made if need be, and return the record of the run.

    The record is written to the workspace where anything was done. Raises a `KgbuildError` where the inputs,
    the options or the workspace do not allow it; bad documents are quarantined instead.
    """
    options = options or BuildOptions()
    paths = [Path(path) for path in inputs]
    iter_sources(paths)  # raises for a path that does not exist, before anything is written
    folder = Workspace.create(workspace)
    refuse_pulled(folder)
    with locked(workspace):
        clean(folder)
        parts = fingerprints(options)
        record = RunRecord(
            config=config_fingerprint(parts),
            fingerprints=parts,
            options={name: str(value) for name, value in asdict(options).items() if value is not None},
            inputs=[str(path) for path in paths],
        )
        engine = engine or _engine(Job(workspace, options, record.config))
        extraction = _Extraction(folder, options, record, progress)
        start = perf_counter()
        extraction.run(paths, engine)
        record.step_seconds["extraction"] = perf_counter() - start
        finish(folder, record, extraction.ledger, progress)
    return record


def _engine(job: Job) -> Engine:
    if job.options.engine == "ray":
        from kgbuild.runs.ray import RayEngine

        return RayEngine(job)
    return LocalEngine(job)


class _Extraction:
    """Steps 1 to 4: takes parcels from the packer, has missing shards made, keeps the ledger."""

    def __init__(
        self, workspace: Workspace, options: BuildOptions, record: RunRecord, progress: Listener
    ) -> None:
        self.ledger = Ledger(workspace.inputs, record.config, has_shard=workspace.has_shard)
        self._workspace = workspace
        self._options = options
        self._record = record
        self._progress = progress
        self._intake = Intake()
        self._units: dict[str, Unit] = {}
        """The unit of each shard at work."""
        self._missing: dict[int, int] = {}
        """Shards at work of each unit that has any."""
        self._documents_done = 0
        self._bytes_total = 0

    def run(self, inputs: list[Path], engine: Engine) -> None:
        """Make every shard that the inputs need."""
        self._progress(Progress(Stage.EXTRACTING))
        self._bytes_total = stored_bytes(inputs)
        again = self._options.retry_quarantined
        sources = unfinished(
            inputs,
            self.ledger,
            format=self._options.format,
            intake=self._intake,
            retries=Retries(self._workspace, self.ledger, config=self._record.config) if again else None,
        )
        packer = Packer(
            self._record.config,
            documents=self._options.shard_size,
            characters=self._options.shard_characters,
        )
        outcomes = engine.run(self._tasks(packer.pack(sources)))
        with closing(outcomes):  # ends the workers whatever happens here
            for outcome in outcomes:
                self._record.add(outcome)
                self._done(outcome.fingerprint)
                self._report(outcome.documents)
        self._record.sources_read = self._intake.sources_read
        self._record.sources_known = self._intake.sources_known

    def _tasks(self, parcels: Iterable[Parcel | Unit]) -> Iterator[Task]:
        """Yield what has to be made, while keeping the books on what need not."""
        for parcel in parcels:
            if isinstance(parcel, Unit):
                self._record.units_finished += self.ledger.add(parcel)
                continue
            self._record.count(parcel.records)
            self._units[parcel.fingerprint] = parcel.unit
            self._missing[id(parcel.unit)] = self._missing.get(id(parcel.unit), 0) + 1
            if self._workspace.has_shard(parcel.fingerprint):
                self._record.shards_found += 1
                self._done(parcel.fingerprint)
                self._report(sum(isinstance(record, Document) for record in parcel.records))
            else:
                yield Task(parcel.fingerprint, parcel.records)

    def _done(self, fingerprint: str) -> None:
        unit = self._units.pop(fingerprint)
        self._missing[id(unit)] -= 1
        if unit.complete and not self._missing[id(unit)]:
            del self._missing[id(unit)]
            self._record.units_finished += self.ledger.add(unit)

    def _report(self, documents: int) -> None:
        self._documents_done += documents
        fraction = None
        if self._bytes_total and self._record.documents_read:
            read = min(1.0, self._intake.bytes / self._bytes_total)
            fraction = read * self._documents_done / self._record.documents_read
        self._progress(Progress(Stage.EXTRACTING, self._documents_done, fraction))
