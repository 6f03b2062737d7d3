"""A page: whole in itself, and nothing in a text is taken for HTML."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from kgbuild.errors import OutputFileError
from kgbuild.training.reports.page import (
    Beside,
    Cards,
    Chapter,
    Picture,
    Table,
    Text,
    make_folder,
    write_page,
)

EVIL = "<script>alert(\"1\")</script> & 'x'"
VOID = {"meta", "img"}


class Reader(HTMLParser):
    """Checks nesting, and keeps tags, references and text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.references: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.references += [value or "" for name, value in attributes if name in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_texts_are_escaped_and_nothing_is_fetched(tmp_path: Path) -> None:
    image = tmp_path / "one.png"
    image.write_bytes(b"\x89PNG")
    table = Table(("text", "count"), [(EVIL, "1")], title=EVIL)
    parts = [Text(EVIL), Cards([(EVIL, EVIL)]), Picture(image, EVIL), table, Beside([table, table])]
    page = tmp_path / "index.html"
    write_page(page, title=EVIL, command=EVIL, chapters=[Chapter(EVIL, parts)])

    reader = Reader()
    reader.feed(page.read_text("utf-8"))
    assert not reader.open
    assert "script" not in reader.tags
    assert reader.texts.count(EVIL) == 15
    assert set(reader.references) == {"#c0", "data:image/png;base64,iVBORw=="}
    assert "url(" not in page.read_text("utf-8")


def test_figures_are_told_from_words() -> None:
    html = Table(("type", "text", "count"), [("Drug", "aspirin", "3")], texts=2).html()
    assert html.count('class="figure"') == 2
    assert '<td class="figure">3</td>' in html


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(OutputFileError, match="cannot be written"):
        make_folder(tmp_path / "file" / "report")
    with pytest.raises(OutputFileError, match="cannot be written"):
        write_page(tmp_path / "none" / "index.html", title="", command="", chapters=[])
