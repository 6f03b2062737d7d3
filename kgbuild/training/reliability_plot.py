"""Draw how often mentions of each score are right: a reliability diagram (Niculescu-Mizil & Caruana 2005)."""

from collections.abc import Mapping
from pathlib import Path

from kgbuild.training.calibration import Calibrated
from kgbuild.training.calibration_error import calibration_error, reliability
from kgbuild.training.reports.plotting import require_plotting, save

_COLOURS = {"uncalibrated": "#b0522d", "calibrated": "#1f6f8b"}
_PANEL = 3.4
_DOTS = 150


def draw_reliability(sets: Mapping[str, Calibrated], path: Path) -> None:
    """Write a diagram with a panel for each data set; the ending of `path` says its format.

    A point is a bin of equal width, its area the number of its mentions; on the diagonal scores are true.
    OutputFileError where the file cannot be written.
    """
    require_plotting()
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_PANEL * len(sets), _PANEL + 0.5), layout="constrained")
    for place, (name, one) in enumerate(sets.items(), start=1):
        axes = figure.add_subplot(1, len(sets), place, aspect="equal", title=name, xlabel="score")
        axes.set(xlim=(0, 1), ylim=(0, 1), ylabel="share that is right" if place == 1 else "")
        axes.plot([0, 1], [0, 1], color="0.75", linewidth=1)
        for label, scores in (("uncalibrated", one.before), ("calibrated", one.after)):
            if scores is None:
                continue
            bins = reliability(scores, one.right)
            points = [bin.score for bin in bins], [bin.right for bin in bins]
            sizes = [8 + _DOTS * bin.mentions / len(scores) for bin in bins]
            error = calibration_error(scores, one.right)
            axes.plot(*points, color=_COLOURS[label], linewidth=1, alpha=0.6)
            axes.scatter(*points, s=sizes, color=_COLOURS[label], label=f"{label}: ECE {error:.3f}")
        axes.legend(loc="upper left", fontsize="small", frameon=False)
    save(figure, path)
