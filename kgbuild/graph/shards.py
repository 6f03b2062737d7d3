"""Write and list shards: what extraction made of some records, in a folder that is whole or not there."""

import json
import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kgbuild.errors import WorkspaceDamagedError
from kgbuild.graph.atomic import explained, sync
from kgbuild.graph.tables import SHARD_TABLES
from kgbuild.graph.workspace import Workspace

TEMPORARY = ".tmp-"


@dataclass(frozen=True, slots=True)
class Shard:
    """One finished shard; `config` is the fingerprint of the models and options that made it."""

    fingerprint: str
    config: str
    folder: Path


def write_shard(
    workspace: Workspace, fingerprint: str, tables: Mapping[str, pa.Table], *, config: str
) -> None:
    """Write the tables of a shard, all of `SHARD_TABLES`, under a temporary name, then rename.

    Within a shard a document id stands once: mentions and evidence name their document by id alone. A shard
    that is there already is left as it is. Raises `ValueError` for wrong tables, `WorkspaceWriteError` where
    the disk does not take them.
    """
    if tables.keys() != SHARD_TABLES.keys():
        raise ValueError(f"a shard holds the tables {sorted(SHARD_TABLES)}, not {sorted(tables)}")
    ids = tables["documents"].column("id").to_pylist()
    if len(set(ids)) < len(ids):
        raise ValueError("a shard holds two documents of one id")
    target = workspace.shards / fingerprint
    temporary = workspace.shards / f"{TEMPORARY}{fingerprint}-{os.getpid()}"
    with explained(target):
        try:
            temporary.mkdir(parents=True, exist_ok=True)
            for name, table in tables.items():
                pq.write_table(
                    table.cast(SHARD_TABLES[name]), temporary / f"{name}.parquet", compression="zstd"
                )
            (temporary / "shard.json").write_text(json.dumps({"config": config}) + "\n", encoding="utf-8")
            sync(temporary)
            if not target.exists():
                temporary.rename(target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def list_shards(workspace: Workspace, only: Collection[str] | None = None) -> list[Shard]:
    """Return the finished shards, sorted by fingerprint, or of them those that `only` names."""
    if not workspace.shards.exists():
        return []
    folders = sorted(p for p in workspace.shards.iterdir() if not p.name.startswith("."))
    return [_shard(folder) for folder in folders if only is None or folder.name in only]


def clean(workspace: Workspace) -> None:
    """Remove what killed writers left; only for who holds the workspace's lock and has no workers."""
    for folder in workspace.shards.glob(f"{TEMPORARY}*"):
        shutil.rmtree(folder, ignore_errors=True)
    for place in (workspace.path, workspace.inputs, workspace.runs, workspace.withdrawals):
        for file in place.glob(f"{TEMPORARY}*.json"):
            file.unlink(missing_ok=True)


def _shard(folder: Path) -> Shard:
    path = folder / "shard.json"
    try:
        return Shard(folder.name, json.loads(path.read_text(encoding="utf-8"))["config"], folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WorkspaceDamagedError(folder) from error
