"""Write the graph as CSV for `neo4j-admin database import full`, the fastest way into an empty Neo4j.

The folder holds a file for each label and relationship type with a typed header, `import.sh` that imports
them, and `finish.cypher` for what an import cannot do: constraints, indexes, and lists that are empty. The
result is what `kgbuild load` makes.
"""

import shlex
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from kgbuild.errors import OutputFileError
from kgbuild.graph.database import DISK_ERRORS, complaint, database, quoted
from kgbuild.graph.export.encoded import VECTORS, encode
from kgbuild.graph.export.selection import selected
from kgbuild.graph.opened import damage_told
from kgbuild.graph.predictions import TABLE, gather_predictions, predictions_digest
from kgbuild.graph.published import Tables, published
from kgbuild.graph.tables import ENTITIES, GRAPH_TABLES
from kgbuild.graph.workspace import Workspace
from kgbuild.store.constraints import constraints, full_text
from kgbuild.store.embeddings import EMBEDDED, Encoder
from kgbuild.store.layout import JOINTS, LAYOUT, SEARCH_NAMES, Part, parts
from kgbuild.store.vector_index import EMBEDDING, vector_index

SCRIPT = "import.sh"
FINISH = "finish.cypher"
BUILD = "Build.csv"
TEMPORARY = ".tmp-export"
SEPARATORS = (0x1F, 0x1E, 0x1D, 0x1C)
"""Control characters made to separate what is in a list; the first that no text holds is taken."""
FILL_BATCH = 10_000
TYPES = {"int32": "long", "int64": "long", "double": "double", "bool": "boolean"}

_SCRIPT = """#!/bin/sh
# Import this graph into a database that is empty or not there yet, while its server is stopped:
#   ./import.sh [DATABASE [more options of neo4j-admin, such as --overwrite-destination]]
# NEO4J_ADMIN names the program where it is not on the path. Then start the server and run finish.cypher
# with cypher-shell; without one, `kgbuild load` does the same.
set -eu
cd "$(dirname "$0")"
database=neo4j
if [ $# -gt 0 ]; then database=$1; shift; fi
exec "${NEO4J_ADMIN:-neo4j-admin}" database import full "$database" --report-file=import.report \\
  --array-delimiter=U+%(separator)04X --multiline-fields=%(multiline)s \\
%(files)s
  "$@"
"""

_FINISH = """// What an import cannot do; run it once the server is up again: cypher-shell -f finish.cypher
// `kgbuild load -w WORKSPACE --store URL` does the same, and compares every row besides.
%s
"""


@dataclass(frozen=True, slots=True)
class _File:
    """One CSV file: what `neo4j-admin` is to make of it, and the SQL of its columns by their headers."""

    name: str
    option: str
    columns: dict[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class Written:
    """The rows of each file, and how many predictions are in none, by reason."""

    rows: dict[str, int]
    left_out: Counter[str]


def write_neo4j_csv(
    workspace: Workspace, folder: Path, *, encoder: Encoder | None = None, licences: Collection[str] = ()
) -> Written:
    """Write the files into `folder`, whole or not at all: `import.sh` goes first and comes last.

    Entities carry vectors of their names where there is an `encoder`. `licences` as in `selected`; a load
    then finds what they leave out. What an earlier export left there is replaced, other files beside it stay.
    Raises `NothingToLoadError` or `TablesDamagedError` for the tables, `OptionError` for an unknown licence,
    `OutputFileError` where the folder holds something else or cannot be written.
    """
    tables = published(workspace)
    if folder.exists() and not (folder.is_dir() and _free(folder)):
        raise OutputFileError(folder, "there is something else already")
    made = not folder.exists()
    temporary = folder / TEMPORARY
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        predictions = predictions_digest(workspace)
        with (
            damage_told(workspace, passing=DISK_ERRORS),
            tempfile.TemporaryDirectory(prefix="kgbuild-") as scratch,
            database(Path(scratch)) as connection,
        ):
            build = tables.held
            if licences:
                tables = _allowed(workspace, tables, licences, Path(scratch))
                build = f"{build} {' '.join(sorted(licences))}"
            gathered = gather_predictions(
                workspace, tables, connection, Path(scratch) / "predictions.parquet"
            )
            mark = _mark(build, predictions, workspace.id)
            width = encode(connection, tables.path("entities"), encoder) if encoder else 0
            rows = _write(connection, tables.files() | {TABLE: gathered.path}, mark, temporary, width)
        _replace(folder, temporary)
    except DISK_ERRORS as error:
        raise OutputFileError(folder, complaint(error)) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        if made and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return Written(rows, gathered.left_out)


def _free(folder: Path) -> bool:
    """Whether a folder holds an export, or nothing but what a killed one left."""
    return (folder / FINISH).is_file() or all(path.name == TEMPORARY for path in folder.iterdir())


def _replace(folder: Path, temporary: Path) -> None:
    """Move the files of a new export to where those of the former one are, which had the same names."""
    (folder / SCRIPT).unlink(missing_ok=True)
    for path in sorted(temporary.iterdir(), key=lambda path: (path.name == SCRIPT, path.name)):
        path.replace(folder / path.name)


def _allowed(workspace: Workspace, tables: Tables, licences: Collection[str], scratch: Path) -> Tables:
    """Return tables without the relations of other licences, in a folder below `scratch`."""
    folder = scratch / "allowed"
    folder.mkdir()
    with selected(workspace, licences=licences) as selection:
        for name in GRAPH_TABLES:
            path = folder / f"{name}.parquet"
            if name in ("entities", "relations"):
                selection.connection.execute(f"COPY x.{name} TO {quoted(path)} (FORMAT parquet)")
            else:
                path.symlink_to(tables.path(name))
    return Tables(folder, tables.manifest)


def _write(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, Path],
    mark: _File,
    folder: Path,
    width: int,
) -> dict[str, int]:
    """Write all files; `width` is that of the entities' vectors, 0 for none."""
    separator = _separator(connection, tables)
    files = [*_files(tables, separator, vectors=width > 0), mark]
    rows = {}
    for file in files:
        columns = ", ".join(f'{sql} AS "{header}"' for header, sql in file.columns.items())
        path = folder / file.name
        written = connection.execute(
            f"COPY (SELECT {columns} FROM {file.source}) TO {quoted(path)} (FORMAT csv, HEADER)"
        ).fetchone()
        rows[file.name] = int(written[0]) if written else 0
    options = [shlex.quote(f"{file.option}={file.name}") for file in files if rows[file.name]]
    values = {
        "separator": separator,
        "multiline": str(_some_text(connection, tables, "\n", "\r")).lower(),
        "files": "\n".join(f"  {option} \\" for option in options),
    }
    (folder / SCRIPT).write_text(_SCRIPT % values, encoding="utf-8")
    (folder / SCRIPT).chmod(0o755)
    empty = _empty_lists(connection, tables["entities"])
    statements = "\n".join(f"{each};" for each in finishing(width, empty))
    (folder / FINISH).write_text(_FINISH % statements, encoding="utf-8")
    return {name: count for name, count in rows.items() if count}


def _files(tables: Mapping[str, Path], separator: int, *, vectors: bool) -> Iterator[_File]:
    for part in parts():
        source = f"({part.wanted.format(path=quoted(tables[part.table]))})"
        kinds = {field.name: field.type for field in part.held}
        properties = dict(_column(name, kinds[name], separator) for name in part.properties)
        if not part.labels:
            ends = {":START_ID(Entity)": "subject", ":END_ID(Entity)": "object", "id": "id"}
            yield _File(f"{part.type}.csv", f"--relationships={part.type}", ends | properties, source)
            continue
        if vectors and part.table == "entities":
            source = f"{source} JOIN {VECTORS} USING (id)"
            numbers = f"array_to_string({EMBEDDING}, chr({separator}))"
            properties |= {EMBEDDED: EMBEDDED, f"{EMBEDDING}:float[]": numbers}
        group = part.labels[0]
        file = f"{part.labels[-1]}.csv"
        yield _File(file, f"--nodes={':'.join(part.labels)}", {f"id:ID({group})": "id"} | properties, source)
        for type, (column, label) in JOINTS.items() if part.ends else ():
            ends = {f":START_ID({group})": "id", f":END_ID({label})": column}
            yield _File(f"{type}.csv", f"--relationships={type}", ends, source)


def _mark(build: str, predictions: str, workspace: str) -> _File:
    """The node by which `kgbuild.store.mark` knows a graph of ours; not complete before `finish.cypher`."""
    values = {
        "key": "'graph'",
        "id": quoted(build),
        "layout:long": str(LAYOUT),
        "predictions": quoted(predictions),
        "workspace": quoted(workspace),
        "complete:boolean": "false",
    }
    return _File(BUILD, "--nodes=Build", values, "range(1)")


def _column(name: str, kind: pa.DataType, separator: int) -> tuple[str, str]:
    """Return header and SQL of a property."""
    if pa.types.is_list(kind):
        return f"{name}:string[]", f"array_to_string({name}, chr({separator}))"
    if pa.types.is_floating(kind):
        # Java writes these two in full.
        named = f"replace(replace(CAST({name} AS VARCHAR), 'inf', 'Infinity'), 'nan', 'NaN')"
        return f"{name}:double", named
    suffix = TYPES.get(str(kind))
    return f"{name}:{suffix}" if suffix else name, f'"{name}"'


def finishing(width: int, empty: Sequence[str]) -> Iterator[str]:
    """Yield the statements of `finish.cypher`.

    `width` is that of the entities' vectors, 0 for none; `empty` are the lists that some entity has empty.
    """
    yield from constraints()
    yield full_text()
    if width:
        yield vector_index(width)
    if empty:
        # An empty list reads as no value. All at once: each pass over the entities takes seconds.
        lacking = " OR ".join(f"n.{name} IS NULL" for name in empty)
        filled = ", ".join(f"n.{name} = coalesce(n.{name}, [])" for name in empty)
        fill = f"CALL (n) {{ SET {filled} }} IN TRANSACTIONS OF {FILL_BATCH} ROWS"
        yield f"MATCH (n:Entity) WHERE {lacking} {fill}"
    yield "MATCH (b:Build {key: 'graph'}) SET b.complete = true"


def statements(file: Path) -> list[str]:
    """Return the statements of a `finish.cypher`, for who has no `cypher-shell`."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.removesuffix(";") for line in lines if not line.startswith("//")]


def _empty_lists(connection: duckdb.DuckDBPyConnection, entities: Path) -> list[str]:
    """Return the lists of entities, one of which at least is empty; their names to search by never are."""
    lists = [field.name for field in ENTITIES if pa.types.is_list(field.type)]
    counted = ", ".join(f"count(*) FILTER (len({name}) = 0)" for name in lists)
    row = connection.execute(f"SELECT {counted} FROM read_parquet($1)", [str(entities)]).fetchone()
    return [name for name, count in zip(lists, row or (), strict=True) if count]


def _separator(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Path]) -> int:
    for code in SEPARATORS:
        if not _some_text(connection, tables, chr(code), lists_only=True):
            return code
    raise OutputFileError(tables["entities"], "names hold all the characters that could separate them")


def _some_text(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, Path],
    *characters: str,
    lists_only: bool = False,
) -> bool:
    """Whether any text that is written holds one of these characters; each table is read once."""
    texts: dict[str, set[str]] = {}
    for part in parts():
        texts.setdefault(part.table, set()).update(_texts(part, lists_only=lists_only))
    for table, named in texts.items():
        looked = (
            f"contains({text}, chr({ord(character)}))" for text in sorted(named) for character in characters
        )
        found = f"SELECT 1 FROM read_parquet($1) WHERE {' OR '.join(looked)} LIMIT 1"
        if named and connection.execute(found, [str(tables[table])]).fetchone():
            return True
    return False


def _texts(part: Part, *, lists_only: bool) -> Iterator[str]:
    """Yield SQL of the texts that are written."""
    for field in part.held:
        if field.name == SEARCH_NAMES:
            yield from ("id", "name")  # which are in that list, beside what is in others
        elif pa.types.is_list(field.type):
            yield f"array_to_string({field.name}, '')"
        elif pa.types.is_string(field.type) and not lists_only:
            yield f'"{field.name}"'
