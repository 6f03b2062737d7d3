"""Draw an explanation: the asking entity on the left, the answer on the right, the paths between them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from kgbuild.links.explain import ExplainedEdge, Explanation
from kgbuild.training.reports.plotting import TYPE_COLOURS, require_plotting, save

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

LABEL = 18
"""Characters of a line of a name."""
THINNEST, THICKEST = 0.8, 3.0
RELATION_COLOURS = {"TREATS": "#4c8a5a", "CAUSES": "#b0522d", "HAS_SYMPTOM": "#7a6aa8"}

Place = tuple[float, float]


def draw_explanation(found: Sequence[Explanation], path: Path, *, head: str, tail: str) -> None:
    """Write the drawing; the ending of `path` says its format.

    Raises `MissingExtraError` without matplotlib, `OutputFileError` where it cannot be written.
    """
    require_plotting()
    save(explanation_figure(found, head=head, tail=tail), path)


def explanation_figure(found: Sequence[Explanation], *, head: str, tail: str) -> "Figure":
    """Return the drawing: an edge is the thicker the more the score falls without its path.

    `head` and `tail` are the ids of the two entities.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 1.4 + 1.1 * max(1, len(found))), layout="constrained")
    axes = figure.add_subplot()
    axes.set_axis_off()
    places = place_nodes(found, head=head, tail=tail)
    # Names first: arrows end at their frames.
    named: dict[str, Text] = {}
    for id, (name, type) in _nodes(found).items():
        lines = fill(name, LABEL, break_long_words=False)
        named[id] = axes.text(*places[id], lines, ha="center", va="center", fontsize="small", bbox=_box(type))
    most = max((one.drop for one in found), default=0.0)
    drawn: set[tuple[str, str, str]] = set()
    for one in found:
        share = max(0.0, one.drop / most) if most > 0 else 0.0
        for edge in one.edges:
            if (edge.subject, edge.relation, edge.object) not in drawn:
                drawn.add((edge.subject, edge.relation, edge.object))
                _edge(axes, edge, named, THINNEST + share * (THICKEST - THINNEST))
    heights = [height for _, height in places.values()]
    axes.set(xlim=(-0.15, 1.15), ylim=(min(heights) - 0.7, max(heights) + 0.7))
    return figure


def place_nodes(found: Sequence[Explanation], *, head: str, tail: str) -> dict[str, Place]:
    """Return where each entity stands: across by its place on its first path, down by that path's rank."""
    places = {head: (0.0, 0.0), tail: (1.0, 0.0)}
    for rank, one in enumerate(found):
        # The best path runs straight, the others below and above it in turn.
        height = (rank + 1) // 2 * (1.0 if rank % 2 == 0 else -1.0)
        passed = _in_order(one, head)
        for number, id in enumerate(passed):
            across = number / max(1, len(one.edges)) if passed[-1] == tail else 0.5
            places.setdefault(id, (across, height))
    return places


def _in_order(one: Explanation, head: str) -> list[str]:
    """Return the entities of a path from head on, those of an edge elsewhere as they stand."""
    first = one.edges[0]
    at = head if head in {first.subject, first.object} else first.subject
    passed = [at]
    for edge in one.edges:
        at = edge.object if edge.subject == at else edge.subject
        passed.append(at)
    return passed


def _nodes(found: Sequence[Explanation]) -> dict[str, tuple[str, str]]:
    edges = [edge for one in found for edge in one.edges]
    subjects = {edge.subject: (edge.subject_name, edge.subject_type) for edge in edges}
    return subjects | {edge.object: (edge.object_name, edge.object_type) for edge in edges}


def _box(type: str) -> dict[str, object]:
    colour = TYPE_COLOURS.get(type, "0.5")
    return {"boxstyle": "round,pad=0.3", "facecolor": "white", "linewidth": 1.4, "edgecolor": colour}


def _edge(axes: "Axes", edge: ExplainedEdge, named: "Mapping[str, Text]", width: float) -> None:
    subject, object = named[edge.subject], named[edge.object]
    (x0, y0), (x1, y1) = subject.get_position(), object.get_position()
    colour = RELATION_COLOURS.get(edge.relation, "0.5")
    ends = {"patchA": subject.get_bbox_patch(), "patchB": object.get_bbox_patch(), "shrinkA": 1, "shrinkB": 1}
    arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": width, **ends}
    axes.annotate("", xy=(x1, y1), xytext=(x0, y0), arrowprops=arrow)
    label = edge.relation.lower().replace("_", " ")
    axes.annotate(
        label,
        ((x0 + x1) / 2, (y0 + y1) / 2),
        xytext=(0, 5),
        textcoords="offset points",
        ha="center",
        fontsize="x-small",
        color=colour,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
    )
