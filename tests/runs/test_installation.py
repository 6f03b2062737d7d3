"""The examination of an installation finds what is there and what is not."""

import json
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import click
import pytest

import kgbuild
from kgbuild.runs import installation
from kgbuild.runs.findings import State
from kgbuild.runs.installation import examine


def test_this_installation_is_complete() -> None:
    # How much room the disk has is the machine's matter.
    missing = [f for f in examine() if f.state is State.MISSING and f.name != "disk"]
    assert missing == []


def test_of_an_extra_each_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = ["click>=8", 'torch>=2; extra == "learn"', "no-such-a (>=1) ; extra == 'learn'", "no-such-b"]
    monkeypatch.setattr(installation, "requires", lambda name: listed)
    findings = {finding.name: finding for finding in examine()}
    assert (findings["no-such-b"].state, findings["no-such-b"].mend) == (
        State.MISSING,
        "pip install 'no-such-b'",
    )
    learn = findings["extra learn"]
    assert learn.state is State.OPTIONAL
    assert "no-such-a" in learn.detail
    assert "click" not in learn.detail
    assert learn.mend.endswith("pip install 'kgbuild[learn]'")


def test_a_workspace_that_does_not_exist_yet_is_judged_by_its_parent(tmp_path: Path) -> None:
    (disk,) = [f for f in examine(tmp_path / "a" / "b") if f.name == "disk"]
    assert str(tmp_path) in disk.detail


def test_where_every_package_is_missing_each_is_named_with_its_mend(tmp_path: Path) -> None:
    """A Python that sees click and kgbuild alone, as after a broken installation."""
    (tmp_path / "click").symlink_to(Path(click.__file__).parent)
    (tmp_path / "kgbuild").symlink_to(Path(kgbuild.__file__).parent)
    metadata = Path(str(distribution("kgbuild").locate_file("")))
    (described,) = metadata.glob("kgbuild-*.dist-info")
    (tmp_path / described.name).symlink_to(described)
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-m", "kgbuild", "doctor", "--json"],
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    findings = {finding["name"]: finding for finding in json.loads(done.stdout)}
    for name in ("onnxruntime", "pyarrow", "duckdb", "lxml", "spacy", "neo4j", "arcadedb-embedded"):
        assert findings[name]["state"] == "missing"
        assert findings[name]["mend"].startswith(f"pip install '{name}")
    assert findings["embedded store"]["mend"] == "pip install arcadedb-embedded"
    assert findings["extra learn"]["state"] == "optional"
    assert "kgbuild[learn]" in findings["extra learn"]["mend"]
