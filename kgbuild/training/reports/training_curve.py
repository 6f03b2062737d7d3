"""Draw how a training went: its loss and its figures on the stopping documents, by step."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from kgbuild.training.reports.plotting import LINES, open_axes, require_plotting, save


def draw_training(rows: Sequence[Mapping[str, float]], path: Path) -> None:
    """Write a diagram with a panel for the loss and one for F1; `rows` are those of a journal."""
    require_plotting()
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    losses = [row for row in rows if "loss" in row]
    epochs = [row for row in rows if "f1" in row]
    figure = Figure(figsize=(9.6, 3.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot([row["step"] for row in losses], [row["loss"] for row in losses], color=LINES[0], linewidth=1.5)
    left.set(xlabel="step", ylim=(0, None))
    left.set_title("loss in training", fontsize="medium", loc="left")
    steps = [row["step"] for row in epochs]
    for colour, name in zip(LINES, _lines(epochs), strict=False):
        # `f1` is a share, the figures of corpora are percent.
        factor = 100 if name == "f1" else 1
        values = [factor * row[name] for row in epochs]
        label = "all together" if name == "f1" else name.removesuffix("/overall")
        right.plot(steps, values, "o-", color=colour, linewidth=1.5, markersize=4, label=label)
    if epochs:
        best = max(epochs, key=lambda row: row["f1"])
        right.axvline(best["step"], color="0.8", linewidth=1, zorder=0)
        right.legend(fontsize="small", frameon=False, loc="best")
    right.set(xlabel="step")
    right.set_title("F1 on the stopping documents", fontsize="medium", loc="left")
    for axes in (left, right):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        open_axes(axes)
    save(figure, path)


def _lines(epochs: Sequence[Mapping[str, float]]) -> list[str]:
    """Return the figures that are drawn: the one that counts, and each corpus's over all types."""
    names = epochs[0] if epochs else {}
    return [name for name in names if name == "f1" or name.endswith("/overall")]
