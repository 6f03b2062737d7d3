"""The bundled sample: real PubMed records, all readable, with all that a reader must handle."""

from importlib.resources import files
from pathlib import Path

import pytest

from kgbuild.documents.reading import read
from kgbuild.documents.sources import Source, iter_sources
from kgbuild.domain.document import Document, Record, Rejection, Withdrawal, WithdrawalKind

SAMPLE = Path(str(files("kgbuild.resources"))) / "sample"


@pytest.fixture(scope="module")
def records() -> list[Record]:
    (source,) = iter_sources([SAMPLE])
    assert isinstance(source, Source)
    return list(read(source))


@pytest.fixture(scope="module")
def documents(records: list[Record]) -> dict[tuple[str, int], Document]:
    return {(record.id, record.version): record for record in records if isinstance(record, Document)}


def test_all_is_readable(records: list[Record], documents: dict[tuple[str, int], Document]) -> None:
    assert not [record for record in records if isinstance(record, Rejection)]
    assert len(documents) == 308
    assert len({id for id, _ in documents}) == 307


def test_deletions_and_retractions(records: list[Record], documents: dict[tuple[str, int], Document]) -> None:
    withdrawals = [record for record in records if isinstance(record, Withdrawal)]
    kinds = [withdrawal.kind for withdrawal in withdrawals]
    assert kinds.count(WithdrawalKind.DELETED) == 20
    retracted = {(w.document_id, w.stated_by) for w in withdrawals if w.kind is WithdrawalKind.RETRACTED}
    assert retracted == {("PMID:27602157", "PMID:34093767"), ("PMID:31031480", "PMID:34092875")}
    assert {id for (id, _), document in documents.items() if document.retracted} >= {
        "PMID:27602157",
        "PMID:31031480",
    }


def test_versions_and_languages(documents: dict[tuple[str, int], Document]) -> None:
    assert {("PMID:30271887", 3), ("PMID:30271887", 4), ("PMID:33728380", 2)} <= documents.keys()
    languages = {section.language for document in documents.values() for section in document.sections}
    assert languages >= {"en", "de"}
    assert {document.language for document in documents.values()} >= {"en", "es", "de", "fr", "zh"}


def test_the_library_of_medicine_is_named() -> None:
    text = (SAMPLE / "README.md").read_text()
    assert "courtesy of the U.S. National Library of Medicine" in text
    assert "most current and accurate data" in text
