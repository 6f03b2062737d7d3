"""`kgbuild graph hash`, what scripts compare, and `kgbuild graph check`, what is wrong."""

import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from kgbuild.cli.graph import command
from kgbuild.cli.main import command as main
from kgbuild.domain.prediction import Asked, Prediction
from kgbuild.errors import InvalidTablesError
from kgbuild.graph.assemble import assemble
from kgbuild.graph.digest import graph_hash
from kgbuild.graph.predictions import add_predictions
from kgbuild.graph.published import published
from tests.graph.papers import CONFIG, new_workspace, paper, shard, treats
from tests.store.clinic import ASPIRIN, FLU, clinic
from tests.store.graphs import publish_tables

PREDICTION = Prediction(
    ASPIRIN, "TREATS", FLU, Asked.OBJECT, 0.5, 1, "run-1", "b", known=False, contradicted=0, harms=False,
    hub_only=False,
)  # fmt: skip


def test_it_prints_the_hash_and_nothing_else(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    assemble(workspace, [shard(workspace, paper("PMID:1", treats()))], config=CONFIG)
    result = CliRunner().invoke(command, ["hash", str(workspace.path)], catch_exceptions=False)
    assert result.output == f"{graph_hash(workspace)}\n"


def test_it_checks_every_row(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    assemble(workspace, [shard(workspace, paper("PMID:1", treats()))], config=CONFIG)
    add_predictions(workspace, [PREDICTION])
    options = ["check", "-w", str(workspace.path)]
    result = CliRunner().invoke(command, options, catch_exceptions=False)
    fine = f"{workspace.path}: all rows keep the schema and agree with one another.\n"
    assert (result.exit_code, result.output) == (0, fine)

    path = workspace.table("entities")
    table = pq.read_table(path)
    names = pa.array([""] * len(table))
    pq.write_table(table.set_column(table.schema.get_field_index("name"), "name", names), path)
    add_predictions(workspace, [replace(PREDICTION, probability=2.0)])
    result = CliRunner().invoke(command, [*options, "--limit", "3"], catch_exceptions=False)
    first, second, third, last = result.output.splitlines()
    id = table["id"][0].as_py()
    assert result.exit_code == 1
    assert first == f"{path}: row 1 (id {id}): name is ''; it must have a value"
    assert second.startswith(f"{path}: row 2 ")
    predicted = workspace.path / "predictions" / "run-1.parquet"
    assert third.startswith(f"{predicted}: row 1 ")
    assert last == "Rules are broken 3 times."
    result = CliRunner().invoke(command, [*options, "--limit", "2"], catch_exceptions=False)
    assert result.output.endswith("Rules are broken 3 times, 1 not shown: see --limit.\n")

    facts = json.loads(CliRunner().invoke(command, [*options, "--json"], catch_exceptions=False).output)
    assert facts["total"] == len(facts["problems"]) == 3
    last = facts["problems"][-1]
    assert last["file"] == str(predicted)
    assert (last["column"], last["value"], last["rule"]) == (
        "probability",
        "2.0",
        "must be at most 1",
    )


def test_hand_edited_counts_are_told_and_loaded(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    assemble(workspace, [shard(workspace, paper("PMID:1", treats()))], config=CONFIG)
    path = workspace.table("relations")
    table = pq.read_table(path)
    column = table.schema.get_field_index("n_support")
    pq.write_table(table.set_column(column, "n_support", pa.array([7])), path)
    result = CliRunner().invoke(command, ["check", "-w", str(workspace.path)], catch_exceptions=False)
    assert result.exit_code == 1
    assert "n_support is 7; it must be 1: so many documents with evidence firmly say so\n" in result.output
    assert published(workspace).edition  # Opened, as by every other command, and known to be edited.


@pytest.mark.parametrize(
    "words",
    [
        ["load"],
        ["query", "RETURN 1"],
        ["stats"],
        ["export", "parquet", "--out", "out"],
        ["export", "neo4j-csv", "--out", "out"],
    ],
    ids=" ".join,
)
def test_other_commands_refuse_what_is_wrong(tmp_path: Path, words: list[str]) -> None:
    workspace = publish_tables(tmp_path / "ws", clinic())
    path = workspace.table("relations")
    table = pq.read_table(path)
    ends = pa.array(["MESH:D404404"] * len(table))
    pq.write_table(table.set_column(table.schema.get_field_index("object"), "object", ends), path)
    with pytest.raises(InvalidTablesError, match="'MESH:D404404'; it must be the id of a row in entities"):
        CliRunner().invoke(main, [*words, "-w", str(workspace.path)], catch_exceptions=False)
    assert not workspace.store.exists()
