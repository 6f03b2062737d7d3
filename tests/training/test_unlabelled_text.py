"""Text for teachers to label."""

import logging
from pathlib import Path

import pytest

from kgbuild.errors import CorpusError
from kgbuild.training.unlabelled_text import read_unlabelled


def test_what_cannot_be_read_is_told_and_the_rest_taken(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a.txt").write_text("Aspirin relieves fever.")
    (tmp_path / "b.xml").write_bytes(b"<PubmedArticleSet><PubmedArt")
    (tmp_path / "empty.txt").touch()
    with caplog.at_level(logging.WARNING):
        documents = read_unlabelled([tmp_path], [], limit=5)
    assert [document.text for document in documents] == ["Aspirin relieves fever."]
    assert "2 records cannot be read and teach nothing; the first: " in caplog.text
    assert "b.xml" in caplog.text


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    with pytest.raises(CorpusError, match="no English document"):
        read_unlabelled([tmp_path], [], limit=5)
