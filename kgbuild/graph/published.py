"""The folder of graph tables that counts, and how another takes its place.

`tables` is a symbolic link to a folder `tables-<key>`, and replacing a link is atomic: whatever happens, the
old tables or the new ones are there, whole. Who has opened a file of the old ones reads on undisturbed; who
reads several tables does so through `published`, which follows the link once.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kgbuild.errors import InvalidTablesError, NothingToLoadError, PulledTablesError, TablesDamagedError
from kgbuild.graph.atomic import explained, sync
from kgbuild.graph.check import SHOWN, Findings, check
from kgbuild.graph.contradictions import contradictions
from kgbuild.graph.stamp import edition, is_stamped, note_original, stamp
from kgbuild.graph.tables import GRAPH_TABLES
from kgbuild.graph.workspace import Workspace

MANIFEST = "assembly.json"
TEMPORARY = ".tmp-tables-"
VERSION = "tables-"
_MEND = (
    "`kgbuild graph check` tells more. Where documents were read, run the last `kgbuild build` again, which "
    "makes the tables anew; mend others where they are from"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the tables were made of and what they hold.

    `key` is the fingerprint of all that went in, `build` that of all that came out. `configs` are the
    configurations that made the shards, the most recent one last. `mended` are those of the shards of which
    rejections count no more. `reliability` is that of every extractor
    met so far. `curated` counts imported relations by their source. `origin` is the store that the
    tables were pulled out of, if they were. `loose_evidence` are pieces of evidence about no relation, since
    nothing supports it firmly. `unfit_imports` are imported relations left out, since what they join is of
    types that they cannot join.
    """

    key: str
    configs: list[str]
    shards: list[str]
    lexicon: str
    reliability: dict[str, float]
    mended: list[str] = field(default_factory=list)
    origin: str = ""
    build: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    entity_types: dict[str, int] = field(default_factory=dict)
    relation_types: dict[str, int] = field(default_factory=dict)
    quarantine: dict[str, int] = field(default_factory=dict)
    withdrawn: dict[str, int] = field(default_factory=dict)
    loose_evidence: int = 0
    curated: dict[str, int] = field(default_factory=dict)
    unfit_imports: int = 0


@dataclass(frozen=True, slots=True)
class Tables:
    """A folder of graph tables, complete and readable; `edition` tells those that were edited by hand."""

    folder: Path
    manifest: Manifest
    edition: str = ""

    @property
    def held(self) -> str:
        """What a store says that it holds: the build, and of edited tables which."""
        return f"{self.manifest.build} edited {self.edition}" if self.edition else self.manifest.build

    def path(self, name: str) -> Path:
        """Return the Parquet file of one table."""
        return self.folder / f"{name}.parquet"

    def files(self) -> dict[str, Path]:
        """Return the Parquet files of all tables, by name."""
        return {name: self.path(name) for name in GRAPH_TABLES}


def published(workspace: Workspace) -> Tables:
    """Open the tables that count; raises `NothingToLoadError` or `TablesDamagedError`.

    Tables that somebody changed since they were published are checked against the schema first, which raises
    `InvalidTablesError`, a `TablesDamagedError`.
    """
    tables = _whole(workspace)
    try:
        if not is_stamped(tables.folder):
            _refuse_invalid(tables.folder, f"{workspace.tables}/", workspace.path, advice=_MEND)
            stamp(tables.folder)
        return replace(tables, edition=edition(tables.folder))
    except (OSError, ValueError, duckdb.Error) as error:
        raise TablesDamagedError(workspace.tables, str(error)) from error


def examine(workspace: Workspace, *, shown: int = SHOWN) -> Findings:
    """Check the tables that count against the schema and one another, even if they were checked before.

    Raises `NothingToLoadError`, or `TablesDamagedError` where they cannot even be read.
    """
    tables = _whole(workspace)
    try:
        found = check(tables.files(), shown=shown)
        if any(problem.row == 0 for problem in found.problems):
            return found  # Columns of other types cannot be compared.
        reliability = None if tables.manifest.origin else tables.manifest.reliability
        room = shown - len(found.problems)
        apart = contradictions(tables.files(), reliability=reliability, shown=room)
        return Findings(found.total + apart.total, found.problems + apart.problems)
    except (OSError, ValueError, duckdb.Error) as error:
        raise TablesDamagedError(workspace.tables, str(error)) from error


def _refuse_invalid(folder: Path, shown_folder: str, where: Path, *, advice: str) -> None:
    found = check({name: folder / f"{name}.parquet" for name in GRAPH_TABLES})
    if found.total:
        lines = [problem.told(f"{shown_folder}{problem.table}.parquet") for problem in found.problems]
        raise InvalidTablesError(where, lines, found.total, advice=advice)


def _whole(workspace: Workspace) -> Tables:
    """Open the tables that count, all there and with the columns and numbers of rows that they should
    have."""
    if not workspace.tables.exists():
        raise NothingToLoadError(workspace.path)
    folder = workspace.tables.resolve()
    try:
        tables = Tables(folder, _manifest(folder))
        for name, schema in GRAPH_TABLES.items():
            _check(tables.path(name), schema, tables.manifest.rows[name])
    except (OSError, ValueError, KeyError, TypeError) as error:  # pyarrow's errors are among these
        raise TablesDamagedError(workspace.tables, str(error)) from error
    return tables


def recent_configs(workspace: Workspace) -> list[str]:
    """Return the configurations that made what is in the tables, the most recent last; none without
    tables."""
    try:
        return _manifest(workspace.tables).configs
    except (OSError, ValueError, TypeError):
        return []


def refuse_pulled(workspace: Workspace) -> None:
    """Raise `PulledTablesError` where the tables came out of a store: no shards could make them anew."""
    try:
        origin = _manifest(workspace.tables).origin
    except (OSError, ValueError, TypeError):
        return
    if origin:
        raise PulledTablesError(workspace.path, origin)


def _manifest(folder: Path) -> Manifest:
    return Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))


def _check(path: Path, schema: pa.Schema, rows: int) -> None:
    metadata = pq.read_metadata(path)
    names = metadata.schema.to_arrow_schema().names
    if missing := set(schema.names).difference(names):
        raise ValueError(f"{path.name} lacks the column {min(missing)}")
    if unknown := set(names).difference(schema.names):
        raise ValueError(f"{path.name} has a column {min(unknown)} that is not in the schema")
    if names != schema.names:
        raise ValueError(f"{path.name} has its columns in another order than {', '.join(schema.names)}")
    if metadata.num_rows != rows:
        raise ValueError(f"{path.name} has {metadata.num_rows:,} rows in place of {rows:,}")


def begin(workspace: Workspace, key: str) -> Path:
    """Remove what killed assemblies left and return an empty folder to write tables into."""
    folder = workspace.path / f"{TEMPORARY}{key}"
    with explained(workspace.tables):
        for old in _leftovers(workspace):
            shutil.rmtree(old)
        folder.mkdir()
    return folder


def publish(workspace: Workspace, folder: Path, manifest: Manifest) -> None:
    """Let the tables in `folder`, which `begin` made, take the place of those that count.

    The former ones stay until the next assembly begins, for who is reading them. Raises `InvalidTablesError`
    where the new ones break rules of the schema; the former ones then count.
    """
    _refuse_invalid(
        folder, "", workspace.path, advice="The former tables still count; mend what these are from"
    )
    former = workspace.tables.resolve()
    target = workspace.path / f"{VERSION}{manifest.key}"
    link = workspace.path / f"{TEMPORARY}link"
    with explained(workspace.tables):
        text = json.dumps(asdict(manifest), indent=1) + "\n"
        (folder / MANIFEST).write_text(text, encoding="utf-8")
        stamp(folder)
        note_original(folder)
        sync(folder)
        shutil.rmtree(target, ignore_errors=True)
        folder.rename(target)
        link.unlink(missing_ok=True)
        link.symlink_to(target.name, target_is_directory=True)
        if workspace.tables.is_dir() and not workspace.tables.is_symlink():
            # A workspace that was copied by what follows links: a folder that no link can replace.
            workspace.tables.rename(workspace.path / f"{VERSION}copied")
        link.replace(workspace.tables)
        for old in _leftovers(workspace):
            if old != former:
                shutil.rmtree(old)


def _leftovers(workspace: Workspace) -> Iterator[Path]:
    """Yield folders that no link leads to."""
    current = workspace.tables.resolve()
    for pattern in (f"{TEMPORARY}*", f"{VERSION}*"):
        for path in workspace.path.glob(pattern):
            if path.resolve() != current and not path.is_symlink():
                yield path


def abandon(folder: Path) -> None:
    """Remove a folder that `begin` made and nobody published."""
    with suppress(OSError):
        shutil.rmtree(folder)
