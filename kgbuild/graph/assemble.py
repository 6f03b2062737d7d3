"""Make the graph tables from finished shards: from what was extracted and withdrawn to what counts.

Everything goes through DuckDB over Parquet with bounded memory, is sorted by content, and takes the place of
the former tables at once. Where nothing that goes in has changed, nothing is written.
"""

import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from kgbuild.domain.document import Withdrawal
from kgbuild.domain.ids import ID_CHARACTERS, content_hash
from kgbuild.errors import NothingToLoadError, TablesDamagedError, WorkspaceDamagedError, WorkspaceWriteError
from kgbuild.graph.copies import choose
from kgbuild.graph.counted import counted
from kgbuild.graph.curated import CuratedSource, list_curated
from kgbuild.graph.curated_rows import read_curated
from kgbuild.graph.database import DISK_ERRORS, MEMORY, THREADS, complaint, database
from kgbuild.graph.digest import tables_hash
from kgbuild.graph.document_tables import write_document_tables
from kgbuild.graph.entity_table import Lookup, write_entity_table
from kgbuild.graph.published import Manifest, Tables, abandon, begin, publish, published, refuse_pulled
from kgbuild.graph.relation_table import stamp_relation_table, write_relation_table
from kgbuild.graph.shards import Shard, list_shards
from kgbuild.graph.tables import GRAPH_TABLES, SHARD_TABLES
from kgbuild.graph.withdrawals import user_withdrawals
from kgbuild.graph.workspace import Workspace

VERSION = 4
"""Raise it whenever the same shards give other tables."""
WORK = "work"
"""Folder of what is only needed in between, beside the new tables."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of entities without reading: a lexicon, opened only where tables are made.

    `fingerprint` tells whether it is still the same.
    """

    fingerprint: str
    open: Callable[[], Lookup]


@dataclass(frozen=True, slots=True)
class Assembly:
    """The tables that count now; `changed` says whether they were made now."""

    manifest: Manifest
    changed: bool


def assemble(
    workspace: Workspace,
    shards: Collection[str],
    *,
    config: str,
    mended: Collection[str] = (),
    knowledge: Knowledge | None = None,
    reliability: Mapping[str, float] | None = None,
    memory: str = MEMORY,
    threads: int = THREADS,
) -> Assembly:
    """Make the tables from the shards with these fingerprints, withdrawals, imports and the lexicon.

    `config` is the configuration at work: of a document that was read under several, what the most recent
    made of it counts. `mended` are shards of sources that have been read again and whole: what could not be
    read of them counts no more. Without `knowledge`, what the former tables know of entities stays.
    `reliability` adds to that of former assemblies; keys as in `belief.reliability_of`. Only for who holds
    the workspace's lock.

    Raises `InvalidTablesError` where the new tables would break rules of the schema,
    `PulledTablesError` where the tables came out of a store, `WorkspaceDamagedError` for a shard that
    is missing or damaged, `WorkspaceWriteError` where the
    disk takes no more; the former tables then stay.
    """
    refuse_pulled(workspace)
    former = _former(workspace)
    found = _found(workspace, shards)
    configs = _configs(former, found, config)
    known = dict(former.manifest.reliability if former else {}) | dict(reliability or {})
    fingerprint = knowledge.fingerprint if knowledge else former.manifest.lexicon if former else ""
    withdrawals = user_withdrawals(workspace)
    curated = list_curated(workspace)
    names = [shard.fingerprint for shard in found]
    mended = sorted(mended)
    digests = [source.digest for source in curated]
    read = ["shards", *names, "configs", *configs, "mended", *mended, "curated", *digests]
    key = _key(read, withdrawals, known, fingerprint)
    if former and former.manifest.key == key:
        return Assembly(former.manifest, changed=False)
    manifest = Manifest(
        key=key,
        configs=configs,
        shards=names,
        mended=mended,
        lexicon=fingerprint,
        reliability=dict(sorted(known.items())),
    )
    folder = begin(workspace, key)
    try:
        maker = _Maker(folder, memory, threads, curated, workspace.curated)
        manifest = maker.make(manifest, found, withdrawals, knowledge, former)
        publish(workspace, folder, manifest)
    except (duckdb.Error, OSError) as error:
        for shard in found:
            _check(shard)
        if isinstance(error, DISK_ERRORS):
            raise WorkspaceWriteError(workspace.tables, complaint(error)) from error
        raise
    finally:
        abandon(folder)
    return Assembly(manifest, changed=True)


def reassemble(workspace: Workspace, *, memory: str = MEMORY, threads: int = THREADS) -> Assembly:
    """Make the tables anew from the same shards, after the user's withdrawals have changed."""
    manifest = published(workspace).manifest
    return assemble(
        workspace,
        manifest.shards,
        config=manifest.configs[-1],
        mended=manifest.mended,
        memory=memory,
        threads=threads,
    )


def _former(workspace: Workspace) -> Tables | None:
    """Return the tables that count, if they are in good order: damaged ones are made anew."""
    try:
        return published(workspace)
    except (NothingToLoadError, TablesDamagedError):
        return None


def _found(workspace: Workspace, fingerprints: Collection[str]) -> list[Shard]:
    """Return the shards, sorted; raises for one that is not there."""
    found = list_shards(workspace, set(fingerprints))
    missing = set(fingerprints).difference(shard.fingerprint for shard in found)
    if missing:
        raise WorkspaceDamagedError(workspace.shards / min(missing))
    return found


def _configs(former: Tables | None, shards: Iterable[Shard], config: str) -> list[str]:
    """Return the configurations in use, the most recent last; of one never at work here all else is newer."""
    used = {shard.config for shard in shards} | {config}
    ordered = [c for c in (former.manifest.configs if former else []) if c in used and c != config] + [config]
    return sorted(used.difference(ordered)) + ordered


def _key(
    read: list[str],
    withdrawals: list[Withdrawal],
    reliability: Mapping[str, float],
    lexicon: str,
) -> str:
    stated = (f"{item.kind}\t{item.document_id}" for item in withdrawals)
    weights = (f"{name}\t{value!r}" for name, value in sorted(reliability.items()))
    parts = [*read, "withdrawals", *stated, "reliability", *weights]
    return content_hash("tables", VERSION, lexicon, *parts)


def _check(shard: Shard) -> None:
    """Raise `WorkspaceDamagedError` where a shard's files are not what was written."""
    for name, schema in SHARD_TABLES.items():
        path = shard.folder / f"{name}.parquet"
        try:
            pq.read_table(path, partitioning=None).cast(schema)
        except (OSError, ValueError) as error:
            raise WorkspaceDamagedError(shard.folder) from error


class _Maker:
    """Writes all tables into a folder."""

    def __init__(
        self, folder: Path, memory: str, threads: int, curated: Sequence[CuratedSource], imports: Path
    ) -> None:
        self._folder = folder
        self._work = folder / WORK
        self._memory = memory
        self._threads = threads
        self._curated = curated
        self._imports = imports

    def make(
        self,
        manifest: Manifest,
        shards: Sequence[Shard],
        withdrawals: Sequence[Withdrawal],
        knowledge: Knowledge | None,
        former: Tables | None,
    ) -> Manifest:
        """Return the manifest with what the tables hold."""
        self._work.mkdir()
        with database(self._work, memory=self._memory, threads=self._threads) as connection:
            ages = {config: age for age, config in enumerate(reversed(manifest.configs))}
            choose(connection, shards, withdrawals, self._work, ages=ages, mended=manifest.mended)
            write_document_tables(connection, self._folder)
            read_curated(connection, self._curated, self._imports)
            write_entity_table(
                connection,
                self._folder,
                work=self._work,
                lookup=knowledge.open() if knowledge else None,
                former=former.path("entities") if former else None,
            )
            unfit = write_relation_table(
                connection, self._folder, into=self._work, reliability=manifest.reliability
            )
            paths = {name: self._path(name) for name in GRAPH_TABLES}
            content = tables_hash(paths | {"relations": self._work / "relations.parquet"})
            manifest = replace(manifest, build=content[:ID_CHARACTERS], unfit_imports=unfit)
            stamp_relation_table(connection, self._folder, unstamped=self._work, build=manifest.build)
            manifest = counted(connection, manifest, self._folder)
        shutil.rmtree(self._work)
        return manifest

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.parquet"
