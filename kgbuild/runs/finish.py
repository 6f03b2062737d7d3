"""The end of a run: assemble the graph tables, check that no record was lost, write the record.

Of a source that was read under several configurations only what the most recent made of it counts. Small
sources are finished together: where only some of a group were read again, the group's older shards still
count for the others, and those read twice show as duplicates of which the newer copy counts. Sources that the
current configuration has not read keep what an older one made of them, so a workspace can be continued with
another model at any time.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from kgbuild.entities.lexicon import Lexicon
from kgbuild.errors import ModelFolderError, ReconciliationError, ShardMissingError
from kgbuild.graph.assemble import Assembly, Knowledge, assemble
from kgbuild.graph.published import recent_configs
from kgbuild.graph.workspace import Workspace
from kgbuild.relations.model_folder import CONFIG
from kgbuild.resources import DEFAULT_LEXICON, DEFAULT_RELATIONS
from kgbuild.runs.cores import usable_cores
from kgbuild.runs.ledger import Entry, Ledger
from kgbuild.runs.progress import Listener, Progress, Stage
from kgbuild.runs.record import RunRecord

MOST_THREADS = 4
"""Of the assembly: each takes memory."""


def finish(folder: Workspace, record: RunRecord, ledger: Ledger, progress: Listener) -> None:
    """Make the tables where need be, fill the record in, and write it where anything was done.

    Raises `ReconciliationError` where records read are not documents, withdrawn or quarantined, and what
    `assemble` raises.
    """
    progress(Progress(Stage.ASSEMBLING, record.documents_read))
    start = perf_counter()
    entries = counted(ledger.entries, [*recent_configs(folder), record.config])
    _check_shards(folder, entries)
    assembly = _assembled(folder, record, entries)
    record.step_seconds["assembly"] = perf_counter() - start
    _fill(record, assembly, records=sum(entry.counted_records for entry in entries))
    found = sum(record.tables[name] for name in ("documents", "withdrawn", "quarantine"))
    if found != record.workspace_records:
        raise ReconciliationError(record.workspace_records, found, folder.path)
    if record.did_anything:
        record.write(folder.runs)
    progress(Progress(Stage.DONE, record.documents_read, 1.0))


def counted(entries: Sequence[Entry], configs: Sequence[str]) -> list[Entry]:
    """Return the entries whose shards count; `configs` are configurations, the most recent last.

    Those of a configuration count unless all their sources were read under more recent ones. A configuration
    that is not named is older than those that are.
    """
    recency = {config: at for at, config in enumerate(configs)}
    order = sorted({entry.config for entry in entries}, key=lambda c: (-recency.get(c, -1), c))
    covered: set[str] = set()
    found = []
    for config in order:
        mine = [entry for entry in entries if entry.config == config]
        found += [entry for entry in mine if _digests(entry) - covered]
        covered.update(*map(_digests, mine))
    return sorted(found, key=lambda entry: entry.path)


def _digests(entry: Entry) -> set[str]:
    return {source.digest for source in entry.sources}


def _check_shards(folder: Workspace, entries: Sequence[Entry]) -> None:
    """Raise where a shard is gone."""
    for entry in entries:
        for shard in entry.shards:
            if not folder.has_shard(shard):
                raise ShardMissingError(folder.shards / shard, [source.name for source in entry.sources])


def _assembled(folder: Workspace, record: RunRecord, entries: Sequence[Entry]) -> Assembly:
    lexicon = Path(record.options.get("lexicon", DEFAULT_LEXICON))
    relations = Path(record.options.get("relations", DEFAULT_RELATIONS))
    assembly = assemble(
        folder,
        {shard for entry in entries for shard in entry.shards},
        mended={shard for entry in entries if entry.mended for shard in entry.shards},
        config=record.config,
        knowledge=Knowledge(record.fingerprints["lexicon"], lambda: Lexicon.load(lexicon).entity),
        reliability=_reliability(relations),
        threads=max(1, min(usable_cores(), MOST_THREADS)),
    )
    record.assembled = assembly.changed
    return assembly


def _reliability(relations: Path) -> dict[str, float]:
    """Return how far the relation model can be relied on, by predicate; keys as in
    `belief.reliability_of`."""
    path = relations / CONFIG
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return {
            f"{facts['name']}/{predicate}": float(value) for predicate, value in facts["reliability"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelFolderError(relations, f"{CONFIG} does not say how reliable it is ({error!r})") from error


def _fill(record: RunRecord, assembly: Assembly, *, records: int) -> None:
    manifest = assembly.manifest
    record.workspace_records = records
    record.tables = manifest.rows
    record.entity_types = manifest.entity_types
    record.relation_types = manifest.relation_types
    record.quarantine = manifest.quarantine
    record.build = manifest.build
