"""Make one shard: extract what its records say and write the rows, in whatever process is told to."""

from collections import Counter
from collections.abc import Callable
from time import process_time

from kgbuild.graph.rows import document_rows, evidence_rows, mention_rows, rejection_rows, withdrawal_rows
from kgbuild.graph.shards import write_shard
from kgbuild.graph.workspace import Workspace
from kgbuild.runs.extraction import Extractor
from kgbuild.runs.lock import writing
from kgbuild.runs.tasks import Job, Outcome, Task


class ShardMaker:
    """Turns tasks into shards of the job's workspace, with models loaded once; implements `Maker`."""

    def __init__(self, job: Job) -> None:
        self._workspace = Workspace(job.workspace)
        self._config = job.config
        self._extractor = Extractor.load(job.options)

    def make(self, task: Task, *, reading: Callable[[int], None]) -> Outcome:
        """Make the shard: on return it is on disk. Raises `WorkspaceWriteError` where it cannot be."""
        result = self._extractor.extract(
            task.records, poison=task.poison, reading=reading if task.careful else None
        )
        start = process_time()
        tables = {
            "documents": document_rows(result.documents),
            "mentions": mention_rows(result.mentions),
            "evidence": evidence_rows(result.evidence),
            "withdrawals": withdrawal_rows(result.withdrawals),
            "quarantine": rejection_rows(result.rejections),
        }
        with writing(self._workspace.path):
            write_shard(self._workspace, task.fingerprint, tables, config=self._config)
        result.seconds["writing"] = process_time() - start
        return Outcome(
            task.fingerprint,
            documents=len(result.documents),
            mentions=len(result.mentions),
            evidence=len(result.evidence),
            sentences=result.sentences,
            skipped={reason: count for reason, count in result.skipped.items() if count},
            rejected=dict(Counter(rejection.reason for rejection in result.rejections)),
            seconds=dict(result.seconds),
        )
