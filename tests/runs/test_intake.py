"""Intake: every source once, finished ones not at all, and how far it has come."""

from pathlib import Path

import pytest

from kgbuild.domain.document import Document, Rejection
from kgbuild.errors import NothingToReadError, SourceReadOtherwiseError
from kgbuild.runs.intake import Intake, stored_bytes, unfinished
from kgbuild.runs.ledger import Ledger
from kgbuild.runs.packing import SourceKey, Unit


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "inputs", "config")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(f"Aspirin relieves headache, says {name}.")
    (folder / "copy.txt").write_bytes((folder / "a.txt").read_bytes())
    return folder


def test_equal_bytes_are_read_once(papers: Path, ledger: Ledger) -> None:
    intake = Intake()
    found = [
        (key.name, list(records)) for key, records in unfinished([papers], ledger, format=None, intake=intake)
    ]
    assert [Path(name).name for name, _ in found] == ["a.txt", "b.txt"]
    assert all(isinstance(record, Document) for _, records in found for record in records)
    assert (intake.sources_read, intake.sources_known) == (2, 1)


def test_finished_sources_are_not_read(papers: Path, ledger: Ledger) -> None:
    keys = [key for key, _ in unfinished([papers], ledger, format=None, intake=Intake())]
    ledger.add(Unit([SourceKey(key.digest, key.name) for key in keys], ["shard"], 2, complete=True))
    intake = Intake()
    assert list(unfinished([papers], ledger, format=None, intake=intake)) == []
    assert (intake.sources_read, intake.sources_known) == (0, 3)


def test_bytes_tell_how_far_it_is(papers: Path, ledger: Ledger) -> None:
    intake = Intake()
    positions = []
    for _, records in unfinished([papers], ledger, format=None, intake=intake):
        list(records)
        positions.append(intake.bytes)
    assert positions == sorted(set(positions))
    assert intake.bytes == stored_bytes([papers])


def test_an_empty_folder_is_an_error(tmp_path: Path, ledger: Ledger) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    with pytest.raises(NothingToReadError, match="empty: nothing to read there"):
        list(unfinished([folder], ledger, format=None, intake=Intake()))


def test_what_is_no_file_becomes_a_rejection(tmp_path: Path, ledger: Ledger) -> None:
    link = tmp_path / "broken-link.txt"
    link.symlink_to(tmp_path / "nowhere")
    ((key, records),) = unfinished([link], ledger, format=None, intake=Intake())
    (record,) = records
    assert isinstance(record, Rejection)
    assert key.name == str(link)


def test_equal_texts_whose_names_state_ids_are_two(tmp_path: Path, ledger: Ledger) -> None:
    for number in (1, 2):
        (tmp_path / f"PMID_{number}.txt").write_text("Aspirin relieves headache.")
    found = unfinished([tmp_path], ledger, format=None, intake=Intake())
    documents = [record for _, records in found for record in records if isinstance(record, Document)]
    assert [document.id for document in documents] == ["PMID:1", "PMID:2"]


def test_the_same_file_in_another_format_is_refused(papers: Path, ledger: Ledger) -> None:
    keys = [key for key, _ in unfinished([papers], ledger, format=None, intake=Intake())]
    ledger.add(Unit(keys, ["shard"], 2, complete=True))
    with pytest.raises(SourceReadOtherwiseError, match=r"a\.txt: is in this workspace already"):
        list(unfinished([papers], ledger, format="pubtator", intake=Intake()))


def test_a_workspace_below_an_input_is_passed_over(papers: Path, ledger: Ledger) -> None:
    (papers / "ws" / "runs").mkdir(parents=True)
    (papers / "ws" / "workspace.json").write_text("{}")
    (papers / "ws" / "runs" / "note.txt").write_text("Aspirin.")
    names = [Path(key.name).name for key, _ in unfinished([papers], ledger, format=None, intake=Intake())]
    assert names == ["a.txt", "b.txt"]
