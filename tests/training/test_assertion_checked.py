"""Judged mentions: the table, the shipped file of them, and finding them in their documents."""

from pathlib import Path

import pytest

from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import Assertion
from kgbuild.domain.span import Span
from kgbuild.errors import CorpusError
from kgbuild.training.assertion_checked import (
    COLUMNS,
    UNCLEAR,
    JudgedMention,
    Sampling,
    in_documents,
    is_test,
    load_judged_mentions,
    surface,
)

SHIPPED = Path(__file__).parents[2] / "pipelines" / "assertion-checked.tsv"
TEXT = "No fever was seen."


def table(folder: Path, *rows: str, columns: str = "\t".join(COLUMNS)) -> Path:
    file = folder / "judged.tsv"
    file.write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
    return file


def row(id: str, assertion: str = "negated", words: str = "fever") -> str:
    return f"{id}\t3\t8\tSymptom\t{assertion}\tcued\t{surface(words)}"


def document(id: str, text: str = TEXT) -> Document:
    return Document(id, text, "", (Section("abstract", 0, len(text)),))


def test_reads_rows_and_leaves_out_the_unclear(tmp_path: Path) -> None:
    [one] = load_judged_mentions(table(tmp_path, row("PMID:1"), row("PMID:2", UNCLEAR)))
    assert (one.document_id, one.span) == ("PMID:1", Span(3, 8))
    assert (one.assertion, one.sampling) == (Assertion.NEGATED, Sampling.CUED)


def test_rejects_another_table(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="columns"):
        load_judged_mentions(table(tmp_path, columns="a\tb"))


def test_rejects_an_unknown_assertion(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="line 2"):
        load_judged_mentions(table(tmp_path, row("PMID:1", "maybe")))


def test_rejects_a_place_without_text(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="line 2: characters 8 to 8 are none"):
        load_judged_mentions(table(tmp_path, row("PMID:1").replace("\t3\t", "\t8\t")))


def judged(folder: Path, *rows: str) -> list[JudgedMention]:
    return load_judged_mentions(table(folder, *rows))


def test_finds_the_documents(tmp_path: Path) -> None:
    here = in_documents(
        judged(tmp_path, row("PMID:2")), [document("PMID:1"), document("PMID:2")], file=tmp_path
    )
    assert [(found.id, len(mentions)) for found, mentions in here] == [("PMID:2", 1)]


def test_notices_a_text_that_moved(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="not what was judged"):
        list(in_documents(judged(tmp_path, row("PMID:1")), [document("PMID:1", "A " + TEXT)], file=tmp_path))


def test_notices_a_document_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="PMID:2"):
        list(in_documents(judged(tmp_path, row("PMID:2")), [document("PMID:1")], file=tmp_path))


def test_the_shipped_table_is_large_enough_and_of_every_class() -> None:
    mentions = load_judged_mentions(SHIPPED)
    places = {(one.document_id, one.span) for one in mentions}
    assert len(places) == len(mentions) >= 300
    assert sum(is_test(one.document_id) for one in mentions) >= 150
    for kind in Assertion:
        assert sum(one.assertion is kind for one in mentions) >= 25, kind
