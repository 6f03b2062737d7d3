"""The machine is described as it is, and what does not work comes with its mend."""

import sys
from pathlib import Path

import pytest

from kgbuild.runs import machine
from kgbuild.runs.findings import State


@pytest.mark.parametrize(
    ("flags", "words"), [("fpu avx512_vnni", "with int8 instructions"), ("fpu", "no VNNI")]
)
def test_the_processor_is_known_by_its_flags(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: str, words: str
) -> None:
    (tmp_path / "cpuinfo").write_text(f"flags\t\t: {flags}\n")
    monkeypatch.setattr(machine, "CPUINFO", tmp_path / "cpuinfo")
    assert words in machine.processor().detail


def test_a_full_disk_is_missing_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "FREE_BYTES", 2**80)
    finding = machine.disk(tmp_path / "ws")
    assert finding.state is State.MISSING
    assert "-w" in finding.mend


def test_the_store_of_this_installation_starts_its_java() -> None:
    finding = machine.embedded_store()
    assert finding.state is State.GOOD
    assert "version" in finding.detail


@pytest.mark.parametrize("java", [None, "not a program"])
def test_a_damaged_store_is_to_be_reinstalled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, java: str | None
) -> None:
    package = tmp_path / "arcadedb_embedded"
    (package / "jre" / "bin").mkdir(parents=True)
    (package / "__init__.py").touch()
    if java is not None:
        (package / "jre" / "bin" / "java").write_text(java)
        (package / "jre" / "bin" / "java").chmod(0o755)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "arcadedb_embedded", raising=False)
    finding = machine.embedded_store()
    assert finding.state is State.MISSING
    assert "reinstall" in finding.mend


def test_a_graphics_processor_needs_torch_only_to_train(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "NVIDIA", tmp_path / "none")
    assert machine.graphics().state is State.OPTIONAL
    monkeypatch.setattr(machine, "NVIDIA", tmp_path)
    assert "NVIDIA" in machine.graphics().detail
