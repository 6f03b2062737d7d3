"""Tables of what is told of a tagger's errors on one data set."""

from kgbuild.training.entity_scores import OVERALL
from kgbuild.training.mention_analysis import NONE, Frequent, MentionAnalysis
from kgbuild.training.reports.page import Table


def score_table(analysis: MentionAnalysis) -> Table:
    """Return precision, recall, F1 and support by type and average, as seqeval has them, and relaxed F1."""
    rows = []
    for type in analysis.types:
        score = analysis.exact[type]
        shares = (score.precision, score.recall, score.f1)
        rows.append((type, *map(_percent, shares), f"{score.gold:,}", _percent(analysis.relaxed[type].f1)))
    for kind, average in analysis.averages.items():
        shares = (average.precision, average.recall, average.f1)
        relaxed = _percent(analysis.relaxed[OVERALL].f1) if kind == "micro" else ""
        rows.append((f"{kind} average", *map(_percent, shares), f"{average.support:,}", relaxed))
    return Table(("", "precision", "recall", "F1", "support", "relaxed F1"), rows)


def confusion_table(analysis: MentionAnalysis) -> Table:
    """Return counts of gold types by row and predicted ones by column."""
    labels = [*analysis.types, NONE]
    rows = [(gold, *(_count(analysis, gold, predicted) for predicted in labels)) for gold in labels]
    return Table(("gold, predicted", *labels), rows, title="Confusion of types")


def border_table(analysis: MentionAnalysis) -> Table:
    """Return border errors by type and kind."""
    rows = [
        (type, f"{one.longer:,}", f"{one.shorter:,}", f"{one.shifted:,}", f"{one.total:,}")
        for type, one in analysis.borders.items()
    ]
    return Table(("type", "more", "less", "shifted", "all"), rows, title="Border errors")


def frequent_tables(analysis: MentionAnalysis) -> tuple[Table, Table]:
    """Return the texts that are missed most often, and those found wrongly most often."""
    return (
        Table(("text", "type", "missed", "of gold"), _rows(analysis.missed), 2, "Missed most often"),
        Table(
            ("text", "type", "wrong", "of predicted"), _rows(analysis.spurious), 2, "Wrongly found most often"
        ),
    )


def _rows(those: tuple[Frequent, ...]) -> list[tuple[str, ...]]:
    return [(one.text, one.type, f"{one.wrong:,}", f"{one.total:,}") for one in those]


def _count(analysis: MentionAnalysis, gold: str, predicted: str) -> str:
    if gold == predicted == NONE:
        return ""
    return f"{analysis.confusion.get((gold, predicted), 0):,}"


def _percent(share: float) -> str:
    return f"{100 * share:.2f}"
