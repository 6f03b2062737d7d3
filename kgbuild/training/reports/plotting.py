"""What all plots share: whether they can be drawn, their colours, and how they are saved."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from kgbuild.errors import MissingExtraError, OutputFileError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TYPE_COLOURS = {"Disease": "#b0522d", "Drug": "#1f6f8b", "Symptom": "#7a6aa8", "overall": "#3d4b54"}
"""Told apart by those who do not see red and green apart as well."""
LINES = ("#3d4b54", "#1f6f8b", "#b0522d", "#7a6aa8", "#4c8a5a", "#b8892b")
DOTS_PER_INCH = 150


def can_plot() -> bool:
    """Whether matplotlib is installed; it is not imported."""
    return find_spec("matplotlib") is not None


def require_plotting() -> None:
    """Raise MissingExtraError where matplotlib is not installed, without importing it."""
    if not can_plot():
        raise MissingExtraError("plots", ["matplotlib"])


def open_axes(axes: "Axes") -> None:
    """Take away what frames the data but says nothing."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color("0.7")
    axes.tick_params(color="0.7")


def save(figure: "Figure", path: Path) -> None:
    """Write the figure; the ending of `path` says its format. OutputFileError where that cannot be done."""
    try:
        figure.savefig(path, dpi=DOTS_PER_INCH)
    except OSError as error:
        raise OutputFileError(path, error.strerror or str(error)) from error
