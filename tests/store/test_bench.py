"""The benchmark measures what it says, on a small graph."""

import json

import pytest
from click.testing import CliRunner

from kgbuild.cli.main import command


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
