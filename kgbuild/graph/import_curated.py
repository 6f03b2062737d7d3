"""Import curated knowledge into a workspace, and take it out again; the graph tables follow at once."""

import zlib
from importlib import import_module
from pathlib import Path
from typing import cast

from kgbuild.errors import InputNotFoundError, NothingToLoadError, OptionError, VocabularyFileError
from kgbuild.graph.assemble import Assembly, Knowledge, assemble, reassemble
from kgbuild.graph.curated import CuratedSource, check_name, drop_curated, keep_curated
from kgbuild.graph.imports import FORMATS
from kgbuild.graph.imports.imported import Imported, Lookup
from kgbuild.graph.opened import opened
from kgbuild.graph.published import published, refuse_pulled
from kgbuild.graph.workspace import Workspace

NOT_STATED = "not stated"
_NAMED = "SELECT id, xrefs FROM ws.entities WHERE n_documents > 0"
NEVER_READ = "imports"
"""Configuration of a workspace into which nothing was read so far."""


def import_curated(
    workspace: Workspace,
    path: Path,
    *,
    format: str,
    knowledge: Knowledge,
    source: str = "",
    version: str = "",
    licence: str = "",
    about_known: bool = False,
) -> CuratedSource:
    """Import a file under the name `source`, in place of a former import of that name; return what was done.

    What the file says of its version and licence counts where none is given; what a relation says of its own
    licence and source counts in any case. With `about_known`, relations
    are skipped whose subject no document of the graph names. Only for who holds the workspace's lock. Raises
    `VocabularyFileError` for a broken file or one of which nothing is of use.
    """
    if format not in FORMATS:
        raise OptionError(f"unknown format {format!r}; known: {', '.join(FORMATS)}")
    if not path.exists():
        raise InputNotFoundError(path)
    name = check_name(source or format)
    refuse_pulled(workspace)
    found = _read(path, format, _remembering(knowledge.open()))
    if about_known:
        _keep_known(found, workspace)
    if not found.relations:
        reasons = "; ".join(f"{count:,} {reason}" for reason, count in found.skipped.most_common(3))
        raise VocabularyFileError(path, f"no relation of use in it ({reasons or 'it has none'})")
    about = CuratedSource(
        name=name,
        format=format,
        file=path.name,
        version=version or found.version,
        licence=licence or found.licence or NOT_STATED,
        skipped=dict(found.skipped.most_common()),
    )
    kept = keep_curated(workspace, about, found.entities.values(), found.relations)
    _assembled(workspace, knowledge)
    return kept


def remove_curated(workspace: Workspace, source: str) -> bool:
    """Take an import out again; return whether there was one. Only for who holds the workspace's lock."""
    there = drop_curated(workspace, source)
    if there:
        reassemble(workspace)
    return there


def _read(path: Path, format: str, lookup: Lookup) -> Imported:
    module, _, function = FORMATS[format].partition(":")
    try:
        return cast(Imported, getattr(import_module(module), function)(path, lookup))
    except (OSError, EOFError, zlib.error) as error:
        raise VocabularyFileError(path, f"cannot be read: {error}") from error


def _keep_known(found: Imported, workspace: Workspace) -> None:
    with opened(ws=workspace) as (connection, _):
        rows = connection.execute(_NAMED).fetchall()
    known = {name for id, xrefs in rows for name in (id, *xrefs)}
    kept = [relation for relation in found.relations if relation.subject in known]
    if len(kept) < len(found.relations):
        found.skipped["about something that no document names"] += len(found.relations) - len(kept)
    ends = {end for relation in kept for end in (relation.subject, relation.object)}
    found.relations = kept
    found.entities = {id: entity for id, entity in found.entities.items() if id in ends}


def _assembled(workspace: Workspace, knowledge: Knowledge) -> Assembly:
    try:
        published(workspace)
    except NothingToLoadError:
        return assemble(workspace, [], config=NEVER_READ, knowledge=knowledge)
    return reassemble(workspace)


def _remembering(lookup: Lookup) -> Lookup:
    """Ask the lexicon once for each id: files name the same thousands of times."""
    known: dict[str, object] = {}

    def look(id: str) -> object:
        if id not in known:
            known[id] = lookup(id)
        return known[id]

    return cast(Lookup, look)
