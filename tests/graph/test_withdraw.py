"""A user's withdrawals: they count at once and from then on, and can be taken back."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from kgbuild.errors import UnknownDocumentError, WorkspaceDamagedError
from kgbuild.graph.assemble import assemble
from kgbuild.graph.digest import graph_hash
from kgbuild.graph.withdraw import reinstate, withdraw
from kgbuild.graph.withdrawals import UserWithdrawal, add_withdrawal, list_withdrawals
from kgbuild.graph.workspace import Workspace
from tests.graph.papers import CONFIG, KNOWLEDGE, files, new_workspace, paper, retracted, shard, treats


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = new_workspace(tmp_path)
    papers = (
        paper("PMID:1", treats(score=0.5), treats(object="migraine")),
        paper("PMID:2", treats(score=0.5), aliases=("DOI:10.1/b",)),
    )
    shards = [shard(workspace, *papers)]
    assemble(workspace, shards, config=CONFIG, knowledge=KNOWLEDGE, reliability={"re-v1": 1.0})
    return workspace


def beliefs(workspace: Workspace) -> list[float]:
    return sorted(pq.read_table(workspace.table("relations")).column("belief").to_pylist())


def test_its_evidence_does_not_count_any_more(workspace: Workspace) -> None:
    assert beliefs(workspace) == [0.75, 0.9]
    outcome = withdraw(workspace, "PMID:1", reason="made up")
    assert beliefs(workspace) == [0.5]
    assert (outcome.changed, outcome.retracted) == (True, True)
    assert [(r.object, r.belief_before, r.belief_after) for r in outcome.relations] == [
        ("Migraine", 0.9, None),
        ("Headache", 0.75, 0.5),
    ]
    assert list_withdrawals(workspace) == [UserWithdrawal("PMID:1", "made up")]


def test_a_document_may_be_named_by_an_alias(workspace: Workspace) -> None:
    assert withdraw(workspace, "DOI:10.1/b").document_id == "PMID:2"
    assert beliefs(workspace) == [0.5, 0.9]
    assert reinstate(workspace, "DOI:10.1/b").changed
    assert beliefs(workspace) == [0.75, 0.9]


def test_what_the_lexicon_knows_of_entities_stays(workspace: Workspace) -> None:
    before = pq.read_table(workspace.table("entities"))
    withdraw(workspace, "PMID:1")
    assert pq.read_table(workspace.table("entities")) == before


def test_taking_it_back_gives_the_same_graph(workspace: Workspace) -> None:
    before = graph_hash(workspace)
    withdraw(workspace, "PMID:1")
    assert graph_hash(workspace) != before
    outcome = reinstate(workspace, "PMID:1")
    assert graph_hash(workspace) == before
    assert (outcome.changed, outcome.retracted) == (True, False)
    assert [(r.object, r.belief_before, r.belief_after) for r in outcome.relations] == [
        ("Migraine", None, 0.9),
        ("Headache", 0.5, 0.75),
    ]
    assert list_withdrawals(workspace) == []


def test_the_second_time_nothing_happens(workspace: Workspace) -> None:
    withdraw(workspace, "PMID:1", reason="first")
    before = files(workspace)
    outcome = withdraw(workspace, "PMID:1", reason="second")
    assert (outcome.changed, outcome.relations) == (False, [])
    assert files(workspace) == before


def test_what_was_not_withdrawn_needs_no_taking_back(workspace: Workspace) -> None:
    before = files(workspace)
    assert not reinstate(workspace, "PMID:1").changed
    assert files(workspace) == before


def test_an_unknown_document_is_an_error(workspace: Workspace) -> None:
    for change in (withdraw, reinstate):
        with pytest.raises(UnknownDocumentError, match="PMID:7: no such document"):
            change(workspace, "PMID:7")
    assert list_withdrawals(workspace) == []


def test_later_assemblies_keep_to_it(workspace: Workspace) -> None:
    withdraw(workspace, "PMID:1")
    shards = [path.name for path in workspace.shards.iterdir()]
    assemble(workspace, [*shards, shard(workspace, paper("PMID:3"))], config=CONFIG, knowledge=KNOWLEDGE)
    assert beliefs(workspace) == [0.5]


def test_a_command_killed_in_between_is_made_good_by_the_next(workspace: Workspace) -> None:
    add_withdrawal(workspace, UserWithdrawal("PMID:1", ""))
    assert beliefs(workspace) == [0.75, 0.9]
    assert withdraw(workspace, "PMID:1").changed
    assert beliefs(workspace) == [0.5]


def test_what_its_source_retracts_stays_retracted(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    assemble(workspace, [shard(workspace, paper("PMID:1", treats()), retracted("PMID:1"))], config=CONFIG)
    withdraw(workspace, "PMID:1")
    assert reinstate(workspace, "PMID:1").retracted


def test_a_damaged_withdrawal_is_named(workspace: Workspace) -> None:
    withdraw(workspace, "PMID:1")
    (path,) = workspace.withdrawals.iterdir()
    path.write_text("{")
    with pytest.raises(WorkspaceDamagedError, match=path.name):
        reinstate(workspace, "PMID:1")
