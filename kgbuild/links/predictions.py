"""The workspace's table of predictions: one Parquet file a model's run, in the folder `predictions`.

They are no graph table: assembling leaves them alone, no digest counts them, and training never reads them.
"""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kgbuild.domain.prediction import Asked, Prediction
from kgbuild.errors import UnknownModelRunError, WorkspaceDamagedError
from kgbuild.graph.atomic import explained
from kgbuild.graph.tables import PREDICTIONS
from kgbuild.graph.workspace import Workspace

FOLDER = "predictions"


def add_predictions(workspace: Workspace, predictions: Sequence[Prediction]) -> None:
    """Write predictions down, in place of earlier ones with the same id; raises `WorkspaceWriteError`."""
    for run in sorted({one.model_run for one in predictions}):
        kept = {one.id: one for one in read_predictions(workspace, run)}
        kept |= {one.id: one for one in predictions if one.model_run == run}
        ordered = sorted(
            kept.values(), key=lambda one: (one.predicate, one.asked, one.subject, one.rank, one.id)
        )
        rows = [{name: getattr(one, name) for name in PREDICTIONS.names} for one in ordered]
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
    return sorted(path.stem for path in (workspace.path / FOLDER).glob("[!.]*.parquet"))


def retract_run(workspace: Workspace, run: str) -> int:
    """Remove all predictions of a model's run and return how many; raises `UnknownModelRunError`."""
    if run not in list_runs(workspace):
        raise UnknownModelRunError(run, list_runs(workspace))
    count = len(read_predictions(workspace, run))
    path = _path(workspace, run)
    with explained(path):
        path.unlink()
    return count


def _path(workspace: Workspace, run: str) -> Path:
    return workspace.path / FOLDER / f"{run}.parquet"


def _write(path: Path, table: pa.Table) -> None:
    partial = path.with_name(f".tmp-{path.name}")
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, partial)
        partial.replace(path)
