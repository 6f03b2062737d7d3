"""Every format, read back by another reader than the code that wrote it."""

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from kgbuild.errors import ExportError, OptionError
from kgbuild.graph.digest import tables_hash
from kgbuild.graph.export import FORMATS
from kgbuild.graph.export.biolink import EDGE, NODE
from kgbuild.graph.export.export import export
from kgbuild.graph.tables import GRAPH_TABLES
from kgbuild.graph.workspace import Workspace
from tests.store.graphs import publish_tables
from tests.store.ward import annotated_ward

TABLES = ("entities", "relations")
LISTS = {"category", "synonym", "xref", "publications"}
NUMBERS = {"has_confidence_score": float, "evidence_count": int}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    rows = annotated_ward()
    rows["entities"][0]["synonyms"] = ['a "b" <c>\t& d', "e|f", "g\x0bh", "疾病\\"]
    return publish_tables(tmp_path_factory.mktemp("ward") / "ws", rows)


def _rows(workspace: Workspace, table: str) -> list[dict[str, Any]]:
    return list(pq.read_table(workspace.table(table)).to_pylist())


def _jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _tsv(path: Path) -> list[dict[str, Any]]:
    header, *lines = (line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line)
    found = []
    for line in lines:
        row = {k: v for k, v in zip(header, line, strict=True) if v}
        found.append({k: v.split("|") if k in LISTS else NUMBERS.get(k, str)(v) for k, v in row.items()})
    return found


def test_kgx_json_lines_give_the_relations_back(workspace: Workspace, tmp_path: Path) -> None:
    export(workspace, tmp_path / "out", format="kgx-jsonl")
    nodes = {node["id"]: node for node in _jsonl(tmp_path / "out" / "nodes.jsonl")}
    edges = {edge["id"]: edge for edge in _jsonl(tmp_path / "out" / "edges.jsonl")}
    for entity in _rows(workspace, "entities"):
        node = nodes.pop(entity["id"])
        assert (node["name"], node.get("synonym", []), node.get("xref", [])) == (
            entity["name"],
            entity["synonyms"],
            entity["xrefs"],
        )
    told = _rows(workspace, "evidence")
    for relation in _rows(workspace, "relations"):
        edge = edges.pop(f"kgbuild:{relation['id']}")
        for slot, column in (("subject", "subject"), ("predicate", "predicate"), ("object", "object")):
            assert edge[slot] == relation[column]
        documents = sorted({e["document_id"] for e in told if e["relation_id"] == relation["id"]})
        assert edge.get("publications", []) == (relation["publications"] or documents)
        assert edge.get("has_confidence_score") == relation["belief"]
        assert edge.get("license") == relation["licence"]
        assert edge["knowledge_level"] == relation["knowledge_level"]
        assert edge["agent_type"] == relation["agent_type"]
        assert edge["primary_knowledge_source"].startswith("infores:")
    assert not nodes
    assert not edges


def test_kgx_tables_say_what_the_json_lines_say(workspace: Workspace, tmp_path: Path) -> None:
    for format in ("kgx", "kgx-jsonl"):
        export(workspace, tmp_path / format, format=format)
    assert _tsv(tmp_path / "kgx" / "edges.tsv") == _jsonl(tmp_path / "kgx-jsonl" / "edges.jsonl")
    tables, lines = _tsv(tmp_path / "kgx" / "nodes.tsv"), _jsonl(tmp_path / "kgx-jsonl" / "nodes.jsonl")
    odd = next(node for node in lines if node["id"] == _rows(workspace, "entities")[0]["id"])
    assert [row for row in tables if 'a "b"' not in str(row)] == [
        row for row in lines if 'a "b"' not in str(row)
    ]
    assert odd
    assert any(row.get("synonym") == ['a "b" <c> & d', "e/f", "g h", "疾病\\"] for row in tables)


def test_kgx_is_valid_by_the_biolink_model(workspace: Workspace, tmp_path: Path) -> None:
    model = pytest.importorskip("biolink_model.datamodel.pydanticmodel_v2")
    export(workspace, tmp_path / "out", format="kgx-jsonl")
    seen = set()
    for name in ("nodes", "edges"):
        for record in _jsonl(tmp_path / "out" / f"{name}.jsonl"):
            record.pop("license", None)  # A slot of the model, but of sources.
            (category,) = record["category"]
            getattr(model, category.removeprefix("biolink:"))(**record)
            seen.add(category)
    assert {"biolink:Drug", "biolink:Disease", "biolink:PhenotypicFeature", "biolink:Association"} < seen
    assert "biolink:DiseaseToPhenotypicFeatureAssociation" in seen


def test_parquet_has_equal_content(workspace: Workspace, tmp_path: Path) -> None:
    export(workspace, tmp_path / "out", format="parquet")
    ours = tables_hash({name: workspace.table(name) for name in TABLES})
    assert tables_hash({name: tmp_path / "out" / f"{name}.parquet" for name in TABLES}) == ours
    evidence = pq.read_table(tmp_path / "out" / "evidence.parquet").to_pylist()
    assert sorted(evidence, key=lambda row: row["id"]) == _rows(workspace, "evidence")
    documents = pq.read_table(tmp_path / "out" / "documents.parquet")
    assert documents.schema.names == GRAPH_TABLES["documents"].names
    assert set(documents["text"].to_pylist()) == {""}
    assert documents["title"].to_pylist() == [row["title"] for row in _rows(workspace, "documents")]


@pytest.mark.filterwarnings("default")
def test_graphml_is_read_by_networkx(workspace: Workspace, tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    export(workspace, tmp_path / "graph.graphml", format="graphml")
    graph = networkx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    for entity in _rows(workspace, "entities"):
        node = graph.nodes[entity["id"]]
        assert (node["name"], node["type"], node["grounded"]) == (
            entity["name"],
            entity["type"],
            entity["grounded"],
        )
        assert node.get("synonyms", "") == "|".join(entity["synonyms"]).replace("\x0b", " ")
    relations = _rows(workspace, "relations")
    assert graph.number_of_edges() == len(relations)
    for relation in relations:
        edge = graph.edges[relation["subject"], relation["object"], relation["id"]]
        assert (edge["type"], edge.get("belief"), edge.get("first_year")) == (
            relation["type"],
            relation["belief"],
            relation["first_year"],
        )


def test_to_networkx_has_rows_as_attributes(workspace: Workspace) -> None:
    pytest.importorskip("networkx")
    from kgbuild.graph.export.networks import to_networkx

    graph = to_networkx(workspace)
    assert graph.number_of_edges() == len(_rows(workspace, "relations"))
    treated = to_networkx(workspace, types=["TREATS"], belief=0.9)
    assert sorted(belief for *_, belief in treated.edges(data="belief") if belief) == [0.9, 0.96]
    assert {source for *_, source in treated.edges(data="source")} == {"extracted", "clinic"}


def test_nquads_are_read_by_oxigraph(workspace: Workspace, tmp_path: Path) -> None:
    oxigraph = pytest.importorskip("pyoxigraph")
    export(workspace, tmp_path / "graph.nq", format="nquads")
    store = oxigraph.Store()
    store.load(path=str(tmp_path / "graph.nq"), format=oxigraph.RdfFormat.N_QUADS)
    statements = {
        (str(q.subject.value), str(q.predicate.value), str(q.object.value), str(q.graph_name.value))
        for q in store
        if not isinstance(q.graph_name, oxigraph.DefaultGraph)
    }
    identifiers, vocabulary = "https://identifiers.org/", "https://w3id.org/biolink/vocab/"
    assert statements == {
        (
            identifiers + row["subject"],
            vocabulary + row["predicate"].removeprefix("biolink:"),
            identifiers + row["object"],
            f"{identifiers}kgbuild:{row['id']}",
        )
        for row in _rows(workspace, "relations")
    }
    slot = oxigraph.NamedNode(f"{vocabulary}has_confidence_score")
    scores = {
        str(q.subject.value)[-20:]: float(q.object.value) for q in store.quads_for_pattern(None, slot, None)
    }
    assert scores == {
        row["id"]: row["belief"] for row in _rows(workspace, "relations") if row["belief"] is not None
    }
    labels = oxigraph.NamedNode(f"{vocabulary}synonym")
    assert 'a "b" <c>\t& d' in {q.object.value for q in store.quads_for_pattern(None, labels, None)}


def test_evidence_is_a_table_for_spreadsheets(workspace: Workspace, tmp_path: Path) -> None:
    export(workspace, tmp_path / "evidence.tsv", format="evidence")
    with (tmp_path / "evidence.tsv").open(encoding="utf-8", newline="") as file:
        found = {row["evidence_id"]: row for row in csv.DictReader(file, dialect="excel-tab")}
    ours = _rows(workspace, "evidence")
    assert found.keys() == {row["id"] for row in ours}
    for row in ours:
        line = found[row["id"]]
        assert (line["sentence"], float(line["score"])) == (row["sentence"], row["score"])
        assert (line["document"], line["type"]) == (row["document_id"], row["predicate"])


def test_evidence_comes_back_from_json_lines(workspace: Workspace, tmp_path: Path) -> None:
    export(workspace, tmp_path / "evidence.jsonl", format="evidence")
    found = _jsonl(tmp_path / "evidence.jsonl")
    ours = _rows(workspace, "evidence")
    assert sorted(({name: row[name] for name in ours[0]} for row in found), key=lambda row: row["id"]) == ours
    names = {row["id"]: row["name"] for row in _rows(workspace, "entities")}
    documents = {row["id"]: row for row in _rows(workspace, "documents")}
    beliefs = {row["id"]: row["belief"] for row in _rows(workspace, "relations")}
    for row in found:
        assert (row["subject_name"], row["object_name"]) == (names[row["subject"]], names[row["object"]])
        assert row["belief"] == beliefs.get(row["relation_id"])
        document = documents[row["document_id"]]
        assert (row["title"], row["journal"], row["year"]) == tuple(
            document[name] for name in ("title", "journal", "year")
        )


def test_only_allowed_licences_leave(workspace: Workspace, tmp_path: Path) -> None:
    rows = export(workspace, tmp_path / "none", format="kgx-jsonl", licences=["none"])
    edges = _jsonl(tmp_path / "none" / "edges.jsonl")
    assert {edge["primary_knowledge_source"] for edge in edges} == {"infores:kgbuild"}
    assert rows["relations"] == len(edges)
    assert "HP:0000001" not in {node["id"] for node in _jsonl(tmp_path / "none" / "nodes.jsonl")}
    export(workspace, tmp_path / "all", format="kgx-jsonl", licences=["none", "hpo LICENCE"])
    assert len(_jsonl(tmp_path / "all" / "edges.jsonl")) == len(_rows(workspace, "relations"))
    with pytest.raises(OptionError, match="no relation has the licence 'CC0'; there are 'HPO licence'"):
        export(workspace, tmp_path / "other", format="kgx-jsonl", licences=["CC0", "hpo licence"])


@pytest.mark.parametrize("format", FORMATS)
def test_writes_the_same_twice_and_over_nothing(workspace: Workspace, tmp_path: Path, format: str) -> None:
    for name in ("a", "b"):
        export(workspace, tmp_path / name, format=format)
    a, b = ({p.name: p.read_bytes() for p in (_files(tmp_path / name))} for name in ("a", "b"))
    assert list(a.values()) == list(b.values())
    with pytest.raises(ExportError, match="something already"):
        export(workspace, tmp_path / "a", format=format)
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b"}


def _files(path: Path) -> list[Path]:
    return sorted(path.iterdir()) if path.is_dir() else [path]


def test_an_unknown_format_is_explained(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="known: kgx"):
        export(workspace, tmp_path / "a", format="owl")


def test_columns_are_slots() -> None:
    assert len(set(EDGE)) == len(EDGE)
    assert len(set(NODE)) == len(NODE)
