"""Trackers by name, and what is said about those that are not there."""

import sys
from pathlib import Path

import pytest

from kgbuild.components import load_class
from kgbuild.errors import ComponentError, MissingTrackerError, OptionError
from kgbuild.training.trackers import opening
from kgbuild.training.trackers.opening import TRACKERS, open_trackers, require_trackers

OWN = """
class Own:
    closed = 0
    def __init__(self, folder, *, name, settings): self.facts = (folder, name, settings)
    def start(self, *, step): pass
    def log(self, figures, *, step): pass
    def summarise(self, figures): pass
    def close(self): type(self).closed += 1
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of a tracker of somebody else's."""
    (tmp_path / "kgbuild_own_tracker.py").write_text(OWN, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "kgbuild_own_tracker", raising=False)
    return "kgbuild_own_tracker:Own"


def test_trackers_are_closed_after_an_error_as_well(own: str, tmp_path: Path) -> None:
    def fail() -> None:
        with open_trackers([own, own], tmp_path, name="run", settings={"seed": 1}) as trackers:
            assert [vars(one)["facts"] for one in trackers] == [(tmp_path, "run", {"seed": 1})]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert sys.modules["kgbuild_own_tracker"].Own.closed == 1


@pytest.mark.parametrize(
    "name", ["abacus", ":Tracker", "no_such_module:Tracker", "kgbuild.errors:Tracker", "fractions:Fraction"]
)
def test_a_tracker_that_is_none_is_refused(name: str, tmp_path: Path) -> None:
    with (
        pytest.raises((OptionError, ComponentError), match=name),
        open_trackers([name], tmp_path, name="run", settings={}),
    ):
        pass


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(opening.TRACKERS, "nowhere_to_be_found", "x:y")
    with pytest.raises(MissingTrackerError, match="pip install nowhere_to_be_found"):
        require_trackers(["nowhere_to_be_found"])


def test_every_tracker_of_the_table_is_there() -> None:
    for name in TRACKERS.values():
        assert hasattr(load_class(name), "log")
