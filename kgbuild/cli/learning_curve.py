"""What `kgbuild train tagger --shots` takes and prints."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kgbuild.training.learning_curve import Point

ALL = "all"


def number_or_all(value: str) -> int | None:
    """Return the positive number, None for `all`."""
    if value == ALL:
        return None
    if value.isdecimal() and int(value):
        return int(value)
    raise click.BadParameter(f"{value!r} is neither a positive number nor {ALL}")


def print_curve(points: "Sequence[Point]") -> None:
    """Print one table, a line for each model and data set."""
    start = f"{'documents':>9}{'mentions':>10}{'stopping':>10}"
    width = 2 + max(len(name) for point in points for name in ("data set", *point.run.evaluation.scores))
    click.echo(f"{start}  {'data set':{width}}{'type':10}{'F1':>8}{'support':>10}")
    for point in points:
        start = f"{point.documents:>9,}{point.mentions:>10,}{100 * point.run.stopping['f1']:>10.2f}"
        for name, types in point.run.evaluation.scores.items():
            for type, score in types.items():
                click.echo(f"{start}  {name:{width}}{type:10}{100 * score.f1:>8.2f}{score.gold:>10,}")
