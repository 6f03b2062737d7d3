"""What was read of each source of a workspace, as its ledger says: counted while reading, not from tables."""

from kgbuild.graph.published import recent_configs
from kgbuild.graph.workspace import Workspace
from kgbuild.runs.finish import counted
from kgbuild.runs.ledger import Ledger
from kgbuild.runs.packing import SourceKey


def readings(workspace: Workspace) -> list[SourceKey]:
    """Return the sources whose records count, by name, with their numbers of records and rejections.

    Their records are together as many as the tables have documents, withdrawn and quarantined, once a build
    has come to its end. Raises `WorkspaceDamagedError`.
    """
    entries = counted(Ledger(workspace.inputs, "").entries, recent_configs(workspace))
    found = [_counting(source, mended=entry.mended) for entry in entries for source in entry.sources]
    return sorted(found, key=lambda source: (source.name, source.digest, source.attempt))


def _counting(source: SourceKey, *, mended: bool) -> SourceKey:
    if not mended:
        return source
    records = source.records - source.rejections
    return SourceKey(source.digest, source.name, source.content, source.attempt, records)
