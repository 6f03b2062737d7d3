"""Where a command draws into: a file whose ending matplotlib knows."""

from pathlib import Path

import click

PLOT_FORMATS = (".png", ".svg", ".pdf")


def plot_file(context: click.Context, option: click.Parameter, path: Path | None) -> Path | None:
    """Return the path; click's own error where its ending is none of `PLOT_FORMATS`."""
    if path and path.suffix.lower() not in PLOT_FORMATS:
        raise click.BadParameter(f"{path.name} should end in {', '.join(PLOT_FORMATS)}")
    return path
