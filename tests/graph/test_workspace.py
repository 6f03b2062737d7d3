"""The workspace's folder: made where there is none, refused where there is something else."""

from pathlib import Path

import pytest

from kgbuild.errors import NotAWorkspaceError, WorkspaceFormatError, WorkspaceWriteError
from kgbuild.graph.workspace import Workspace


def test_it_is_made_once_and_opened_again(tmp_path: Path) -> None:
    Workspace.create(tmp_path / "ws")
    before = (tmp_path / "ws" / "workspace.json").stat()
    assert (
        Workspace.create(tmp_path / "ws").table("entities") == tmp_path / "ws" / "tables" / "entities.parquet"
    )
    assert (tmp_path / "ws" / "workspace.json").stat() == before
    assert Workspace.open(tmp_path / "ws").path == tmp_path / "ws"


def test_an_empty_folder_becomes_one(tmp_path: Path) -> None:
    (tmp_path / ".lock").touch()
    Workspace.create(tmp_path)
    assert (tmp_path / "workspace.json").exists()


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").touch()
    with pytest.raises(NotAWorkspaceError, match="something else"):
        Workspace.create(tmp_path)
    with pytest.raises(NotAWorkspaceError, match="something else"):
        Workspace.create(tmp_path / "thesis.doc")


def test_no_workspace_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotAWorkspaceError, match="kgbuild build INPUT -w"):
        Workspace.open(tmp_path / "ws")


@pytest.mark.parametrize("text", ["", "{}", "[]", "7"])
def test_a_damaged_marker_is_explained(tmp_path: Path, text: str) -> None:
    (tmp_path / "workspace.json").write_text(text)
    with pytest.raises(NotAWorkspaceError, match="cannot be read"):
        Workspace.open(tmp_path)


def test_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "workspace.json").write_text('{"format": 99}')
    with pytest.raises(WorkspaceFormatError, match="99"):
        Workspace.open(tmp_path)


def test_a_place_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises((WorkspaceWriteError, NotAWorkspaceError)):
        Workspace.create(tmp_path / "file" / "ws")
