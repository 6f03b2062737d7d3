"""Knowledge that people wrote down elsewhere, kept in a workspace beside what documents say.

Each import is a folder of `curated`, by the name of its source: entities, relations and where they are from.
Assembly puts them into the graph tables, every time: see `kgbuild.graph.curated_rows`. Only for who holds the
workspace's lock.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kgbuild.domain.ids import content_hash
from kgbuild.domain.mention import EntityType
from kgbuild.domain.relation import BIOLINK, Predicate
from kgbuild.errors import CuratedNameError, InvalidTablesError, WorkspaceDamagedError
from kgbuild.graph.atomic import explained, sync
from kgbuild.graph.check import SHOWN, check
from kgbuild.graph.workspace import Workspace

ASSERTED = "knowledge_assertion"
MANUAL = "manual_agent"
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
RESERVED = frozenset({"extracted", "predicted"})
"""Sources of what kgbuild itself says."""

_STRINGS = pa.list_(pa.string())
ENTITIES = pa.schema(
    [
        ("id", pa.string()),
        ("type", pa.string()),
        ("name", pa.string()),
        ("synonyms", _STRINGS),
        ("xrefs", _STRINGS),
    ]
)
RELATIONS = pa.schema(
    [
        ("subject", pa.string()),
        ("type", pa.string()),
        ("object", pa.string()),
        ("predicate", pa.string()),
        ("knowledge_level", pa.string()),
        ("agent_type", pa.string()),
        ("publications", _STRINGS),
        ("frequency", pa.string()),
        ("onset", pa.string()),
        ("licence", pa.string()),
        ("stated_by", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class CuratedEntity:
    """An end of curated relations, as its source knows it."""

    id: str
    type: EntityType
    name: str
    synonyms: tuple[str, ...] = ()
    xrefs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CuratedRelation:
    """What a source states. It has no sentence and no belief: nobody computed one.

    `predicate` is a Biolink predicate, that of the type where it is empty. `publications` are CURIEs;
    `frequency` and `onset`, of symptoms of diseases, are as the source writes them. `licence` and
    `stated_by`, the name of a source, are of this relation alone, and empty where those of the whole import
    count.
    """

    subject: str
    type: Predicate
    object: str
    predicate: str = ""
    knowledge_level: str = ASSERTED
    agent_type: str = MANUAL
    publications: tuple[str, ...] = ()
    frequency: str = ""
    onset: str = ""
    licence: str = ""
    stated_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CuratedSource:
    """Where an import is from, and what became of its rows; `skipped` counts rows by why they were."""

    name: str
    format: str
    file: str
    version: str
    licence: str
    entities: int = 0
    relations: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    digest: str = ""


def check_name(name: str) -> str:
    """Return the name of a source; raises `CuratedNameError` where it cannot be one."""
    if not NAME.fullmatch(name) or name in RESERVED:
        raise CuratedNameError(name)
    return name


def keep_curated(
    workspace: Workspace,
    source: CuratedSource,
    entities: Iterable[CuratedEntity],
    relations: Iterable[CuratedRelation],
) -> CuratedSource:
    """Keep an import, in place of a former one of that name; return its source with counts and digest.

    Raises `InvalidTablesError` where it breaks rules of the schema; a former one then stays.
    """
    check_name(source.name)
    known = {entity.id: _row(entity, ENTITIES) for entity in entities}
    stated = [
        _row(relation, RELATIONS) | {"predicate": relation.predicate or BIOLINK[relation.type]}
        for relation in sorted(set(relations), key=repr)
    ]
    tables = {
        "entities": pa.Table.from_pylist([known[id] for id in sorted(known)], ENTITIES),
        "relations": pa.Table.from_pylist(stated, RELATIONS),
    }
    said = [json.dumps(table.to_pylist(), ensure_ascii=False) for table in tables.values()]
    digest = content_hash(source.name, source.version, source.licence, *map(_hash, said))
    facts = asdict(source) | {"entities": len(known), "relations": len(stated), "digest": digest}
    target = workspace.curated / source.name
    temporary = workspace.curated / f".tmp-{source.name}"
    with explained(target):
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        for name, table in tables.items():
            pq.write_table(table, temporary / f"{name}.parquet", compression="zstd")
        _refuse_invalid(temporary, source)
        (temporary / "source.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
        sync(temporary)
        shutil.rmtree(target, ignore_errors=True)
        temporary.rename(target)
    return CuratedSource(**facts)


def _refuse_invalid(folder: Path, source: CuratedSource) -> None:
    """Check the columns that an import has; nothing is known yet of other tables."""
    found = [check({name: folder / f"{name}.parquet"}) for name in ("entities", "relations")]
    if total := sum(each.total for each in found):
        problems = [problem for each in found for problem in each.problems][:SHOWN]
        shutil.rmtree(folder)
        lines = [problem.told(f"{problem.table} in {source.file}") for problem in problems]
        advice = "Mend the file and import it again; rows are counted as kgbuild sorts them"
        raise InvalidTablesError(source.file, lines, total, advice=advice)


def drop_curated(workspace: Workspace, name: str) -> bool:
    """Remove an import; return whether there was one."""
    target = workspace.curated / check_name(name)
    there = target.exists()
    with explained(target):
        shutil.rmtree(target, ignore_errors=True)
    return there


def list_curated(workspace: Workspace) -> list[CuratedSource]:
    """Return what is imported, sorted by name; raises `WorkspaceDamagedError`."""
    if not workspace.curated.exists():
        return []
    folders = sorted(path for path in workspace.curated.iterdir() if not path.name.startswith("."))
    return [_read(folder) for folder in folders]


def curated_files(workspace: Workspace, table: str) -> list[Path]:
    """Return the Parquet files of all imports, sorted by the name of the source, which their folder has."""
    return [workspace.curated / source.name / f"{table}.parquet" for source in list_curated(workspace)]


def _row(record: CuratedEntity | CuratedRelation, schema: pa.Schema) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in schema.names}
    return {
        name: sorted(set(value)) if isinstance(value, tuple) else str(value) for name, value in values.items()
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _read(folder: Path) -> CuratedSource:
    try:
        return CuratedSource(**json.loads((folder / "source.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise WorkspaceDamagedError(folder) from error
