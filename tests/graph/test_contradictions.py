"""Rows that keep the schema and contradict others, or themselves, are told: one test a rule."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kgbuild.domain.evidence import Polarity
from kgbuild.domain.prediction import Asked, Prediction
from kgbuild.domain.relation import Predicate
from kgbuild.graph.assemble import assemble
from kgbuild.graph.check import Problem
from kgbuild.graph.contradictions import contradictions
from kgbuild.graph.curated import CuratedEntity, CuratedRelation, CuratedSource, keep_curated
from kgbuild.graph.predictions import add_predictions, examine_predictions
from kgbuild.graph.published import examine, published
from kgbuild.graph.tables import GRAPH_TABLES
from kgbuild.graph.workspace import Workspace
from tests.graph.papers import CONFIG, DRUG, KNOWLEDGE, SYMPTOM, meets, new_workspace, paper, shard, treats

ASPIRIN, HEADACHE = "MESH:D001241", "HP:0002315"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A graph of three papers and an import, as assembly makes it."""
    workspace = new_workspace(tmp_path_factory.mktemp("graph"))
    source = CuratedSource(name="notes", format="triples", file="n.tsv", version="1", licence="CC0")
    ends = CuratedEntity(ASPIRIN, DRUG, "Aspirin"), CuratedEntity(HEADACHE, SYMPTOM, "Headache")
    stated = CuratedRelation(ASPIRIN, Predicate.TREATS, HEADACHE, "biolink:ameliorates_condition")
    keep_curated(workspace, source, ends, [stated])
    papers = (
        paper("PMID:1", treats(), treats(), meets("headache", "aspirin"), year=1999),
        paper("PMID:2", treats(score=0.5), treats("ibuprofen", "migraine"), year=2005),
        paper("PMID:3", treats(polarity=Polarity.CONTRADICTS), treats("aspirin", "foo fever"), year=None),
    )
    assemble(
        workspace, [shard(workspace, *papers)], config=CONFIG, knowledge=KNOWLEDGE, reliability={"re-v1": 0.7}
    )
    return workspace


def test_what_assembly_makes_has_none(graph: Workspace) -> None:
    assert examine(graph).total == 0


def changed(graph: Workspace, folder: Path, table: str, values: Row, chosen: Callable[[Row], bool]) -> Any:
    """Look through tables of which the first row that is chosen has these values; return what is found."""
    tables = published(graph)
    files = tables.files()
    rows = pq.read_table(files[table]).to_pylist()
    number, row = next((number, row) for number, row in enumerate(rows, start=1) if chosen(row))
    row.update(values)
    files[table] = folder / f"{table}.parquet"
    pq.write_table(pa.Table.from_pylist(rows, GRAPH_TABLES[table]), files[table])
    return number, row, contradictions(files, reliability=tables.manifest.reliability)


def headache(row: Row) -> bool:
    return bool(row["type"] == "TREATS" and row["belief"] and row["object"] == HEADACHE)


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("n_support", 9, "must be 2: so many documents with evidence firmly say so"),
        ("n_contradict", 0, "must be 1: so many documents with evidence firmly deny it"),
        ("n_documents", 2, "must be 3: so many documents have evidence about it"),
        ("first_year", None, "must be 1999, the first of the documents that say so"),
        ("last_year", 2021, "must be 2005, the last of the documents that say so"),
        ("belief", 0.5, "must be 0.7595, which is what its evidence gives"),
        ("predicate", "biolink:causes", "must be biolink:treats, as its type is TREATS"),
    ],
)
def test_what_a_relation_says_is_what_its_evidence_says(
    graph: Workspace, tmp_path: Path, column: str, value: object, rule: str
) -> None:
    number, row, found = changed(graph, tmp_path, "relations", {column: value}, headache)
    assert found.total == 1
    (problem,) = found.problems
    assert (problem.table, problem.row, problem.id) == ("relations", number, row["id"])
    assert (problem.column, problem.rule) == (column, rule)


def test_years_of_undated_documents_are_none(graph: Workspace, tmp_path: Path) -> None:
    def undated(row: Row) -> bool:
        return bool(row["type"] == "TREATS" and row["object"].startswith("kgbuild:"))

    _, _, found = changed(graph, tmp_path, "relations", {"first_year": 1999}, undated)
    assert [problem.rule for problem in found.problems] == [
        "must be null, the first of the documents that say so"
    ]


def test_a_relation_without_evidence(graph: Workspace, tmp_path: Path) -> None:
    tables = published(graph)
    files = tables.files() | {"evidence": tmp_path / "evidence.parquet"}
    pq.write_table(GRAPH_TABLES["evidence"].empty_table(), files["evidence"])
    columns = [problem.column for problem in contradictions(files, shown=100).problems]
    read = tables.manifest.rows["relations"] - 1
    assert columns.count("n_support") == columns.count("n_documents") == read


def test_imports_keep_their_counts_and_predicate(graph: Workspace, tmp_path: Path) -> None:
    def imported(row: Row) -> bool:
        return bool(row["source"] == "notes")

    wrong = {"predicate": "biolink:causes"}
    _, _, found = changed(graph, tmp_path, "relations", wrong, imported)
    assert [problem.rule for problem in found.problems] == ["must not be that of another type than TREATS"]
    _, _, found = changed(graph, tmp_path, "relations", {"id": "0" * 20}, imported)
    assert [(problem.column, problem.value) for problem in found.problems] == [("id", repr("0" * 20))]
    assert "of the source of an import" in found.problems[0].rule


@pytest.mark.parametrize(
    ("table", "values", "columns"),
    [
        ("relations", {"subject": "MESH:D007052"}, {"id", "n_support", "n_documents", "belief", "first_year",
                                                     "last_year", "n_contradict"}),
        ("evidence", {"id": "0" * 20}, {"id"}),
        ("evidence", {"start": 1}, {"id"}),
        ("evidence", {"subject": "MESH:D404"}, {"id", "relation_id", "subject_mention"}),
        ("evidence", {"relation_id": "0" * 20}, {"relation_id"}),
        ("mentions", {"start": 0}, {"id"}),
        ("mentions", {"entity_id": "MESH:D404"}, {"subject_mention", "object_mention"}),
        ("entities", {"n_documents": 77}, {"n_documents"}),
        ("entities", {"n_mentions": 77}, {"n_mentions"}),
        ("entities", {"grounded": False}, {"grounded"}),
    ],
)  # fmt: skip
def test_ids_and_what_rows_say_of_one_another(
    graph: Workspace, tmp_path: Path, table: str, values: Row, columns: set[str]
) -> None:
    def chosen(row: Row) -> bool:
        return headache(row) if table == "relations" else row.get("grounded", True)

    _, _, found = changed(graph, tmp_path, table, values, chosen)
    told = {problem.column for problem in found.problems if problem.table == table}
    others = {problem.column for problem in found.problems if problem.table != table}
    if set(values) == {"entity_id"}:
        assert others & columns
        assert others <= columns | {"n_documents", "n_mentions"}
    else:
        assert told == columns


def test_what_was_pulled_has_neither_mentions_nor_places(graph: Workspace, tmp_path: Path) -> None:
    files = published(graph).files()
    evidence = pq.read_table(files["evidence"]).to_pylist()
    for row in evidence:
        row |= {"start": None, "end": None, "subject_mention": "", "object_mention": ""}
    for name, rows in (("evidence", evidence), ("mentions", [])):
        files[name] = tmp_path / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist(rows, GRAPH_TABLES[name]), files[name])
    assert contradictions(files).total == 0


def test_ids_and_types_of_predictions(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    prediction = Prediction(
        ASPIRIN, "TREATS", HEADACHE, Asked.OBJECT, 0.5, 1, "run", "b", known=False, contradicted=0,
        harms=False, hub_only=False,
    )  # fmt: skip
    add_predictions(workspace, [prediction])
    (path,) = examine_predictions(workspace, ids=True)
    assert examine_predictions(workspace, ids=True)[path].total == 0
    table = pq.read_table(path)
    pq.write_table(table.set_column(1, "type", pa.array(["PREDICTED_CAUSES"])), path)
    assert examine_predictions(workspace, ids=True)[path].problems == (
        Problem("predictions", 1, prediction.id, "type", "'PREDICTED_CAUSES'", "must be PREDICTED_TREATS"),
    )
    assert examine_predictions(workspace)[path].total == 0
