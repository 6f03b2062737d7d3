"""`kgbuild diff`: readable, or as JSON."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from kgbuild.cli.diff import command
from kgbuild.graph.assemble import assemble
from tests.graph.papers import CONFIG, KNOWLEDGE, Item, new_workspace, packed, paper, treats


def graph(folder: Path, *items: Item) -> str:
    workspace = new_workspace(folder)
    shards = packed(workspace, items, 9)
    assemble(workspace, shards, config=CONFIG, knowledge=KNOWLEDGE, reliability={"re-v1": 1.0})
    return str(workspace.path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def test_it_shows_what_changed(tmp_path: Path) -> None:
    before = graph(tmp_path, paper("PMID:1", treats(score=0.5)), paper("PMID:2", opening="[Old]", version=1))
    after = graph(
        tmp_path,
        paper("PMID:1", treats(score=0.5), retracted=True),
        paper("PMID:2", treats(score=0.7), opening="[New]", version=2),
        paper("PMID:3", treats("ibuprofen")),
    )
    result = run(before, after)
    assert result.exit_code == 0
    assert "documents: 1 added, 0 removed, 2 changed" in result.output
    assert "~ PMID:1 A title.  now retracted" in result.output
    assert "~ PMID:2 [New]  version 1 → 2" in result.output
    assert "+ PMID:3 A title." in result.output
    assert "+ Ibuprofen (Drug MESH:D007052)  1 documents" in result.output
    assert "+ Ibuprofen TREATS Headache  belief none → 0.900, 0 → 1 documents" in result.output
    assert "~ Aspirin TREATS Headache  belief 0.500 → 0.700, 1 → 1 documents" in result.output


def test_it_says_when_nothing_did(tmp_path: Path) -> None:
    assert run(graph(tmp_path, paper("PMID:1")), graph(tmp_path, paper("PMID:1"))).output == (
        "The graphs say the same.\n"
    )


def test_json_has_counts_and_examples(tmp_path: Path) -> None:
    result = run(graph(tmp_path), graph(tmp_path, paper("PMID:1", treats())), "--json", "--examples", "1")
    facts = json.loads(result.output)
    assert (facts["same"], facts["counts"]["relations"]["added"]) == (False, 1)
    assert facts["relations"][0]["belief_after"] == 0.9
    assert len(facts["entities"]) == 1
