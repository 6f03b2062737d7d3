"""Draw how many relations of each belief are right."""

from collections.abc import Mapping
from pathlib import Path

from kgbuild.training.calibration import BeliefBins
from kgbuild.training.reports.plotting import require_plotting, save

_COLOUR = "#1f6f8b"
_PANEL = 3.4
_DOTS = 150


def draw_beliefs(sets: Mapping[str, BeliefBins], path: Path) -> None:
    """Write a diagram with a panel for each data set; the ending of `path` says its format.

    A point is a bin, its area the number of its relations; on the diagonal beliefs are true. OutputFileError
    where the file cannot be written.
    """
    require_plotting()
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_PANEL * max(1, len(sets)), _PANEL + 0.5), layout="constrained")
    for place, (name, one) in enumerate(sets.items(), start=1):
        axes = figure.add_subplot(1, len(sets), place, aspect="equal", xlabel="belief")
        axes.set_title(f"{name}: ECE {one['ece']:.3f}", fontsize="medium")
        axes.set(xlim=(0, 1), ylim=(0, 1), ylabel="share that is right" if place == 1 else "")
        axes.plot([0, 1], [0, 1], color="0.75", linewidth=1)
        total = sum(bin["mentions"] for bin in one["bins"])
        points = [bin["score"] for bin in one["bins"]], [bin["right"] for bin in one["bins"]]
        axes.plot(*points, color=_COLOUR, linewidth=1, alpha=0.6)
        axes.scatter(*points, s=[8 + _DOTS * bin["mentions"] / total for bin in one["bins"]], color=_COLOUR)
    save(figure, path)
