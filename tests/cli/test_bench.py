"""`kgbuild bench ingest`: the comparison runs and its figures are those of what it measured."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from kgbuild.cli.main import command


@pytest.mark.learn
def test_compares_with_the_peer_in_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    monkeypatch.setattr("kgbuild.runs.bench.BATCH_SIZES", (1, 4))
    result = CliRunner().invoke(command, ["bench", "ingest", "--abstracts", "3", "--threads", "1", "--json"])
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert (figures["abstracts"], figures["threads"]) == (3, 1)
    assert figures["sentences"] > 3
    assert figures["default"]["batch_size"] is None
    assert {(run["unit"], run["batch_size"]) for run in figures["sweep"]} == {
        (unit, size) for unit in ("abstract", "sentence") for size in (1, 4)
    }
    assert figures["times_default"] == pytest.approx(figures["tagging"] / figures["default"]["speed"])
    assert figures["build_over_tagging"] == pytest.approx(figures["tagging"] / figures["build"])


def test_measures_memory_of_a_build_from_outside() -> None:
    arguments = ["bench", "ingest", "--threads", "1", "--memory", "3", "--memory", "5", "--json"]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    runs = json.loads(result.stdout)
    assert [run["abstracts"] for run in runs] == [3, 5]
    assert all(50 << 20 < run["peak"]["proportional"] <= run["peak"]["resident"] for run in runs)


def test_data_without_abstracts_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "none.xml"
    file.write_text("<PubmedArticleSet></PubmedArticleSet>")
    program = [sys.executable, "-m", "kgbuild", "bench", "ingest", "--data", str(file)]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "hold no abstract" in done.stderr


@pytest.mark.skipif(find_spec("torch") is not None, reason="the peer is installed")
def test_without_torch_it_says_how_to_get_the_peer() -> None:
    result = CliRunner().invoke(command, ["bench", "ingest", "--abstracts", "2", "--threads", "1"])
    assert "pip install 'kgbuild[learn]'" in str(result.exception)
