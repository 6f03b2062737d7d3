"""Report on a tagger: what it was scored on, what its errors are, and how it was trained."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kgbuild.mentions.tagger import CONFIG, MODEL, Tagger
from kgbuild.training.entity_scores import OVERALL
from kgbuild.training.journal import read_journal
from kgbuild.training.mention_analysis import MentionAnalysis
from kgbuild.training.reliability_plot import draw_reliability
from kgbuild.training.reports.analysis_tables import (
    border_table,
    confusion_table,
    frequent_tables,
    score_table,
)
from kgbuild.training.reports.confusion_map import draw_confusion
from kgbuild.training.reports.page import (
    Beside,
    Cards,
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
from kgbuild.training.reports.training_curve import draw_training
from kgbuild.training.reports.type_bars import draw_type_bars
from kgbuild.training.tagger_evaluation import Evaluation

PAGE = "index.html"
FIGURES = "report.json"

_SCORED = (
    "A mention counts where its first and last character and its type are right; relaxed F1 counts an "
    "overlap with the type as well. Micro averages sum all mentions, macro ones take types alike, weighted "
    "ones weigh them by their gold mentions."
)
_BORDERS = (
    "Border errors are gold mentions that are not found as they are, but overlapped by one of their type, "
    "which takes in more, less, or is shifted."
)
_CONFUSED = "Confusion counts spans by their gold and predicted type; none where a side has no such span."
NO_PLOTS = "There are no plots, as matplotlib is not installed: pip install 'kgbuild[plots]'."


@dataclass(frozen=True, slots=True)
class Training:
    """How a tagger was trained: rows of its journal, and what was settled after them, by name."""

    rows: Sequence[Mapping[str, float]] = ()
    settled: Mapping[str, str] = field(default_factory=dict)


def training_of(model: Path) -> Training:
    """Return what the journal in a model's folder, or in that around it, tells."""
    return Training(read_journal(model) or read_journal(model.parent))


def write_tagger_report(
    folder: Path, evaluation: Evaluation, model: Path, *, command: str, training: Training
) -> Path:
    """Write `report.json`, PNGs and the page `index.html` with all of it; return the page.

    `model` is the tagger's folder, `command` what the user ran. Without matplotlib there are no PNGs.
    OutputFileError where the folder cannot be written.
    """
    make_folder(folder)
    facts = describe(model)
    report = {
        "command": command,
        "model": facts,
        "data_sets": {
            name: {"analysis": one.as_row(), "calibration": evaluation.calibration[name].as_row()}
            for name, one in evaluation.analyses.items()
        },
        "training": {"rows": list(training.rows), "settled": dict(training.settled)},
    }
    write_text(folder / FIGURES, json.dumps(report, indent=1) + "\n")
    chapters = [_overview(folder, evaluation, facts)]
    chapters += [_data_set(name, one) for name, one in evaluation.analyses.items()]
    chapters.append(_calibration(folder, evaluation))
    if training.rows:
        chapters.append(_training(folder, training))
    page = folder / PAGE
    title = f"Report on {facts['name']}, version {facts['version']}"
    write_page(page, title=title, command=command, chapters=chapters)
    return page


def describe(model: Path) -> dict[str, str]:
    """Return what the configuration and files of a tagger's folder say of it."""
    config: dict[str, Any] = json.loads((model / CONFIG).read_text("utf-8"))
    return {
        "name": str(config.get("name", model.name)),
        "version": str(config.get("version", "not told")),
        "encoder": str(config.get("encoder", "not told")),
        "folder": str(model),
        "model.onnx": f"{(model / MODEL).stat().st_size / 1e6:.1f} MB",
        "window": f"{config['window']} word pieces",
        "fingerprint": Tagger.load(model).fingerprint,
    }


def _overview(folder: Path, evaluation: Evaluation, facts: Mapping[str, str]) -> Chapter:
    cards = [
        (f"F1 on {name}", f"{100 * one.exact[OVERALL].f1:.1f}") for name, one in evaluation.analyses.items()
    ]
    parts: list[Part] = [
        Cards(cards),
        Table(("model", ""), [(name, value) for name, value in facts.items()], texts=2),
    ]
    if can_plot():
        draw_type_bars(evaluation.analyses, folder / "types.png")
        draw_confusion(evaluation.analyses, folder / "confusion.png")
        parts += [
            Picture(folder / "types.png", "F1 by type; outlines where overlaps count as well."),
            Picture(folder / "confusion.png", f"{_CONFUSED} Colours are shares of a row."),
        ]
    else:
        parts.append(Text(NO_PLOTS))
    return Chapter("Overview", parts)


def _data_set(name: str, analysis: MentionAnalysis) -> Chapter:
    return Chapter(
        name,
        [
            Text(_SCORED),
            score_table(analysis),
            Beside([confusion_table(analysis), border_table(analysis)]),
            Text(f"{_CONFUSED} {_BORDERS}"),
            Beside(frequent_tables(analysis)),
        ],
    )


def _calibration(folder: Path, evaluation: Evaluation) -> Chapter:
    head = (
        "data set",
        "mentions",
        "ECE before",
        "ECE after",
        "adaptive before",
        "adaptive after",
        "by chance",
    )
    columns = ("ece_before", "ece_after", "adaptive_before", "adaptive_after", "ece_by_chance")
    rows = []
    for name, one in evaluation.calibration.items():
        row = one.as_row()
        cells = ["–" if row[column] is None else f"{row[column]:.4f}" for column in columns]
        rows.append((name, f"{row['mentions']:,}", *cells))
    parts: list[Part] = [
        Text(
            "How far scores are from the share of mentions that are right (expected calibration error, "
            "ECE), before and after the model's own calibration, and what true scores would show by chance."
        ),
        Table(head, rows),
    ]
    if can_plot():
        draw_reliability(evaluation.calibration, folder / "reliability.png")
        parts.append(Picture(folder / "reliability.png", "Share of mentions that are right, by their score."))
    return Chapter("Scores of mentions", parts)


def _training(folder: Path, training: Training) -> Chapter:
    parts: list[Part] = []
    if can_plot():
        draw_training(training.rows, folder / "training.png")
        parts.append(
            Picture(folder / "training.png", "Loss, and F1 on the stopping documents; a line at the best.")
        )
    epochs = [row for row in training.rows if "f1" in row]
    if epochs:
        # A type that no epoch but one has found, and none is there, has figures in that one alone.
        every = dict.fromkeys(name for row in epochs for name in row)
        names = [name for name in every if name not in ("epoch", "step", "f1", "seconds")]
        head = ("epoch", "step", "F1", *names)
        rows = [
            (
                f"{row['epoch']:.0f}",
                f"{row['step']:,.0f}",
                f"{100 * row['f1']:.2f}",
                *(f"{row[name]:.2f}" if name in row else "–" for name in names),
            )
            for row in epochs
        ]
        parts.append(Table(head, rows, texts=0, title="F1 on the stopping documents"))
    if training.settled:
        parts.append(Table(("settled at the end", ""), list(training.settled.items()), texts=2))
    return Chapter("Training", parts)
