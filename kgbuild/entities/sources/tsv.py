"""Read a user's table of names: tab-separated, one name a row, with a header.

| column | meaning |
|---|---|
| `id` | CURIE of the concept, e.g. `DRUGBANK:DB00945` |
| `name` | one of its names; the first row of an id holds the preferred one |
| `type` | `disease`, `symptom` or `drug`; may be empty after an id's first row |
| `status` | optional: `name`, `exact` or `related`; default `name` for an id's first row, then `exact` |
| `xrefs` | optional: CURIEs of the same concept elsewhere, separated by `|` |
"""

from collections.abc import Iterator
from pathlib import Path

from kgbuild.entities.concept import Concept, Kind, Name, Status
from kgbuild.entities.sources.tables import curie, rows
from kgbuild.errors import VocabularyFileError

_STATUS = {"name": Status.NAME, "exact": Status.EXACT, "related": Status.RELATED}
_KINDS = {"disease": Kind.DISEASE, "symptom": Kind.SYMPTOM, "drug": Kind.DRUG}
COLUMNS = ("id", "name")
OPTIONAL = ("type", "status", "xrefs")


def load_tsv(path: Path, *, source: str, kind: Kind | None = None) -> Iterator[Concept]:
    """Yield the concepts of a table in the order of their first rows; `kind` counts where `type` is empty."""
    names: dict[str, list[Name]] = {}
    kinds: dict[str, Kind] = {}
    xrefs: dict[str, list[str]] = {}
    for number, row in rows(path, required=COLUMNS, optional=OPTIONAL):
        id = curie(row["id"], path, number)
        if not row["name"]:
            raise VocabularyFileError(path, "the column `name` is empty", line=number)
        stated = row.get("type", "").lower()
        if stated and stated not in _KINDS:
            raise VocabularyFileError(path, f"type {stated!r} is none of {', '.join(_KINDS)}", line=number)
        status = row.get("status", "").lower() or ("exact" if id in names else "name")
        if status not in _STATUS:
            raise VocabularyFileError(path, f"status {status!r} is none of {', '.join(_STATUS)}", line=number)
        what = _KINDS.get(stated) or kinds.get(id) or kind
        if what is None:
            raise VocabularyFileError(
                path, f"the first row of {id} needs a `type`: {', '.join(_KINDS)}", line=number
            )
        if kinds.setdefault(id, what) is not what:
            raise VocabularyFileError(path, f"{id} is a {kinds[id]} above and a {what} here", line=number)
        names.setdefault(id, []).append(Name(row["name"], _STATUS[status]))
        refs = row.get("xrefs", "").split("|")
        xrefs.setdefault(id, []).extend(curie(ref.strip(), path, number) for ref in refs if ref.strip())
    for id, found in names.items():
        found.sort(key=lambda name: name.status is not Status.NAME)
        yield Concept(id, kinds[id], tuple(found), source, tuple(xrefs[id]))
