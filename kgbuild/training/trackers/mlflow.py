"""Track a run in MLflow: on the server that the environment names, else in the run's folder."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kgbuild.errors import TrackerError

DATABASE = "mlflow.db"
EXPERIMENT = "kgbuild"
_RUN = "mlflow-run.txt"
"""File in the run's folder with the id of its MLflow run, for going on after a stop."""
_LONGEST = 500
"""Characters that MLflow takes of a parameter."""


class MLflow:
    """One MLflow run of the experiment `kgbuild`; implements `Tracker`."""

    def __init__(self, folder: Path, *, name: str, settings: Mapping[str, object]) -> None:
        self._folder = folder
        self._title = name
        self._settings = settings
        self._client: Any = None
        self._run = ""

    def start(self, *, step: int) -> None:
        """Make the run, or open again the one that was begun in this folder; TrackerError where it cannot."""
        import mlflow
        from mlflow.exceptions import MlflowException

        try:
            self._open(mlflow, step)
        # Its small edition, without databases, raises ImportError.
        except (MlflowException, ImportError) as error:
            raise TrackerError("mlflow", str(error)) from error

    def _open(self, library: Any, step: int) -> None:
        if os.environ.get("MLFLOW_TRACKING_URI"):
            self._client = library.MlflowClient()
        else:
            # A database of its own: MLflow advises against plain files by now.
            self._client = library.MlflowClient(f"sqlite:///{(self._folder / DATABASE).resolve()}")
        known = self._folder / _RUN
        if step and known.is_file():
            self._run = known.read_text("utf-8").strip()
            self._client.update_run(self._run, status="RUNNING")
            return
        experiment = self._client.get_experiment_by_name(EXPERIMENT)
        id = experiment.experiment_id if experiment else self._client.create_experiment(EXPERIMENT)
        self._run = self._client.create_run(id, run_name=self._title).info.run_id
        known.write_text(self._run + "\n", "utf-8")
        for key, value in self._settings.items():
            self._client.log_param(self._run, key, str(value)[:_LONGEST])

    def log(self, figures: Mapping[str, float], *, step: int) -> None:
        """Log metrics by step."""
        for name, value in figures.items():
            self._client.log_metric(self._run, name, value, step=step)

    def summarise(self, figures: Mapping[str, float]) -> None:
        """Log metrics of their own."""
        for name, value in figures.items():
            self._client.log_metric(self._run, f"summary/{name}", value)

    def close(self) -> None:
        """End the run."""
        if self._run:
            self._client.set_terminated(self._run)
