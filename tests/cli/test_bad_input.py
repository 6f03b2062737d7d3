"""`kgbuild build` on a folder in which nearly everything is wrong: every file is told of, nothing is lost."""

import gzip
import os
import random
import socket
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pyarrow.parquet as pq
import pytest

from kgbuild.documents.limits import RATIO_FROM
from tests.cli.articles import latest_record, program, pubmed, ran

SECRET = "the-secret-of-this-machine"
LINE = 50_000_000
PATIENCE = 300.0
"""Seconds; for ever would be a build that waits for what only XML names."""
WHOLE = {f"PMID:{n}" for n in (*range(1, 4), 50, 200, 202, 301)} | {"before", "after"}
"""The documents that must survive, but for those of the truncated file."""
CUT = range(1000, 1200)
BAD = 8
"""Files of which something is wrong."""


@dataclass(frozen=True, slots=True)
class Built:
    """What became of the folder."""

    papers: Path
    workspace: Path
    done: subprocess.CompletedProcess[str]
    fetched: list[str]
    """What somebody asked the local server for."""

    def table(self, name: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = pq.read_table(
            self.workspace / "tables" / f"{name}.parquet", partitioning=None
        ).to_pylist()
        return rows

    @property
    def ids(self) -> list[str]:
        return [row["id"] for row in self.table("documents")]

    def rejection(self, name: str) -> dict[str, Any]:
        """The one row of the quarantine about a file."""
        (row,) = (row for row in self.table("quarantine") if name in row["source"])
        return row


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, list[str]]]:
    """A server of this machine, and what it was asked for."""
    fetched: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def listen() -> None:
            with suppress(OSError):  # the socket is closed at the end
                while True:
                    caller, address = listening.accept()
                    fetched.append(str(address))
                    caller.close()

        Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", fetched
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def built(server: tuple[str, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("bad")
    papers, (url, fetched) = root / "papers", server
    papers.mkdir()
    (papers / "good.xml").write_bytes(pubmed(range(1, 4)))
    (papers / "truncated.xml.gz").write_bytes(_truncated())
    (papers / "broken.xml").write_bytes(_broken())
    (papers / "encoding.xml").write_bytes(pubmed([300], text="Caf\xe9.").decode().encode("latin-1"))
    (papers / "empty.xml").touch()
    (papers / "twice.xml").write_bytes(pubmed([50], text="Aspirin."))
    (papers / "again.xml").write_bytes(pubmed([50], text="Ibuprofen."))
    (papers / "entities.xml").write_bytes(_entities(root, url))
    with (papers / "line.jsonl").open("wb") as file:
        file.write(b'{"id": "before", "text": "Fever."}\n{"id": "long", "text": "')
        file.write(b"fever " * (LINE // 6) + b'"}\n{"id": "after", "text": "Fever."}\n')
    with zipfile.ZipFile(papers / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(10):
            archive.writestr(f"{n}.txt", bytes(RATIO_FROM // 8))
    command = program("build", papers, "-w", root / "ws", "--workers", 1)
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return Built(papers, root / "ws", done, fetched)


def _long() -> bytes:
    """A file that does not compress well, so that half of its bytes are about half of its articles."""
    chance = random.Random(1)
    texts = tuple(chance.randbytes(20).hex().encode() for _ in CUT)
    return gzip.compress(pubmed(CUT, text="%s") % texts)


def _truncated() -> bytes:
    packed = _long()
    return packed[: len(packed) // 2]


def _broken() -> bytes:
    """Three articles, the second of which is not well-formed."""
    return pubmed([200, 201, 202]).replace(b"<ArticleTitle>Number 201<", b"<", 1)


def _entities(root: Path, url: str) -> bytes:
    """An article with every way to have a reader open something, and a harmless one."""
    (root / "secret.txt").write_text(SECRET)
    os.mkfifo(root / "pipe")  # who opens it to read waits for ever
    doctype = (
        f'<!DOCTYPE PubmedArticleSet SYSTEM "{url}/a.dtd" [<!ENTITY % p SYSTEM "{url}/p.dtd"> %p;\n'
        f'<!ENTITY file SYSTEM "{(root / "secret.txt").as_uri()}"><!ENTITY net SYSTEM "{url}/e.xml">\n'
        f'<!ENTITY pipe SYSTEM "{(root / "pipe").as_uri()}">]>\n'
    )
    included = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="{url}/x.txt"/>'
    leaks = pubmed([302], text=f"&file; &net; &pipe; {included}", doctype=doctype, end="")
    return leaks + pubmed([301]).partition(b"<PubmedArticleSet>")[2]


def test_it_is_done_with_a_status_of_its_own_and_says_where_to_look(built: Built) -> None:
    assert built.done.returncode == 3, built.done.stderr
    assert "Traceback" not in built.done.stdout + built.done.stderr
    for row in built.table("quarantine"):
        assert row["reason"] in built.done.stdout
    assert str(built.workspace / "tables" / "quarantine.parquet") in built.done.stdout


@pytest.mark.parametrize(
    ("name", "reason", "words", "told"),
    [
        ("truncated.xml.gz", "truncated", "ends early, after", "fetch it again"),
        ("broken.xml", "broken-xml", "not well-formed XML", "mend the record"),
        ("encoding.xml", "encoding", "is not UTF-8", "convert it"),
        ("empty.xml", "empty", "the file is empty", "fetch it again or remove it"),
        ("line.jsonl", "too-large", "1,000,000 characters", "split it"),
        ("bomb.zip", "bomb", "unpack to more than", "unpack it yourself"),
        ("entities.xml", "xml-entity", "they are never resolved", "write them out"),
    ],
)
def test_each_file_is_told_of_once(built: Built, name: str, reason: str, words: str, told: str) -> None:
    row = built.rejection(name)
    assert row["reason"] == reason
    assert words in row["message"]
    assert told in row["message"]


def test_what_can_be_read_is_read(built: Built) -> None:
    cut = {id for id in built.ids if id.removeprefix("PMID:") in set(map(str, CUT))}
    assert set(built.ids) - cut == WHOLE
    assert cut == {f"PMID:{n}" for n in CUT[: len(cut)]}  # all of those before the cut
    assert len(CUT) / 3 < len(cut) < len(CUT)
    evidence = {row["document_id"] for row in built.table("evidence")}
    assert {"PMID:1", "PMID:2", "PMID:3"} <= evidence


def test_of_two_texts_under_one_id_one_counts_and_the_other_is_kept_aside(built: Built) -> None:
    (row,) = (row for row in built.table("quarantine") if row["document_id"] == "PMID:50")
    (document,) = (row for row in built.table("documents") if row["id"] == "PMID:50")
    assert row["reason"] == "conflicting-copy"
    assert {"Aspirin" in row["excerpt"], "Aspirin" in document["text"]} == {True, False}
    assert {Path(row["source"]).name, Path(document["source"]).name} == {"twice.xml", "again.xml"}


def test_no_record_is_lost(built: Built) -> None:
    record = latest_record(built.workspace)
    rows = {name: len(built.table(name)) for name in ("documents", "withdrawn", "quarantine")}
    assert record["workspace_records"] == sum(rows.values())
    assert rows == {name: record["tables"][name] for name in rows}
    assert rows["documents"] == len(set(built.ids))
    assert rows["quarantine"] == BAD
    assert rows["withdrawn"] == 0


def test_xml_opens_no_file_and_no_connection(built: Built) -> None:
    assert built.fetched == []
    tables = list(built.workspace.rglob("*.parquet"))
    assert len(tables) > 7
    for path in tables:
        assert SECRET not in str(pq.read_table(path, partitioning=None).to_pylist())
    assert SECRET not in built.done.stdout + built.done.stderr
    with pytest.raises(OSError, match="No such device"):  # nobody reads from it
        os.open(built.papers.parent / "pipe", os.O_WRONLY | os.O_NONBLOCK)


def test_the_server_would_notice(server: tuple[str, list[str]]) -> None:
    """Last: it counts this very call."""
    host, _, port = server[0].removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as caller:
        caller.recv(1)
    assert len(server[1]) == 1


def test_mended_files_are_read_anew_and_leave_the_quarantine(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "truncated.xml.gz").write_bytes(_truncated())
    (papers / "broken.xml").write_bytes(_broken())
    (papers / "empty.xml").touch()
    command = ("build", papers, "-w", tmp_path / "ws", "--workers", 1)
    assert ran(*command).returncode == 3
    first = latest_record(tmp_path / "ws")
    assert first["quarantine"].keys() == {"truncated", "broken-xml", "empty"}
    (papers / "truncated.xml.gz").write_bytes(_long())
    (papers / "broken.xml").write_bytes(pubmed([200, 201, 202]))
    (papers / "empty.xml").write_bytes(pubmed([203]))
    assert ran(*command).returncode == 0
    second = latest_record(tmp_path / "ws")
    assert second["tables"]["documents"] == len(CUT) + 4
    assert second["tables"]["withdrawn"] == first["tables"]["documents"]  # read twice, counted once
    assert second["quarantine"] == {}
