"""Draw a learning curve: F1 by the number of documents trained on."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from kgbuild.training.entity_scores import OVERALL, Score
from kgbuild.training.reports.plotting import TYPE_COLOURS, open_axes, require_plotting, save


def draw_document_curve(
    documents: Sequence[int], scores: Sequence[Mapping[str, Mapping[str, Score]]], path: Path
) -> None:
    """Write a diagram with a panel for each data set; `scores` of each number by data set and type."""
    require_plotting()
    from matplotlib.figure import Figure

    names = list(scores[0])
    figure = Figure(figsize=(3.4 * len(names) + 0.4, 3.2), layout="constrained")
    for place, name in enumerate(names, start=1):
        axes = figure.add_subplot(1, len(names), place)
        for type in dict.fromkeys(type for one in scores for type in one[name]):
            values = [100 * one[name][type].f1 if type in one[name] else 0.0 for one in scores]
            width = 2.2 if type == OVERALL else 1.4
            axes.plot(
                documents, values, "o-", color=TYPE_COLOURS.get(type, "0.5"), linewidth=width, markersize=4,
                label=type,
            )  # fmt: skip
        axes.set(xscale="log", ylim=(0, 100), xlabel="documents", ylabel="F1" if place == 1 else "")
        axes.set_xticks(documents, [f"{count:,}" for count in documents])
        axes.minorticks_off()
        axes.set_title(name, fontsize="medium", loc="left")
        axes.legend(fontsize="small", frameon=False, loc="lower right")
        open_axes(axes)
    save(figure, path)
