"""Fingerprint what decides the result of extraction: models, lexicon, code version.

Taken from the files alone, so that the parent process knows them without loading a model.
"""

import hashlib
from collections.abc import Collection
from pathlib import Path

from kgbuild.domain.ids import ID_CHARACTERS, content_hash
from kgbuild.relations.model_folder import FILES
from kgbuild.runs.options import BuildOptions

EXTRACTION_VERSION = 8
"""Raise it whenever code of steps 1 to 4 changes what the same models make of the same text."""
CHUNK = 1 << 20
DESCRIPTIONS = frozenset({"README.md", "figures.json", "reliability.png"})
"""The model card, its figures and its plot: changing them changes no result."""


def fingerprints(options: BuildOptions) -> dict[str, str]:
    """Return the fingerprint of everything that extraction depends on, by name."""
    return {
        "tagger": files_fingerprint(options.tagger),
        "relations": files_fingerprint(options.relations, only=FILES),
        "lexicon": files_fingerprint(options.lexicon),
        "code": str(EXTRACTION_VERSION),
    }


def config_fingerprint(parts: dict[str, str]) -> str:
    """Return one fingerprint for all, which names shards and ledger entries."""
    return content_hash("config", *(part for pair in sorted(parts.items()) for part in pair))


def files_fingerprint(path: Path, *, only: Collection[str] = ()) -> str:
    """Hash a file's bytes, or the names and bytes of all files below a folder.

    `only` names the files in the folder that are read of it; empty, all but its descriptions are taken to be.
    """
    digest = hashlib.sha256()
    if path.is_file():
        _update(digest, path)
    else:
        files = (file for file in path.rglob("*") if file.is_file() and file.name not in DESCRIPTIONS)
        named = sorted((file.relative_to(path).as_posix(), file) for file in files)
        for name, file in ((name, file) for name, file in named if not only or name in only):
            digest.update(f"{name}\0{file.stat().st_size}\0".encode())
            _update(digest, file)
    return digest.hexdigest()[:ID_CHARACTERS]


def _update(digest: "hashlib._Hash", path: Path) -> None:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
