"""`kgbuild export` from the command line; what is in the files is tested with the writers."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kgbuild.cli.export import command as export_group
from kgbuild.cli.main import command
from kgbuild.errors import ExportError
from kgbuild.graph.export import FORMATS
from tests.store.graphs import publish_tables
from tests.store.ward import annotated_ward


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_has_a_command_with_an_example(format: str) -> None:
    said = CliRunner().invoke(export_group, [format, "--help"]).stdout
    assert f"kgbuild export {format} -w ws --out" in said
    assert "--license-allow" in said


def test_says_what_it_wrote_and_overwrites_nothing(tmp_path: Path) -> None:
    publish_tables(tmp_path / "ws", annotated_ward())
    asked = ["export", "kgx", "-w", str(tmp_path / "ws"), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(command, [*asked, "--license-allow", "none"])
    assert "19 relations between 13 entities" in result.stdout, result.output
    assert (tmp_path / "out" / "edges.tsv").exists()
    assert isinstance(CliRunner().invoke(command, asked).exception, ExportError)
