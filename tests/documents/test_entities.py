"""Nothing that an XML file declares is expanded, read from disk or fetched."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgbuild.documents.reading import read
from kgbuild.documents.sources import Source, iter_sources
from kgbuild.domain.document import Record, Rejection

SECRET = "the-secret-of-this-machine"
RECORDS = {
    "pubmed": (
        "PubmedArticleSet",
        "<PubmedArticle><MedlineCitation><PMID>{id}</PMID><Article><ArticleTitle>{text}</ArticleTitle>"
        "</Article></MedlineCitation></PubmedArticle>",
    ),
    "jats": (
        "pmc-articleset",
        '<article><front><article-meta><article-id pub-id-type="pmid">{id}</article-id></article-meta>'
        "</front><body><p>{text}</p></body></article>",
    ),
    "bioc-xml": (
        "collection",
        "<document><id>{id}</id><passage><offset>0</offset><text>{text}</text></passage></document>",
    ),
}


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """A port of this machine that would notice any attempt to fetch something."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        yield listening


def file(tmp_path: Path, format: str, doctype: str, text: str) -> Path:
    root, record = RECORDS[format]
    harmless = record.format(id=2, text="Harmless.")
    path = tmp_path / f"{format}.xml"
    content = f"<{root}>{record.format(id=1, text=text)}{harmless}</{root}>"
    path.write_text(f'<?xml version="1.0"?>\n<!DOCTYPE {root} {doctype}>\n{content}')
    return path


def records(path: Path) -> list[Record]:
    (source,) = iter_sources([path])
    assert isinstance(source, Source)
    return list(read(source))


@pytest.mark.parametrize("format", RECORDS)
class TestEntities:
    def test_files_are_not_read(self, tmp_path: Path, format: str) -> None:
        (tmp_path / "secret.txt").write_text(SECRET)
        uri = (tmp_path / "secret.txt").as_uri()
        first, second = records(file(tmp_path, format, f'[<!ENTITY leak SYSTEM "{uri}">]', "See &leak;"))
        assert isinstance(first, Rejection)
        assert first.reason == "xml-entity"
        assert "(leak); they are never resolved: write them out" in first.message
        assert SECRET not in str(first) + str(second)
        assert not isinstance(second, Rejection)

    def test_nothing_is_fetched(self, tmp_path: Path, format: str, server: socket.socket) -> None:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        doctype = (
            f'SYSTEM "{url}/a.dtd" [<!ENTITY % p SYSTEM "{url}/p.dtd"> %p; <!ENTITY e SYSTEM "{url}/e.xml">]'
        )
        text = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{url}/x.xml"/>&e;'
        first, second = records(file(tmp_path, format, doctype, text))
        assert isinstance(first, Rejection)
        assert not isinstance(second, Rejection)
        with pytest.raises(TimeoutError):
            server.accept()

    def test_a_billion_laughs_stay_unlaughed(self, tmp_path: Path, format: str) -> None:
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
        doctype = f'[<!ENTITY l0 "ha">{laughs}]'
        first, second = records(file(tmp_path, format, doctype, "&l29;"))
        assert isinstance(first, Rejection)
        assert first.reason == "xml-entity"
        assert not isinstance(second, Rejection)

    def test_a_doctype_within_a_record_is_an_error(self, tmp_path: Path, format: str) -> None:
        text = '<!DOCTYPE x [<!ENTITY e "expanded">]>&e;'
        first, second = records(file(tmp_path, format, "[]", text))
        assert isinstance(first, Rejection)
        assert first.reason == "broken-xml"
        assert not isinstance(second, Rejection)

    def test_an_entity_that_nobody_declares(self, tmp_path: Path, format: str) -> None:
        first, second = records(file(tmp_path, format, "[]", "&nobody;"))
        assert isinstance(first, Rejection)
        assert first.reason == "broken-xml"
        assert not isinstance(second, Rejection)
