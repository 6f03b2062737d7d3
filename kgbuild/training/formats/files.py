"""Gather the annotated files below a path, each with its format: files, folders and archives.

For brat `name.txt` belongs to `name.ann`; its settings (`*.conf`) are no documents.
"""

from collections.abc import Iterator
from pathlib import Path

from kgbuild.documents.sources import iter_sources
from kgbuild.domain.document import Rejection
from kgbuild.errors import UnreadableSourceError
from kgbuild.training.formats.brat import ANNOTATIONS, TEXT
from kgbuild.training.formats.findings import Findings
from kgbuild.training.formats.marked import AnnotatedFile
from kgbuild.training.formats.table import BRAT, FORMATS, sniff

_SETTINGS = ".conf"


def annotated_files(
    path: Path, findings: Findings, *, format: str | None = None
) -> Iterator[tuple[str, AnnotatedFile]]:
    """Yield format and content of each file; without `format` names tell brat, and content the others."""
    contents = _contents(path, findings)
    if not (contents or findings.problems):
        findings.problem(str(path), "holds no file to read; name files, folders or archives that do")
    brat = format == BRAT or (format is None and any(name.endswith(ANNOTATIONS) for name in contents))
    for name, data in contents.items():
        if brat and name.endswith(ANNOTATIONS):
            text = contents.get(f"{name.removesuffix(ANNOTATIONS)}{TEXT}")
            if text is None:
                findings.problem(name, f"there is no {TEXT} of this name, which would hold its text")
            else:
                yield BRAT, AnnotatedFile(name, data, text)
        elif not (
            brat and (f"{name.removesuffix(TEXT)}{ANNOTATIONS}" in contents or name.endswith(_SETTINGS))
        ):
            found = sniff(data) if format is None else format
            if found not in ("", BRAT) and data.strip():
                yield found, AnnotatedFile(name, data)
            else:
                findings.problem(name, _unreadable(name, data, brat=brat))


def _contents(path: Path, findings: Findings) -> dict[str, bytes]:
    """Return what the files hold by name; of brat's two files either names both."""
    pair = [path.with_suffix(suffix) for suffix in (ANNOTATIONS, TEXT)]
    paths = pair if path in pair and all(file.is_file() for file in pair) else [path]
    contents = {}
    for source in iter_sources(paths):
        if isinstance(source, Rejection):
            findings.problem(source.source, source.message)
            continue
        try:
            contents[source.name] = b"".join(source.chunks())
        except UnreadableSourceError as error:
            findings.problem(source.name, error.problem)
    return contents


def _unreadable(name: str, data: bytes, *, brat: bool) -> str:
    if brat and name.endswith(TEXT):
        return f"there is no {ANNOTATIONS} of this name; where nothing is marked it is an empty file"
    if not data.strip():
        return "is empty; remove it"
    return f"is not in any known format ({', '.join(FORMATS)}); name it with --format, or take it away"
