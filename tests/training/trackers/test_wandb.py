"""A run in Weights & Biases, offline."""

from pathlib import Path

import pytest

pytest.importorskip("wandb")

from kgbuild.training.trackers.wandb import WeightsAndBiases


# What its own dependencies warn of is not ours.
@pytest.mark.filterwarnings("ignore")
def test_a_run_stays_offline_in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WANDB_API_KEY", raising=False)
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("WANDB_SILENT", "true")
    for step in (0, 20):
        tracker = WeightsAndBiases(tmp_path, name="trained", settings={"seed": 13})
        tracker.start(step=step)
        tracker.log({"loss": 0.5}, step=step + 20)
        tracker.summarise({"bc5cdr-test/overall": 84.8})
        tracker.close()
    known = (tmp_path / "wandb-run.txt").read_text("utf-8").strip()
    runs = list((tmp_path / "wandb").glob("offline-run-*"))
    assert runs
    assert all(run.name.endswith(known) for run in runs)
