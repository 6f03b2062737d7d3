"""One HTML page without anything outside it: tables, embedded PNGs, text; every text is escaped."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path

from kgbuild.errors import OutputFileError

STYLE = "report.css"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts under a head; the first `texts` columns are words, the others figures."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: int = 1
    title: str = ""

    def html(self) -> str:
        """Return the element."""
        title = f"<caption>{escape(self.title)}</caption>" if self.title else ""
        body = "".join(f"<tr>{self._cells(row, 'td')}</tr>" for row in self.rows)
        head = f"<thead><tr>{self._cells(self.head, 'th')}</tr></thead>"
        return f'<div class="wide"><table>{title}{head}<tbody>{body}</tbody></table></div>'

    def _cells(self, row: Sequence[str], tag: str) -> str:
        kinds = ("" if at < self.texts else ' class="figure"' for at in range(len(row)))
        return "".join(f"<{tag}{kind}>{escape(cell)}</{tag}>" for kind, cell in zip(kinds, row, strict=True))


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG file, which is put into the page, and what it shows."""

    path: Path
    text: str

    def html(self) -> str:
        """Return the element."""
        data = b64encode(self.path.read_bytes()).decode("ascii")
        text = escape(self.text)
        image = f'<img alt="{text}" src="data:image/png;base64,{data}">'
        return f"<figure>{image}<figcaption>{text}</figcaption></figure>"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str

    def html(self) -> str:
        """Return the element."""
        return f"<p>{escape(self.text)}</p>"


@dataclass(frozen=True, slots=True)
class Cards:
    """A few figures in large type, each with what it is."""

    cards: Sequence[tuple[str, str]]

    def html(self) -> str:
        """Return the element."""
        cards = (f"<li><b>{escape(figure)}</b><span>{escape(of)}</span></li>" for of, figure in self.cards)
        return f'<ul class="cards">{"".join(cards)}</ul>'


@dataclass(frozen=True, slots=True)
class Beside:
    """Two tables next to each other where there is room."""

    tables: Sequence[Table]

    def html(self) -> str:
        """Return the element."""
        return f'<div class="beside">{"".join(table.html() for table in self.tables)}</div>'


Part = Table | Picture | Text | Cards | Beside


@dataclass(frozen=True, slots=True)
class Chapter:
    """Parts under a heading."""

    title: str
    parts: Sequence[Part]


def write_page(path: Path, *, title: str, command: str, chapters: Iterable[Chapter]) -> None:
    """Write the page, headed by its title and the command that made it, with links to its chapters."""
    chapters = list(chapters)
    links = "".join(f'<a href="#c{at}">{escape(one.title)}</a>' for at, one in enumerate(chapters))
    body = "".join(
        f'<section id="c{at}"><h2>{escape(one.title)}</h2>{"".join(p.html() for p in one.parts)}</section>'
        for at, one in enumerate(chapters)
    )
    style = files("kgbuild.training.reports").joinpath(STYLE).read_text("utf-8")
    text = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body>"
        f"<header><h1>{escape(title)}</h1><code>{escape(command)}</code><nav>{links}</nav></header>"
        f"<main>{body}</main></body></html>\n"
    )
    write_text(path, text)


def write_text(path: Path, text: str) -> None:
    """Write a file of a report; OutputFileError where that cannot be done."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise OutputFileError(path, error.strerror or str(error)) from error


def make_folder(folder: Path) -> None:
    """Make a report's folder; OutputFileError where that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputFileError(folder, error.strerror or str(error)) from error
