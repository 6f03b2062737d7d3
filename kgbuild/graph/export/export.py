"""Write a graph in a format for other tools, whole or not at all."""

import shutil
from collections.abc import Callable, Collection
from importlib import import_module
from pathlib import Path
from typing import cast

from kgbuild.errors import ExportError, OptionError
from kgbuild.graph.atomic import explained
from kgbuild.graph.export import FORMATS
from kgbuild.graph.export.selection import Selection, selected
from kgbuild.graph.workspace import Workspace

Writer = Callable[[Selection, Path], None]


def export(workspace: Workspace, out: Path, *, format: str, licences: Collection[str] = ()) -> dict[str, int]:
    """Write the graph of a workspace to `out`, which must not be there yet; return how many rows it has.

    `licences` as in `selected`.

    Raises `OptionError` for a format or licence that there is not, `ExportError` where something is in its
    place, and what `opened` raises.
    """
    if format not in FORMATS:
        raise OptionError(f"unknown format {format!r}; known: {', '.join(FORMATS)}")
    if out.exists():
        raise ExportError(out, "there is something already; remove it or name another place")
    module, _, function = FORMATS[format].partition(":")
    writer = cast(Writer, getattr(import_module(module), function))
    temporary = out.with_name(f".tmp-{out.name}")
    with explained(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        _remove(temporary)
        try:
            with selected(workspace, licences=licences) as selection:
                writer(selection, temporary)
                rows = selection.counts()
            temporary.rename(out)
        finally:
            _remove(temporary)
    return rows


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
