"""Find trackers by name and open them for a run."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

from kgbuild.components import make
from kgbuild.errors import MissingTrackerError, OptionError
from kgbuild.training.trackers.tracker import Tracker

TRACKERS = {
    "tensorboard": "kgbuild.training.trackers.tensorboard:TensorBoard",
    "mlflow": "kgbuild.training.trackers.mlflow:MLflow",
    "wandb": "kgbuild.training.trackers.wandb:WeightsAndBiases",
}
"""Class of each tracker; its name is that of the package it needs as well."""


def require_trackers(names: Sequence[str]) -> None:
    """Raise OptionError for an unknown name, MissingTrackerError for a known one that is not installed."""
    for name in names:
        if name in TRACKERS:
            if find_spec(name) is None:
                raise MissingTrackerError(name)
        elif ":" not in name:
            raise OptionError(f"unknown tracker {name!r}; known: {', '.join(TRACKERS)}, or module:Class")


@contextmanager
def open_trackers(
    names: Sequence[str], folder: Path, *, name: str, settings: Mapping[str, object]
) -> Iterator[list[Tracker]]:
    """Give the trackers of these names, for a run in `folder` with these settings; close them at the end."""
    require_trackers(names)
    with ExitStack() as stack:
        trackers = []
        for one in dict.fromkeys(names):
            tracker = make(TRACKERS.get(one, one), Tracker, folder, name=name, settings=settings)
            stack.callback(tracker.close)
            trackers.append(tracker)
        yield trackers
