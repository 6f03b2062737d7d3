"""Files that are there whole or as they were."""

from pathlib import Path

import pytest

from kgbuild.errors import WorkspaceWriteError
from kgbuild.graph.atomic import write_text


def test_text_is_written_with_the_folders_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.json"
    write_text(path, "naïve")
    write_text(path, "new")
    assert path.read_text(encoding="utf-8") == "new"
    assert list(path.parent.iterdir()) == [path]


def test_a_failure_is_explained_and_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "b.json"
    target.mkdir()
    with pytest.raises(WorkspaceWriteError, match=r"b\.json: cannot be written"):
        write_text(target, "text")
    assert list(tmp_path.iterdir()) == [target]
