"""Turn the graph in a store into graph tables: one that kgbuild loaded, or by a mapping somebody else's.

A store keeps less than the tables hold: no text of documents, no mentions, no places in the text. What it
does not keep is empty in the tables. Predictions come back as predictions, by model run.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from kgbuild.domain.ids import ID_CHARACTERS
from kgbuild.domain.prediction import MODEL_RUN, PREDICTED
from kgbuild.errors import NothingToLoadError, PullError, WorkspaceWriteError
from kgbuild.graph.counted import counted
from kgbuild.graph.database import DISK_ERRORS, complaint, database, number, quoted
from kgbuild.graph.digest import tables_hash
from kgbuild.graph.parquet import write_table
from kgbuild.graph.predictions import TABLE, replace_pulled
from kgbuild.graph.published import Manifest, abandon, begin, publish, published
from kgbuild.graph.relation_table import stamp_relation_table
from kgbuild.graph.tables import GRAPH_TABLES, OF_IMPORTS, PREDICTIONS
from kgbuild.graph.workspace import Workspace
from kgbuild.store.bolt import Store
from kgbuild.store.fetched import UnfitValueError, create, fetch
from kgbuild.store.layout import JOINTS, LAYOUT, Part, parts
from kgbuild.store.mapped import read_mapped
from kgbuild.store.mapping import GraphMapping
from kgbuild.store.mark import read_mark

Listener = Callable[[str], None]
Queries = dict[str, str]
"""For each table that has rows, the query that gives them."""


def ignore(part: str) -> None:
    """Listen to nothing."""


@dataclass(frozen=True, slots=True)
class PullReport:
    """What was pulled: rows by table, and what of the store is not in them, by reason."""

    build: str
    rows: dict[str, int]
    left_out: Counter[str]


def pull(
    store: Store, path: Path, *, mapping: GraphMapping | None = None, progress: Listener = ignore
) -> PullReport:
    """Write the store's graph into the workspace at `path`, which is new or was pulled before.

    `progress` is told what is being fetched. Raises `PullError` where the store holds no graph of kgbuild's
    and there is no mapping, where a load has not ended, or where `path` holds tables made of documents.
    Predictions that an earlier pull left there and the store lacks go; those made in the workspace stay.
    """
    if mapping is None:
        _check_mark(store)
    workspace = Workspace.create(path)
    _refuse_built(workspace, store)
    folder = begin(workspace, "pulled")
    try:
        with tempfile.TemporaryDirectory(prefix="kgbuild-") as scratch, database(Path(scratch)) as connection:
            if mapping is None:
                queries, left_out = _read_ours(store, connection, progress), Counter[str]()
            else:
                queries, left_out = read_mapped(store, mapping, connection)
            manifest = _write(connection, queries, folder, store)
            runs = _runs(connection, queries, store)
        publish(workspace, folder, manifest)
        replace_pulled(workspace, runs, origin=store.url)
    except DISK_ERRORS as error:
        raise WorkspaceWriteError(workspace.tables, complaint(error)) from error
    finally:
        abandon(folder)
    rows = manifest.rows | {TABLE: sum(map(len, runs))}
    return PullReport(manifest.build, {name: n for name, n in rows.items() if n}, left_out)


def _check_mark(store: Store) -> None:
    mark = read_mark(store)
    if mark is None:
        raise PullError(store.url, "kgbuild loaded no graph there; say with --mapping what its labels mean")
    if not mark.complete:
        raise PullError(store.url, "a load of this graph has not ended; run `kgbuild load` again first")
    if mark.layout != LAYOUT:
        raise PullError(store.url, "another version of kgbuild loaded it; run `kgbuild load` again first")


def _refuse_built(workspace: Workspace, store: Store) -> None:
    try:
        origin = published(workspace).manifest.origin
    except NothingToLoadError:
        origin = "" if any(workspace.path.glob("shards/*")) else store.url
    if not origin:
        problem = f"{workspace.path} holds what was built from documents; name a new folder with --out"
        raise PullError(store.url, problem)


def _read_ours(store: Store, connection: duckdb.DuckDBPyConnection, progress: Listener) -> Queries:
    found: dict[str, list[str]] = {}
    for part in parts():
        progress(part.name)
        statement, schema = _statement(part)
        create(connection, part.name, schema)
        try:
            fetch(connection, part.name, store.stream(statement), schema)
        except UnfitValueError as error:
            problem = f"its {part.name} hold values that kgbuild did not write ({error})"
            raise PullError(store.url, problem) from error
        _check_whole(store, part, number(connection, f'SELECT count(*) FROM "{part.name}"'))
        type = f", '{part.type}' AS type" if part.type else ""
        found.setdefault(part.table, []).append(f'SELECT *{type} FROM "{part.name}"')
    return {table: " UNION ALL ".join(selects) for table, selects in found.items()}


def _statement(part: Part) -> tuple[str, pa.Schema]:
    """Return what gives keys, ends and properties of all that a store holds of a part, and their types."""
    if not part.ends:
        return part.present, part.held
    joints = ", ".join(f"(n)-[:{type}]->(end_{type}:{label})" for type, (_, label) in JOINTS.items())
    ends = ", ".join(f"end_{type}.id" for type in JOINTS)
    values = ", ".join(f"n.{name}" for name in part.properties)
    schema = pa.schema([part.schema.field(name) for name in part.columns])
    return f"MATCH (n:{part.labels[0]}) MATCH {joints} RETURN n.id, {ends}, {values}", schema


def _check_whole(store: Store, part: Part, fetched: int) -> None:
    for name, statement in part.count.items():
        held = int(next(store.stream(statement))[0])
        if held != fetched:
            problem = f"of its {held:,} {name}, {fetched:,} are whole; something else has written to it"
            raise PullError(store.url, f"{problem}: load it again with --check")


def _write(connection: duckdb.DuckDBPyConnection, queries: Queries, folder: Path, store: Store) -> Manifest:
    for name, schema in GRAPH_TABLES.items():
        write_table(connection, name, _filled(connection, schema, queries.get(name)), folder)
    build = tables_hash({name: folder / f"{name}.parquet" for name in GRAPH_TABLES})[:ID_CHARACTERS]
    unstamped = folder / "unstamped"
    unstamped.mkdir()
    (folder / "relations.parquet").rename(unstamped / "relations.parquet")
    stamp_relation_table(connection, folder, unstamped=unstamped, build=build)
    shutil.rmtree(unstamped)
    manifest = Manifest(
        key=f"pulled-{build}",
        configs=[],
        shards=[],
        lexicon="",
        reliability={},
        origin=store.url,
        build=build,
    )
    return counted(connection, manifest, folder)


def _runs(connection: duckdb.DuckDBPyConnection, queries: Queries, store: Store) -> list[pa.Table]:
    """Return the predictions of each model run; raises `PullError` for what kgbuild did not write."""
    if TABLE not in queries:
        return []
    prefix = quoted(PREDICTED)
    connection.execute(
        f"CREATE TABLE {TABLE} AS SELECT *, replace(type, {prefix}, '') AS predicate FROM ({queries[TABLE]})"
    )
    columns = ", ".join(PREDICTIONS.names)
    gaps = " OR ".join(f"{name} IS NULL" for name in PREDICTIONS.names)
    if number(connection, f"SELECT count(*) FROM {TABLE} WHERE {gaps}"):
        raise PullError(store.url, "its predictions lack properties; something else has written to it")
    runs = connection.execute(f"SELECT DISTINCT model_run FROM {TABLE} ORDER BY ALL").fetchall()
    for (run,) in runs:
        if not MODEL_RUN.fullmatch(run):  # It becomes the name of a file.
            problem = f"its predictions name a model run {run!r}, which kgbuild did not write"
            raise PullError(store.url, problem)
    query = f"SELECT {columns} FROM {TABLE} WHERE model_run = $1"
    return [connection.sql(query, params=[run]).to_arrow_table() for (run,) in runs]


def _filled(connection: duckdb.DuckDBPyConnection, schema: pa.Schema, query: str | None) -> str:
    """Return a query that has all columns of a table, empty where the store keeps none."""
    if query is None:
        blank = ", ".join(f'{_empty(field)} AS "{field.name}"' for field in schema)
        return f"SELECT {blank} LIMIT 0"
    there = {str(row[0]) for row in connection.execute(f"DESCRIBE {query}").fetchall()}
    columns = (f'"{f.name}"' if f.name in there else f'{_empty(f)} AS "{f.name}"' for f in schema)
    return f"SELECT {', '.join(columns)} FROM ({query})"


def _empty(field: pa.Field) -> str:
    if field.name in OF_IMPORTS:
        return "NULL::VARCHAR[]" if pa.types.is_list(field.type) else "NULL::VARCHAR"
    if pa.types.is_string(field.type):
        return "''"
    return "[]" if pa.types.is_list(field.type) else "NULL"
