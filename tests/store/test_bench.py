"""The benchmark measures what it says, on a small graph."""

import json

import pytest
from click.testing import CliRunner

from kgbuild.cli.main import command
from kgbuild.store.bench_neo4j import measure_neo4j
from tests.store.neo4j_server import QUICK, QUICK_TOOLS, need_neo4j


def test_it_reports_both_sides() -> None:
    result = CliRunner().invoke(
        command, ["bench", "load", "--relations", "200", "--peer-rows", "20", "--evidence", "--json"]
    )
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert (figures["entities"], figures["relations"], figures["evidence"]) == (40, 200, 200)
    assert figures["load_seconds"] > 0
    assert figures["again_seconds"] > 0
    assert figures["peer_seconds"] == pytest.approx(200 / figures["peer_rows_a_second"])
    assert figures["times"] == pytest.approx(figures["peer_seconds"] / figures["load_seconds"])


@pytest.mark.neo4j
def test_a_neo4j_is_loaded_and_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    need_neo4j()
    for name, value in QUICK_TOOLS.items():
        monkeypatch.setenv(name, value)
    said: list[str] = []
    figures = measure_neo4j(relations=200, hub=20, peer_rows=20, jvm=QUICK, say=said.append)
    assert (figures.entities, figures.relations, figures.hub, figures.peer_rows) == (40, 200, 20, 100)
    assert figures.loaded_a_second == pytest.approx(200 / figures.load_seconds)
    assert figures.times == pytest.approx(figures.peer_seconds / figures.load_seconds)
    assert figures.imported_a_second == pytest.approx(200 / figures.import_seconds)
    assert figures.made_available_a_second < figures.imported_a_second
    assert [line.split(" in ")[0] for line in said[-2:]] == ["imported", "started"]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--neo4j", "--evidence"), "--evidence goes with the embedded store"),
        (("--hub", "5"), "--hub goes with --neo4j"),
        (("--neo4j", "--relations", "10", "--hub", "5"), "at most a tenth"),
    ],
)
def test_options_that_do_not_go_together(options: tuple[str, ...], complaint: str) -> None:
    result = CliRunner().invoke(command, ["bench", "load", *options])
    assert result.exit_code != 0
    assert complaint in result.output + str(result.exception)
