"""The difference between graphs: what came, what went, what says something else."""

from pathlib import Path

import pytest

from kgbuild.errors import NothingToLoadError
from kgbuild.graph.assemble import assemble
from kgbuild.graph.diff import Change, diff
from kgbuild.graph.workspace import Workspace
from tests.graph.papers import CONFIG, KNOWLEDGE, Item, meets, new_workspace, packed, paper, treats


def graph(folder: Path, *items: Item) -> Workspace:
    workspace = new_workspace(folder)
    reliability = {"re-v1": 1.0}
    shards = packed(workspace, items, 9)
    assemble(workspace, shards, config=CONFIG, knowledge=KNOWLEDGE, reliability=reliability)
    return workspace


def test_equal_graphs_say_the_same(tmp_path: Path) -> None:
    one = graph(tmp_path, paper("PMID:1", treats(), source="a.xml"))
    other = graph(tmp_path, paper("PMID:1", treats(), source="b.xml"))
    found = diff(one, other)
    assert found.same
    assert found.build_before == found.build_after
    assert (found.documents, found.entities, found.relations) == ([], [], [])


def test_it_says_what_came_went_and_changed(tmp_path: Path) -> None:
    before = graph(
        tmp_path, paper("PMID:1", treats(score=0.5)), paper("PMID:2", treats("ibuprofen")), paper("PMID:3")
    )
    after = graph(
        tmp_path,
        paper("PMID:1", treats(score=0.5)),
        paper("PMID:3", opening="Another."),
        paper("PMID:4", treats(score=0.5), treats(object="migraine", score=0.7)),
    )
    found = diff(before, after)
    assert not found.same
    assert found.counts == {
        "documents": Change(added=1, removed=1, changed=1),
        "entities": Change(added=1, removed=1, changed=0),
        "relations": Change(added=1, removed=1, changed=1),
        "evidence": Change(added=2, removed=1, changed=0),
    }
    assert [(d.id, d.version_before, d.version_after) for d in found.documents] == [
        ("PMID:3", 1, 1),
        ("PMID:2", 1, None),
        ("PMID:4", None, 1),
    ]
    assert {(e.name_before, e.name_after) for e in found.entities} == {
        ("Ibuprofen", None),
        (None, "Migraine"),
    }
    assert [(r.subject, r.object, r.belief_before, r.belief_after) for r in found.relations] == [
        ("Ibuprofen", "Headache", 0.9, None),
        ("Aspirin", "Migraine", None, 0.7),
        ("Aspirin", "Headache", 0.5, 0.75),
    ]


def test_a_retraction_is_a_change(tmp_path: Path) -> None:
    found = diff(graph(tmp_path, paper("PMID:1")), graph(tmp_path, paper("PMID:1", retracted=True)))
    (change,) = found.documents
    assert (change.retracted_before, change.retracted_after) == (False, True)


def test_a_co_occurrence_comes_after_statements_and_its_significance_is_no_change(tmp_path: Path) -> None:
    pair = meets("aspirin", "migraine")
    before = graph(tmp_path, paper("PMID:1", pair))
    after = graph(
        tmp_path, paper("PMID:1", pair), paper("PMID:2", treats()), paper("PMID:3", meets("a", "b"))
    )
    found = diff(before, after)
    assert found.counts["relations"] == Change(added=2, removed=0, changed=0)
    assert [r.type for r in found.relations] == ["TREATS", "CO_OCCURS_WITH"]


def test_examples_are_as_many_as_wanted(tmp_path: Path) -> None:
    before = graph(tmp_path)
    after = graph(tmp_path, *(paper(f"PMID:{n}", treats("aspirin", f"disease {n}")) for n in range(9)))
    found = diff(before, after, examples=3)
    assert [len(part) for part in (found.documents, found.entities, found.relations)] == [3, 3, 3]
    assert found.counts["relations"].added == 9


def test_a_workspace_without_tables_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NothingToLoadError):
        diff(graph(tmp_path), new_workspace(tmp_path))
