"""`kgbuild stats`: readable, or as JSON."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kgbuild.cli.stats import command
from kgbuild.domain.relation import Predicate
from kgbuild.graph.assemble import assemble
from kgbuild.graph.workspace import Workspace
from kgbuild.runs.ledger import Ledger
from kgbuild.runs.packing import SourceKey, Unit
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


def test_it_says_what_was_counted_while_reading(workspace: Workspace) -> None:
    ledger = Ledger(workspace.inputs, CONFIG)
    read = [SourceKey("a", "a.xml", records=2), SourceKey("b", "b.xml", records=1, rejections=1)]
    ledger.add(Unit(read, ["shard"], records=3, complete=True))
    shown = CliRunner().invoke(command, ["-w", str(workspace.path)], catch_exceptions=False).output
    assert "3 records were counted while reading 2 sources" in shown
    assert "again" not in shown
    ledger.add(Unit([SourceKey("c", "c.xml", records=4)], ["shard"], records=4, complete=True))
    shown = CliRunner().invoke(command, ["-w", str(workspace.path)], catch_exceptions=False).output
    assert "7 records were counted" in shown
    assert "The tables hold 3" in shown
    facts = CliRunner().invoke(command, ["-w", str(workspace.path), "--json"], catch_exceptions=False).output
    assert (json.loads(facts)["sources"], json.loads(facts)["records_read"]) == (3, 7)


def test_an_empty_graph_can_be_shown(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    assemble(workspace, [], config=CONFIG)
    result = CliRunner().invoke(command, ["-w", str(workspace.path)], catch_exceptions=False)
    assert "0  records in" in result.output
