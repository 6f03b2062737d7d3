"""Loading makes the store hold what the tables hold, whatever it held before."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import kgbuild.store.changes
from kgbuild.errors import (
    InvalidTablesError,
    NothingToLoadError,
    StoreCountError,
    StoreOccupiedError,
    TablesDamagedError,
    WorkspaceDamagedError,
)  # fmt: skip
from kgbuild.graph.digest import graph_hash
from kgbuild.graph.predictions import add_predictions, retract_run
from kgbuild.graph.workspace import Workspace
from kgbuild.store.bolt import Store
from kgbuild.store.digest import stored_hash
from kgbuild.store.load import LoadProgress, is_current, load
from kgbuild.store.mark import read_mark
from tests.store.clinic import (
    ASPIRIN,
    CAUSES,
    COLD,
    FLU,
    HEADACHE,
    HYPERTENSION,
    LISINOPRIL,
    SHOWS,
    TREATS,
    clinic,
)  # fmt: skip
from tests.store.graphs import DISEASE, Row, entity, evidence, prediction, publish_tables, relation

HELD = {
    "Disease nodes": 3, "Symptom nodes": 3, "Drug nodes": 3, "Document nodes": 4, "Evidence nodes": 10,
    "FROM relationships": 10, "SUBJECT relationships": 10, "OBJECT relationships": 10,
    "TREATS relationships": 2, "CAUSES relationships": 1, "HAS_SYMPTOM relationships": 4,
    "INTERACTS_WITH relationships": 0, "CO_OCCURS_WITH relationships": 2,
    "SUBCLASS_OF relationships": 0,
    "PREDICTED_TREATS relationships": 0, "PREDICTED_CAUSES relationships": 0,
    "PREDICTED_HAS_SYMPTOM relationships": 0, "PREDICTED_INTERACTS_WITH relationships": 0,
}  # fmt: skip


def content(store: Store) -> list[Any]:
    """Return all there is, in an order that does not depend on how it came there."""
    nodes = store.query("MATCH (n) WHERE NOT 'Build' IN labels(n) RETURN labels(n) AS l, properties(n) AS p")
    joints = store.query("MATCH (a)-[r]->(b) RETURN a.id, type(r), b.id, properties(r)")
    return sorted(repr([sorted(row[0]), sorted(row[1].items())]) for row in nodes.rows) + sorted(
        repr([*row[:3], sorted(row[3].items())]) for row in joints.rows
    )


def test_an_empty_store_gets_everything(store: Store, tmp_path: Path) -> None:
    workspace = publish_tables(tmp_path / "ws", clinic())
    seen: list[LoadProgress] = []
    report = load(store, workspace, progress=seen.append)
    assert report.held == HELD
    assert report.created.total() == 32
    assert not report.updated
    assert not report.removed
    assert (seen[-1].done, seen[-1].total) == (32, 32)
    assert is_current(store, workspace)


def test_nodes_and_relationships_are_as_designed(store: Store, tmp_path: Path) -> None:
    load(store, publish_tables(tmp_path / "ws", clinic()))
    [(labels, properties)] = store.query(
        "MATCH (n:Disease {id: $id}) RETURN labels(n), properties(n)", {"id": HYPERTENSION}
    ).rows
    assert set(labels) == {"Entity", "Disease"}
    assert properties == {
        "id": HYPERTENSION, "name": "Hypertension", "synonyms": ["high blood pressure"],
        "xrefs": ["HP:0000822"], "grounded": True, "n_documents": 9,
        "search_names": ["high blood pressure", "hp:0000822", "hypertension", HYPERTENSION.lower()],
    }  # fmt: skip
    [(related,)] = store.query("MATCH (:Drug)-[r:TREATS]->(:Disease) RETURN properties(r)").rows
    assert related["belief"] == 0.96
    assert (related["predicate"], related["source"]) == ("biolink:treats", "extracted")
    assert "significance" not in related
    [(sentence, document, subject, object)] = store.query(
        "MATCH (s)<-[:SUBJECT]-(e:Evidence {section: 'discussion'})-[:OBJECT]->(o) "
        "MATCH (e)-[:FROM]->(d:Document) RETURN e.sentence, d.id, s.id, o.id"
    ).rows
    assert (sentence, document, subject, object) == (
        "Aspirin may cause headache.",
        "PMID:4",
        ASPIRIN,
        HEADACHE,
    )


def test_loading_again_writes_nothing(store: Store, tmp_path: Path) -> None:
    workspace = publish_tables(tmp_path / "ws", clinic())
    load(store, workspace)
    before = content(store)
    again = load(store, workspace)
    assert not again.compared
    checked = load(store, workspace, check=True)
    assert checked.compared
    assert not checked.changed
    assert checked.held == HELD
    assert content(store) == before


def test_tables_edited_by_hand_are_loaded(embedded_store: Store, tmp_path: Path) -> None:
    workspace = publish_tables(tmp_path / "ws", clinic())
    load(embedded_store, workspace)
    path = workspace.table("entities")
    original = path.read_bytes()
    table = pq.read_table(path)
    names = pa.array([f"{name}, edited" for name in table["name"].to_pylist()])
    pq.write_table(table.set_column(table.schema.get_field_index("name"), "name", names), path)
    for content in (path.read_bytes(), original):
        path.write_bytes(content)
        assert not is_current(embedded_store, workspace)
        assert load(embedded_store, workspace).updated.total() == len(table)
        assert is_current(embedded_store, workspace)
        found = embedded_store.query("MATCH (e:Entity) RETURN e.name ORDER BY e.name").rows
        assert found == [(name,) for name in sorted(pq.read_table(path)["name"].to_pylist())]
        assert not load(embedded_store, workspace).compared


def _other_tables() -> dict[str, list[Row]]:
    tables = clinic()
    entities = {row["id"]: row for row in tables["entities"]}
    entities[HEADACHE]["type"] = str(DISEASE)  # headache turns from a symptom into a disease,
    entities[FLU]["synonyms"] = ["influenza A"]  # the flu has other synonyms,
    del entities[LISINOPRIL]  # lisinopril is gone, with its evidence,
    entities["MESH:D9"] = entity("MESH:D9", DISEASE, "Migraine")  # and migraine is new.
    tables["entities"] = list(entities.values())
    tables["documents"] = [row for row in tables["documents"] if row["id"] != "PMID:1"]
    tables["documents"][0]["retracted"] = True
    tables["evidence"] = [
        row for row in tables["evidence"] if LISINOPRIL not in (row["subject"], row["object"])
    ]
    tables["evidence"][0]["score"] = 0.11
    tables["evidence"].append(evidence("PMID:3", ASPIRIN, CAUSES, "MESH:D9"))
    tables["relations"] = [
        row for row in tables["relations"] if row["subject"] != LISINOPRIL and row["type"] != "HAS_SYMPTOM"
    ]
    tables["relations"][0]["first_year"] = None
    tables["relations"].append(relation(ASPIRIN, CAUSES, "MESH:D9"))
    return tables


@pytest.mark.parametrize("batch", [10_000, 2])
def test_other_tables_leave_what_a_fresh_load_gives(
    store: Store, tmp_path: Path, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kgbuild.store.changes, "BATCH", batch)
    workspace = publish_tables(tmp_path / "ws", clinic())
    load(store, workspace)
    report = load(store, publish_tables(tmp_path / "ws", _other_tables()))
    assert report.removed == {
        "Symptom nodes": 1, "Drug nodes": 1, "Document nodes": 1, "HAS_SYMPTOM relationships": 3,
    }  # fmt: skip
    assert report.updated["Disease nodes"] == 1
    assert report.updated["Document nodes"] == 1
    assert report.updated["CO_OCCURS_WITH relationships"] == 2  # for their build
    changed = content(store)
    store.write("MATCH (n) DETACH DELETE n")
    load(store, workspace)
    assert changed == content(store)


def test_a_half_loaded_store_gets_the_rest(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kgbuild.store.changes, "BATCH", 3)
    workspace = publish_tables(tmp_path / "ws", clinic())

    for rows in (1, 8, 20, 31):

        def interrupt(progress: LoadProgress, rows: int = rows) -> None:
            if progress.done >= rows:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            load(store, workspace, progress=interrupt)
        assert not is_current(store, workspace)
        assert load(store, workspace).held == HELD
        store.write("MATCH (n) DETACH DELETE n")


def test_relationships_that_are_there_twice_are_mended(store: Store, tmp_path: Path) -> None:
    workspace = publish_tables(tmp_path / "ws", clinic())
    load(store, workspace)
    before = content(store)
    store.write(
        "MATCH (a)-[r:TREATS]->(b) WITH a, r, b LIMIT 1 CREATE (a)-[q:TREATS]->(b) SET q = properties(r) "
        "RETURN count(*)"
    )
    report = load(store, workspace, check=True)
    assert report.removed == report.created == {"TREATS relationships": 1}
    assert content(store) == before


def test_an_id_is_found_whatever_the_label_and_a_second_node_of_it_removed(
    embedded_store: Store, tmp_path: Path
) -> None:
    load(embedded_store, workspace := publish_tables(tmp_path / "ws", clinic()))
    before = content(embedded_store)
    merge = "MERGE (n:Entity {id: $id}) ON CREATE SET n.fresh = true RETURN count(*)"
    assert embedded_store.write(merge, id=ASPIRIN) == 1
    assert content(embedded_store) == before
    # What the embedded store does not refuse before its next start, where Neo4j does.
    embedded_store.write("CREATE (:Entity:Disease {id: $id, name: 'not a drug'})", id=ASPIRIN)
    assert load(embedded_store, workspace, check=True).removed == {"Disease nodes": 1}
    assert content(embedded_store) == before


def test_what_others_changed_is_mended(store: Store, tmp_path: Path) -> None:
    workspace = publish_tables(tmp_path / "ws", clinic())
    load(store, workspace)
    before = content(store)
    store.write("MATCH (e:Evidence) WITH e ORDER BY e.id LIMIT 3 DETACH DELETE e")
    store.write("MATCH (n:Drug {id: $id}) SET n.name = 'x' REMOVE n.grounded RETURN 1", id=ASPIRIN)
    store.write("MATCH (n:Disease {id: $id}) DETACH DELETE n", id=COLD)
    with pytest.raises(StoreCountError, match="relationships"):
        load(store, workspace, check=True)  # what evidence was joined to cannot be told from its node
    store.write("MATCH (e:Evidence) DETACH DELETE e")
    load(store, workspace)
    assert content(store) == before


def test_nodes_of_somebody_else_are_not_touched(store: Store, tmp_path: Path) -> None:
    workspace = publish_tables(tmp_path / "ws", clinic())
    store.write("CREATE (:Paper {id: 1}) RETURN 1")
    load(store, workspace)
    assert store.query("MATCH (n:Paper) RETURN n.id").rows == [(1,)]
    store.write("MATCH (n) DETACH DELETE n")
    store.write("CREATE (:Drug {id: 'theirs'}) RETURN 1")
    with pytest.raises(StoreOccupiedError, match="labelled Drug"):
        load(store, workspace)
    assert read_mark(store) is None
    assert store.query("MATCH (n) RETURN n.id").rows == [("theirs",)]


def test_predictions_are_relationships_of_their_own_until_their_run_is_retracted(
    store: Store, tmp_path: Path
) -> None:
    workspace = publish_tables(tmp_path / "ws", clinic())
    load(store, workspace)
    before, hashes = content(store), (graph_hash(workspace), stored_hash(workspace))
    likely = prediction(ASPIRIN, TREATS, FLU, 0.5, harms=True)
    add_predictions(workspace, [likely, prediction(COLD, SHOWS, HEADACHE, 0.25, model_run="other")])
    assert not is_current(store, workspace)
    assert load(store, workspace).created == {
        "PREDICTED_TREATS relationships": 1, "PREDICTED_HAS_SYMPTOM relationships": 1,
    }  # fmt: skip
    assert is_current(store, workspace)
    assert (graph_hash(workspace), stored_hash(workspace)) == hashes
    [(found,)] = store.query("MATCH (:Drug)-[r:PREDICTED_TREATS]->(:Disease) RETURN properties(r)").rows
    assert found == {
        "id": likely.id, "asked": "object", "probability": 0.5, "rank": 1, "model_run": "links-1-a",
        "build": "b", "known": False, "contradicted": 0, "harms": True, "hub_only": False,
    }  # fmt: skip
    add_predictions(workspace, [prediction(ASPIRIN, TREATS, FLU, 0.75)])
    assert load(store, workspace).updated == {"PREDICTED_TREATS relationships": 1}
    assert not load(store, workspace, check=True).changed
    for run in ("links-1-a", "other"):
        retract_run(workspace, run)
    assert load(store, workspace).removed.total() == 2
    assert content(store) == before


def test_what_no_store_can_hold_of_predictions_is_counted(store: Store, tmp_path: Path) -> None:
    workspace = publish_tables(tmp_path / "ws", clinic())
    gone, foreign = prediction(ASPIRIN, TREATS, "MESH:D404", 0.5), prediction(ASPIRIN, TREATS, FLU, 0.5)
    add_predictions(workspace, [gone, replace(foreign, predicate="CtD")])
    report = load(store, workspace)
    assert report.left_out == {
        "predictions of types that no store holds": 1,
        "predictions about entities that the graph lacks": 1,
    }
    assert report.held == HELD
    assert not load(store, workspace).compared


def test_a_damaged_file_of_predictions_is_named(tmp_path: Path, embedded_store: Store) -> None:
    workspace = publish_tables(tmp_path / "ws", clinic())
    add_predictions(workspace, [prediction(ASPIRIN, TREATS, FLU, 0.5)])
    (workspace.path / "predictions" / "links-1-a.parquet").write_bytes(b"PAR1")
    with pytest.raises(WorkspaceDamagedError, match="links-1-a"):
        load(embedded_store, workspace)


def test_damaged_pages_of_a_table_are_told(tmp_path: Path, embedded_store: Store) -> None:
    workspace = publish_tables(tmp_path / "ws", clinic())
    path = workspace.table("relations")
    content = bytearray(path.read_bytes())
    content[4:44] = b"\xff" * 40
    path.write_bytes(content)
    with pytest.raises(TablesDamagedError, match="tables: damaged"):
        load(embedded_store, workspace)


def test_evidence_about_nothing_is_refused(embedded_store: Store, tmp_path: Path) -> None:
    workspace = publish_tables(tmp_path / "ws", clinic())
    path = workspace.table("evidence")
    table = pq.read_table(path)
    lost = pa.array(["MESH:D404"] * len(table))
    pq.write_table(table.set_column(table.schema.get_field_index("subject"), "subject", lost), path)
    with pytest.raises(InvalidTablesError, match="subject is 'MESH:D404'; it must be the id of a row in ent"):
        load(embedded_store, workspace)
    assert embedded_store.query("MATCH (n) RETURN count(n)").rows == [(0,)]


def test_a_workspace_without_tables_says_so(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NothingToLoadError, match="kgbuild build"):
        load(store, Workspace.create(tmp_path / "ws"))
