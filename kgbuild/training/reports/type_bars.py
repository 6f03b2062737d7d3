"""Draw F1 by type: bars for exact mentions, and outlines as far as overlaps count as well."""

from collections.abc import Mapping
from pathlib import Path

from kgbuild.training.mention_analysis import MentionAnalysis
from kgbuild.training.reports.plotting import TYPE_COLOURS, open_axes, require_plotting, save


def draw_type_bars(analyses: Mapping[str, MentionAnalysis], path: Path) -> None:
    """Write a diagram with a panel for each data set."""
    require_plotting()
    from matplotlib.figure import Figure

    figure = Figure(figsize=(3.4 * len(analyses) + 0.4, 2.6), layout="constrained")
    for place, (name, one) in enumerate(analyses.items(), start=1):
        axes = figure.add_subplot(1, len(analyses), place)
        axes.set(xlim=(0, 112), xlabel="F1")
        axes.set_title(name, fontsize="medium", loc="left")
        types = list(one.exact)[::-1]
        exact = [100 * one.exact[type].f1 for type in types]
        relaxed = [100 * one.relaxed[type].f1 for type in types]
        colours = [TYPE_COLOURS.get(type, "0.5") for type in types]
        axes.barh(types, relaxed, height=0.62, color="none", edgecolor=colours, linewidth=1, alpha=0.6)
        axes.barh(types, exact, height=0.62, color=colours)
        for row, (value, end) in enumerate(zip(exact, relaxed, strict=True)):
            axes.text(max(value, end) + 1.5, row, f"{value:.1f}", va="center", fontsize="small")
        axes.set_xticks(range(0, 101, 20))
        open_axes(axes)
        axes.tick_params(axis="y", length=0)
    save(figure, path)
