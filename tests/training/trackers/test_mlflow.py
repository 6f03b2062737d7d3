"""A run in MLflow, in a database of the run's own folder."""

from pathlib import Path

import pytest

mlflow = pytest.importorskip("mlflow")
pytest.importorskip("sqlalchemy")

from kgbuild.errors import TrackerError  # noqa: E402 - after the skips
from kgbuild.training.trackers.mlflow import DATABASE, EXPERIMENT, MLflow  # noqa: E402


# What its own dependencies warn of is not ours.
@pytest.mark.filterwarnings("ignore")
def test_a_run_is_one_run_over_a_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    for step in (0, 20):
        tracker = MLflow(tmp_path, name="trained", settings={"seed": 13, "text": "x" * 600})
        tracker.start(step=step)
        tracker.log({"loss": 1.0 / (step + 1)}, step=step + 20)
        tracker.close()
    tracker = MLflow(tmp_path, name="trained", settings={})
    tracker.start(step=40)
    tracker.summarise({"bc5cdr-test/overall": 84.8})
    tracker.close()

    client = mlflow.MlflowClient(f"sqlite:///{tmp_path / DATABASE}")
    experiment = client.get_experiment_by_name(EXPERIMENT)
    (run,) = client.search_runs([experiment.experiment_id])
    assert run.data.params["seed"] == "13"
    assert run.data.metrics["summary/bc5cdr-test/overall"] == 84.8
    assert [one.step for one in client.get_metric_history(run.info.run_id, "loss")] == [20, 40]
    assert run.info.status == "FINISHED"


@pytest.mark.filterwarnings("ignore")
def test_a_server_that_is_none_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "nothing://here")
    tracker = MLflow(tmp_path, name="trained", settings={})
    with pytest.raises(TrackerError, match="--track mlflow"):
        tracker.start(step=0)
    tracker.close()
