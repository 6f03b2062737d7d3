"""`kgbuild stats`: readable, or as JSON."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kgbuild.cli.stats import command
from kgbuild.domain.relation import Predicate
from kgbuild.graph.assemble import assemble
from kgbuild.graph.workspace import Workspace
from tests.graph.papers import CONFIG, KNOWLEDGE, Claim, broken, new_workspace, paper, shard, treats


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = new_workspace(tmp_path)
    shows = Claim("migraine", Predicate.HAS_SYMPTOM, "headache")
    name = shard(workspace, paper("PMID:1", treats(), shows, year=1987), paper("PMID:2"), broken())
    assemble(workspace, [name], config=CONFIG, knowledge=KNOWLEDGE)
    return workspace


def test_it_shows_counts_and_examples_with_a_sentence(workspace: Workspace) -> None:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(
        command, ["-w", str(workspace.path)], catch_exceptions=False
    )
    assert result.exit_code == 0
    assert "3  records in" in result.output
    assert "1987 to 2000" in result.output
    assert "Aspirin treats Headache" in result.output
    assert "Migraine has symptom Headache" in result.output
    assert "aspirin TREATS (supports, certain, 0.9) headache. PMID:1" in result.output
    assert "1 broken-xml" in result.output


def test_json_has_it_all(workspace: Workspace) -> None:
    result = CliRunner().invoke(
        command, ["-w", str(workspace.path), "--json", "--top", "1"], catch_exceptions=False
    )
    facts = json.loads(result.output)
    assert (facts["records"], facts["rows"]["documents"]) == (3, 2)
    assert facts["treatments"][0]["document_id"] == "PMID:1"
    assert [len(found) for found in facts["top_entities"].values()] == [1, 1, 1]


def test_an_empty_graph_can_be_shown(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    assemble(workspace, [], config=CONFIG)
    result = CliRunner().invoke(command, ["-w", str(workspace.path)], catch_exceptions=False)
    assert "0  records in" in result.output
