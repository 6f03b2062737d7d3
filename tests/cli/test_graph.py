"""`kgbuild graph hash`: what scripts compare."""

from pathlib import Path

from click.testing import CliRunner

from kgbuild.cli.graph import command
from kgbuild.graph.assemble import assemble
from kgbuild.graph.digest import graph_hash
from tests.graph.papers import CONFIG, new_workspace, paper, shard, treats


def test_it_prints_the_hash_and_nothing_else(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    assemble(workspace, [shard(workspace, paper("PMID:1", treats()))], config=CONFIG)
    result = CliRunner().invoke(command, ["hash", str(workspace.path)], catch_exceptions=False)
    assert result.output == f"{graph_hash(workspace)}\n"
