"""Read tab-separated tables with a header, and complain with file and line."""

import gzip
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from kgbuild.errors import VocabularyFileError

_CURIE = re.compile(r"[A-Za-z][\w.]*:[^\s|]+")


def rows(
    path: Path, *, required: Sequence[str], optional: Sequence[str] | None = None
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row as line number and values by column, white space at both ends removed.

    Empty lines and lines that begin with `#` are skipped. Columns that are neither required nor `optional`
    are an error, unless `optional` is None. So is a line that ends before a required column; others are empty
    where a line ends before them.
    """
    header: list[str] | None = None
    for number, line in enumerate(text_lines(path), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            header = cells
            _check_header(header, path, number, required, optional)
            continue
        if len(cells) > len(header):
            problem = f"{len(cells)} cells, but the header has {len(header)}"
            raise VocabularyFileError(path, problem, line=number)
        if absent := [column for column in required if header.index(column) >= len(cells)]:
            problem = f"ends before the column {', '.join(absent)}; is the line cut short?"
            raise VocabularyFileError(path, problem, line=number)
        yield number, dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))
    if header is None:
        raise VocabularyFileError(path, f"empty; the first line must name the columns: {', '.join(required)}")


def text_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a UTF-8 file without their ends; VocabularyFileError names a line that is none.

    A file whose name ends in `.gz` is decompressed.
    """
    # Decoded line by line: a text file decodes ahead, so that its errors come lines too early.
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                yield line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise VocabularyFileError(path, f"not UTF-8 ({error.reason})", line=number) from error


def _check_header(
    header: list[str], path: Path, line: int, required: Sequence[str], optional: Sequence[str] | None
) -> None:
    missing = [column for column in required if column not in header]
    if missing:
        problem = (
            f"no column {', '.join(missing)} in the header ({', '.join(header)[:80]}); is it tab-separated?"
        )
        raise VocabularyFileError(path, problem, line=line)
    if optional is not None:
        unknown = [column for column in header if column not in (*required, *optional)]
        if unknown:
            problem = f"unknown column {', '.join(unknown)}; known: {', '.join((*required, *optional))}"
            raise VocabularyFileError(path, problem, line=line)


def curie(text: str, path: Path, line: int) -> str:
    """Return a CURIE as it is, or raise VocabularyFileError.

    >>> curie("HP:0001945", Path("x.tsv"), 2)
    'HP:0001945'
    """
    if not _CURIE.fullmatch(text):
        raise VocabularyFileError(path, f"{text!r} is no CURIE such as HP:0001945", line=line)
    return text
