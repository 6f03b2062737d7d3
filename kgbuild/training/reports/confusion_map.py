"""Draw which types are taken for which: a heat map of gold against predicted."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from kgbuild.training.mention_analysis import NONE, MentionAnalysis
from kgbuild.training.reports.plotting import require_plotting, save

_PANEL = 3.2
_LIGHT_TEXT_FROM = 0.6
"""Share of a row from which its cell is too dark for black."""


def draw_confusion(analyses: Mapping[str, MentionAnalysis], path: Path) -> None:
    """Write a map with a panel for each data set: counts in cells, shares of a row as colour."""
    require_plotting()
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_PANEL * len(analyses) + 0.4, _PANEL), layout="constrained")
    for place, (name, one) in enumerate(analyses.items(), start=1):
        labels = [*one.types, NONE]
        counts = np.array([[one.confusion.get((gold, found), 0) for found in labels] for gold in labels])
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        axes = figure.add_subplot(1, len(analyses), place)
        axes.set(xlabel="predicted", ylabel="gold" if place == 1 else "")
        axes.set_title(name, fontsize="medium", loc="left")
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        axes.set_xticks(range(len(labels)), labels)
        axes.set_yticks(range(len(labels)), labels)
        axes.tick_params(length=0, labelsize="small")
        for side in axes.spines.values():
            side.set_visible(False)
        for (row, column), count in np.ndenumerate(counts):
            # Words that neither side marks are not counted.
            text = "" if labels[row] == labels[column] == NONE else f"{count:,}"
            dark = shares[row, column] >= _LIGHT_TEXT_FROM
            axes.text(
                column, row, text, ha="center", va="center", fontsize="small", color="w" if dark else "0.15"
            )
    save(figure, path)
