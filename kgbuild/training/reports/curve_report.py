"""Report on a learning curve: figures as JSON, a plot, and a page with both."""

import json
from collections.abc import Sequence
from pathlib import Path

from kgbuild.training.entity_scores import Score
from kgbuild.training.learning_curve import Point
from kgbuild.training.reports.document_curve import draw_document_curve
from kgbuild.training.reports.page import (
    Chapter,
    Part,
    Picture,
    Table,
    Text,
    make_folder,
    write_page,
    write_text,
)
from kgbuild.training.reports.plotting import can_plot
from kgbuild.training.reports.tagger_report import FIGURES, NO_PLOTS, PAGE

PLOT = "learning-curve.png"
_READ = (
    "One model for each number of documents, which are drawn by a hash of their ids, so that a smaller "
    "number's are among a larger's. Seed, stopping documents and scoring are the same. Few documents are "
    "read several times an epoch, or the model would hardly leave its start."
)


def write_curve_report(points: Sequence[Point], folder: Path, *, command: str) -> Path:
    """Write `report.json`, the plot and `index.html` into the folder; return the page."""
    make_folder(folder)
    rows = [
        {
            "documents": point.documents,
            "mentions": point.mentions,
            "repeats": point.repeats,
            "folder": str(point.run.folder),
            "stopping": point.run.stopping,
            "scores": point.run.evaluation.as_rows(),
        }
        for point in points
    ]
    write_text(folder / FIGURES, json.dumps({"command": command, "models": rows}, indent=1) + "\n")
    parts: list[Part] = [Text(_READ)]
    if can_plot():
        scores = [_exact(point) for point in points]
        draw_document_curve([point.documents for point in points], scores, folder / PLOT)
        parts.append(Picture(folder / PLOT, "F1 by the number of documents trained on."))
    else:
        parts.append(Text(NO_PLOTS))
    parts.append(_table(points))
    page = folder / PAGE
    title = "Learning curve of a tagger"
    write_page(page, title=title, command=command, chapters=[Chapter("F1 by documents", parts)])
    return page


def _exact(point: Point) -> dict[str, dict[str, Score]]:
    return {name: one.exact for name, one in point.run.evaluation.analyses.items()}


def _table(points: Sequence[Point]) -> Table:
    # A model may find a type that another does not, and that is not there.
    columns = [
        (name, type)
        for name in _exact(points[0])
        for type in dict.fromkeys(type for point in points for type in _exact(point)[name])
    ]
    head = ("documents", "mentions", "times an epoch", "F1 stopping", *(" ".join(one) for one in columns))
    rows = []
    for point in points:
        scores = _exact(point)
        rows.append(
            (
                f"{point.documents:,}",
                f"{point.mentions:,}",
                f"{point.repeats}",
                f"{100 * point.run.stopping['f1']:.2f}",
                *(
                    f"{100 * scores[name][type].f1:.2f}" if type in scores[name] else "–"
                    for name, type in columns
                ),
            )
        )
    return Table(head, rows, texts=0)
