"""Find the documents whose extraction failed, so that they can be tried again at a user's word.

They are named by content: the quarantine's `location` of a failure is the document's content hash. A new
reading of their sources then yields them alone, and what becomes of them takes the place of the failure.
"""

from collections.abc import Iterable, Iterator

import pyarrow.parquet as pq

from kgbuild.documents.rejections import Reason
from kgbuild.domain.document import Document, Record
from kgbuild.errors import NothingToLoadError, TablesDamagedError
from kgbuild.graph.published import published
from kgbuild.graph.workspace import Workspace
from kgbuild.runs.ledger import Ledger
from kgbuild.runs.packing import SourceKey


class Retries:
    """What is to be tried again of each source that was finished under a configuration.

    Sources that the configuration has not read need no retry: they are read as a whole. Without tables, since
    the first build was killed, there is nothing to try again.
    """

    def __init__(self, workspace: Workspace, ledger: Ledger, *, config: str) -> None:
        self._wanted: dict[str, set[str]] = {}
        """Content hashes by the digest of the source."""
        self._attempts: dict[str, int] = {}
        try:
            failed = _failures(published(workspace).path("quarantine"))
        except (NothingToLoadError, TablesDamagedError):
            return
        for entry in ledger.entries if failed else ():
            if entry.config != config:
                continue
            paths = (workspace.shards / shard / "quarantine.parquet" for shard in entry.shards)
            here = {content for path in paths if path.exists() for content in _failures(path)} & failed
            for source in entry.sources:
                self._attempts[source.digest] = max(self._attempts.get(source.digest, 0), source.attempt)
                if here:
                    self._wanted.setdefault(source.digest, set()).update(here)

    def of(self, key: SourceKey, records: Iterable[Record]) -> tuple[SourceKey, Iterator[Record]] | None:
        """Return the key and the records of another attempt at a source, None where none is needed."""
        wanted = self._wanted.get(key.digest)
        if not wanted:
            return None
        again = SourceKey(key.digest, key.name, key.content, attempt=self._attempts[key.digest] + 1)
        return again, (r for r in records if isinstance(r, Document) and r.content_hash in wanted)


def _failures(path: object) -> set[str]:
    """Return the content hashes of failed documents in a quarantine."""
    filters = [("reason", "=", str(Reason.EXTRACTION_FAILED))]
    table = pq.read_table(path, columns=["location"], filters=filters, partitioning=None)
    return set(table.column("location").to_pylist())
