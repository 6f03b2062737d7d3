"""The workspace's table of predictions: one Parquet file a model's run, in the folder `predictions`.

They are no graph table: assembling leaves them alone, no digest of the graph counts them, and training never
reads them. A store holds them as relationships of types of their own.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kgbuild.domain.ids import content_hash
from kgbuild.domain.prediction import PREDICTABLE, PREDICTED, Asked, Prediction
from kgbuild.errors import InvalidTablesError, UnknownModelRunError, WorkspaceDamagedError
from kgbuild.graph.atomic import explained
from kgbuild.graph.check import SHOWN, Findings, check
from kgbuild.graph.contradictions import contradictions
from kgbuild.graph.database import counts, quoted
from kgbuild.graph.published import Tables
from kgbuild.graph.tables import PREDICTIONS
from kgbuild.graph.workspace import Workspace

TABLE = "predictions"

ORDER = ("predicate", "asked", "subject", "rank", "id")
"""By what the rows of a run are sorted."""

PULLED = b"pulled from"
"""Key of a file's metadata: the store that its run was pulled out of."""

_FITTING = """
SELECT p.*, CASE WHEN NOT list_contains($types, p.type) THEN 'predictions of types that no store holds'
                 WHEN s.id IS NULL OR o.id IS NULL THEN 'predictions about entities that the graph lacks'
            END AS problem
FROM read_parquet($runs) AS p
LEFT JOIN read_parquet($entities) AS s ON s.id = p.subject
LEFT JOIN read_parquet($entities) AS o ON o.id = p.object
"""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The predictions of all runs that a store can hold, in one file, and how many it cannot, by reason."""

    path: Path
    left_out: Counter[str]


def add_predictions(workspace: Workspace, predictions: Sequence[Prediction]) -> None:
    """Write predictions down, in place of earlier ones with the same id; raises `WorkspaceWriteError`."""
    for run in sorted({one.model_run for one in predictions}):
        kept = {one.id: one for one in read_predictions(workspace, run)}
        kept |= {one.id: one for one in predictions if one.model_run == run}
        rows = [{name: getattr(one, name) for name in PREDICTIONS.names} for one in kept.values()]
        _write(_path(workspace, run), pa.Table.from_pylist(rows, PREDICTIONS))


def read_predictions(workspace: Workspace, run: str) -> list[Prediction]:
    """Return the predictions of a model's run, none where there are none; raises `WorkspaceDamagedError`."""
    path = _path(workspace, run)
    if not path.is_file():
        return []
    try:
        rows = pq.read_table(path).cast(PREDICTIONS).to_pylist()
    except (OSError, ValueError) as error:
        raise WorkspaceDamagedError(path) from error
    named = [name for name in PREDICTIONS.names if name not in ("id", "type")]
    return [Prediction(**{n: row[n] for n in named} | {"asked": Asked(row["asked"])}) for row in rows]


def list_runs(workspace: Workspace) -> list[str]:
    """Return the runs of which there are predictions, sorted."""
    return sorted(path.stem for path in (workspace.path / TABLE).glob("[!.]*.parquet"))


def examine_predictions(
    workspace: Workspace, *, shown: int = SHOWN, ids: bool = False
) -> dict[Path, Findings]:
    """Check the predictions of each run against the schema, by its file; raises `WorkspaceDamagedError`.

    `ids` looks besides whether they are the hashes of what they name.
    """
    found = {}
    for path in (_path(workspace, run) for run in list_runs(workspace)):
        try:
            found[path] = check({TABLE: path}, shown=shown)
            if ids and not any(problem.row == 0 for problem in found[path].problems):
                apart = contradictions({TABLE: path}, shown=shown)
                problems = (*found[path].problems, *apart.problems)[:shown]
                found[path] = Findings(found[path].total + apart.total, problems)
        except (OSError, ValueError, duckdb.Error) as error:
            raise WorkspaceDamagedError(path) from error
    return found


def retract_run(workspace: Workspace, run: str) -> int:
    """Remove all predictions of a model's run and return how many; raises `UnknownModelRunError`."""
    if run not in list_runs(workspace):
        raise UnknownModelRunError(run, list_runs(workspace))
    count = len(read_predictions(workspace, run))
    path = _path(workspace, run)
    with explained(path):
        path.unlink()
    return count


def predictions_digest(workspace: Workspace) -> str:
    """Return a digest of all there is, empty where there is nothing."""
    paths = [_path(workspace, run) for run in list_runs(workspace)]
    parts = (f"{path.stem}:{hashlib.sha256(path.read_bytes()).hexdigest()}" for path in paths)
    return content_hash(*parts) if paths else ""


def gather_predictions(
    workspace: Workspace, tables: Tables, connection: duckdb.DuckDBPyConnection, path: Path
) -> Gathered:
    """Write what a store can hold beside these graph tables to `path`.

    Left out are predictions about entities that the graph has not, as after it was built anew, and of
    relations that are none of the graph's, as by a model of other triples. Raises `WorkspaceDamagedError`,
    and `InvalidTablesError` for what breaks rules of the schema.
    """
    runs = [_path(workspace, run) for run in list_runs(workspace)]
    for run in runs:
        _check(run)
    for run, found in examine_predictions(workspace).items():
        if found.total:
            lines = [problem.told(str(run)) for problem in found.problems]
            advice = f"`kgbuild retract --model-run {run.stem}` removes them; then predict again"
            raise InvalidTablesError(run, lines, found.total, advice=advice)
    if not runs:
        pq.write_table(PREDICTIONS.empty_table(), path)
        return Gathered(path, Counter())
    values: dict[str, object] = {
        "types": [PREDICTED + predicate for predicate in PREDICTABLE],
        "runs": list(map(str, runs)),
        "entities": str(tables.path("entities")),
    }
    try:
        connection.execute(f"CREATE OR REPLACE TABLE gathered AS {_FITTING}", values)
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        raise WorkspaceDamagedError(workspace.path / TABLE) from error
    fitting = "SELECT * EXCLUDE (problem) FROM gathered WHERE problem IS NULL"
    connection.execute(f"COPY ({fitting} ORDER BY {', '.join(ORDER)}) TO {quoted(path)} (FORMAT parquet)")
    problems = "SELECT problem, count(*) FROM gathered WHERE problem IS NOT NULL GROUP BY ALL ORDER BY ALL"
    left_out = Counter(counts(connection, problems))
    connection.execute("DROP TABLE gathered")
    return Gathered(path, left_out)


def replace_pulled(workspace: Workspace, runs: Collection[pa.Table], *, origin: str) -> None:
    """Keep runs that were pulled out of a store, one a table; those of an earlier pull that are not among
    them go, and what was predicted here stays."""
    there = {table["model_run"][0].as_py() for table in runs}
    for run in list_runs(workspace):
        path = _path(workspace, run)
        if run not in there and PULLED in (_check(path).metadata or {}):
            with explained(path):
                path.unlink()
    for table in runs:
        marked = table.cast(PREDICTIONS).replace_schema_metadata({PULLED: origin})
        _write(_path(workspace, table["model_run"][0].as_py()), marked)


def _check(path: Path) -> pa.Schema:
    try:
        schema = pq.read_schema(path)
    except (OSError, ValueError) as error:
        raise WorkspaceDamagedError(path) from error
    if not schema.equals(PREDICTIONS):
        raise WorkspaceDamagedError(path)
    return schema


def _path(workspace: Workspace, run: str) -> Path:
    return workspace.path / TABLE / f"{run}.parquet"


def _write(path: Path, table: pa.Table) -> None:
    partial = path.with_name(f".tmp-{path.name}")
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table.sort_by([(name, "ascending") for name in ORDER]), partial)
        partial.replace(path)
