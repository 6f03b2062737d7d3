"""The benchmark measures what it says, on a small graph."""

import json

from click.testing import CliRunner

from kgbuild.cli.main import command


def test_it_reports_both_sides() -> None:
    result = CliRunner().invoke(
        command, ["bench", "load", "--relations", "200", "--peer-rows", "20", "--evidence", "--json"]
    )
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert (figures["entities"], figures["relations"], figures["evidence"]) == (40, 200, 200)
    assert 0 < figures["again_seconds"] < figures["load_seconds"]
    assert figures["peer_seconds"] == 200 / figures["peer_rows_a_second"]
    assert figures["times"] == figures["peer_seconds"] / figures["load_seconds"]
