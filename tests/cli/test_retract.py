"""`kgbuild retract`: at once, once, and undone."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kgbuild.cli.retract import command
from kgbuild.errors import NotAWorkspaceError, UnknownDocumentError, WorkspaceBusyError
from kgbuild.graph.assemble import assemble
from kgbuild.graph.digest import graph_hash
from kgbuild.graph.workspace import Workspace
from kgbuild.runs.lock import locked
from tests.graph.papers import CONFIG, KNOWLEDGE, new_workspace, paper, retracted, shard, treats


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = new_workspace(tmp_path)
    papers = [paper(f"PMID:{n}", treats(score=0.5)) for n in (1, 2)]
    name = shard(
        workspace, *papers, paper("PMID:3", treats("ibuprofen")), paper("PMID:4"), retracted("PMID:4")
    )
    assemble(workspace, [name], config=CONFIG, knowledge=KNOWLEDGE, reliability={"re-v1": 1.0})
    return workspace


def run(workspace: Workspace, document: str, *arguments: str) -> Result:
    return CliRunner().invoke(
        command, ["-w", str(workspace.path), "--document", document, *arguments], catch_exceptions=False
    )


def test_it_says_what_changed_and_can_be_undone(workspace: Workspace) -> None:
    before = graph_hash(workspace)
    result = run(workspace, "PMID:1", "--reason", "made up")
    assert result.exit_code == 0
    assert "PMID:1 is withdrawn." in result.output
    assert "1 relations changed: 0 gone, 0 new, 1 with another belief or support" in result.output
    assert "~ Aspirin TREATS Headache  belief 0.750 → 0.500, 2 → 1 documents" in result.output
    assert "kgbuild load" in result.output
    assert "PMID:1 counts again." in run(workspace, "PMID:1", "--undo").output
    assert graph_hash(workspace) == before


def test_a_relation_without_other_support_is_gone(workspace: Workspace) -> None:
    facts = json.loads(run(workspace, "PMID:3", "--json").output)
    assert (facts["changed"], facts["retracted"]) == (True, True)
    assert [(r["subject"], r["belief_after"]) for r in facts["relations"]] == [("Ibuprofen", None)]


def test_what_was_so_before_is_said(workspace: Workspace) -> None:
    assert "was not withdrawn: nothing to do" in run(workspace, "PMID:1", "--undo").output
    run(workspace, "PMID:1")
    assert "is withdrawn already: nothing to do" in run(workspace, "PMID:1").output


def test_what_its_source_retracts_is_said_to_stay_so(workspace: Workspace) -> None:
    run(workspace, "PMID:4")
    assert "its source retracts it" in run(workspace, "PMID:4", "--undo").output


def test_an_unknown_document_is_an_error(workspace: Workspace) -> None:
    with pytest.raises(UnknownDocumentError, match="PMID:9"):
        run(workspace, "PMID:9")


def test_no_build_may_be_at_work(workspace: Workspace) -> None:
    with locked(workspace.path), pytest.raises(WorkspaceBusyError):
        run(workspace, "PMID:1")


def test_a_folder_without_a_workspace_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotAWorkspaceError):
        run(Workspace(tmp_path / "none"), "PMID:1")
