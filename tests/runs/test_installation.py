"""The examination of an installation finds what is there and what is not."""

from pathlib import Path

import pytest

from kgbuild.runs import installation
from kgbuild.runs.installation import State, examine


def test_this_installation_is_complete() -> None:
    assert [f for f in examine() if f.state is State.MISSING] == []


def test_a_missing_model_is_named_with_its_mend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(installation, "DEFAULT_TAGGER", tmp_path)
    (finding,) = [f for f in examine() if f.state is State.MISSING]
    assert finding.name == "tagger model"
    assert str(tmp_path) in finding.detail
    assert finding.mend


def test_a_workspace_that_does_not_exist_yet_is_judged_by_its_parent(tmp_path: Path) -> None:
    (disk,) = [f for f in examine(tmp_path / "a" / "b") if f.name == "disk"]
    assert str(tmp_path) in disk.detail
