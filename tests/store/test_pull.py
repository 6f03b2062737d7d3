"""What is pulled is what was loaded, as far as a store keeps it; graphs of others come by a mapping."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from kgbuild.errors import MappingError, PulledTablesError, PullError
from kgbuild.graph.assemble import assemble
from kgbuild.graph.digest import graph_hash
from kgbuild.graph.predictions import add_predictions, list_runs, read_predictions, retract_run
from kgbuild.graph.withdraw import reinstate, withdraw
from kgbuild.graph.workspace import Workspace
from kgbuild.runs.build import build
from kgbuild.store.bolt import Store
from kgbuild.store.digest import stored_hash
from kgbuild.store.layout import LAYOUT
from kgbuild.store.load import load
from kgbuild.store.mapping import read_mapping
from kgbuild.store.mark import Mark, write_mark
from kgbuild.store.pull import pull
from tests.graph.papers import CONFIG, KNOWLEDGE, meets, new_workspace, paper, shard, treats
from tests.store.clinic import ASPIRIN, COLD, FEVER, FLU, SHOWS, TREATS, clinic
from tests.store.graphs import prediction, publish_tables
from tests.store.test_load import content

THEIRS = """
CREATE (a:Compound {identifier: 'DB1', name: 'aspirin', aliases: ['ASA', 'acetylsalicylic acid']}),
       (b:Compound {identifier: 'DRUGBANK:DB2', aliases: 'brand'}),
       (c:Compound {name: 'nameless'}),
       (d:`Disease of theirs` {code: 7, name: 'headache'}),
       (e:`Disease of theirs` {code: 8, name: 'fever'}),
       (a)-[:CtD {score: 0.5}]->(d), (a)-[:CtD {score: 0.75}]->(d), (a)-[:CtD {score: 7}]->(e),
       (c)-[:CtD {score: 0.5}]->(d), (e)-[:CAUSED_BY]->(b), (b)-[:WITH]->(a), (:Gene {id: 1})
"""
MAPPING = """
[[entities]]
label = "Compound"
type = "Drug"
id = "identifier"
prefix = "DRUGBANK:"
name = "name"
synonyms = "aliases"

[[entities]]
label = "Disease of theirs"
type = "Disease"
id = "code"
prefix = "X:"
name = "name"

[[relations]]
type = "CtD"
from = "Compound"
to = "Disease of theirs"
predicate = "TREATS"
belief = "score"
source = "theirs"

[[relations]]
type = "CAUSED_BY"
from = "Disease of theirs"
to = "Compound"
predicate = "CAUSES"
reversed = true
source = "theirs"

[[relations]]
type = "WITH"
from = "Compound"
to = "Compound"
predicate = "INTERACTS_WITH"
belief = 0.25
source = "theirs"
"""


@pytest.fixture
def built(tmp_path: Path) -> Workspace:
    """A workspace that was assembled, with all that a store does not keep."""
    workspace = new_workspace(tmp_path)
    papers = (
        paper("PMID:1", treats(), treats(object="migraine"), meets("aspirin", "rare thing"), year=None),
        paper("PMID:2", treats(score=0.5)),
    )
    assemble(workspace, [shard(workspace, *papers)], config=CONFIG, knowledge=KNOWLEDGE)
    return workspace


def test_a_graph_survives_the_way_there_and_back(store: Store, built: Workspace, tmp_path: Path) -> None:
    load(store, built)
    before = content(store)
    report = pull(store, tmp_path / "pulled")
    pulled = Workspace.open(tmp_path / "pulled")
    assert report.rows["evidence"] == 4
    assert stored_hash(pulled) == stored_hash(built)
    assert graph_hash(pulled) != graph_hash(built)  # no store keeps texts and mentions
    store.write("MATCH (n) DETACH DELETE n")
    load(store, pulled)
    assert len(content(store)) == len(before)
    again = pull(store, tmp_path / "again")
    assert again.build == report.build
    assert graph_hash(Workspace.open(tmp_path / "again")) == graph_hash(pulled)


def test_predictions_come_back_as_predictions(store: Store, tmp_path: Path) -> None:
    workspace = publish_tables(tmp_path / "ws", clinic())
    made = [prediction(ASPIRIN, TREATS, FLU, 0.5), prediction(COLD, SHOWS, FEVER, 0.25, model_run="other")]
    add_predictions(workspace, made)
    load(store, workspace)
    report = pull(store, tmp_path / "pulled")
    pulled = Workspace.open(tmp_path / "pulled")
    assert report.rows["predictions"] == 2
    assert report.rows["relations"] == len(clinic()["relations"])
    assert stored_hash(pulled) == stored_hash(workspace)
    for one in made:
        assert read_predictions(pulled, one.model_run) == [one]
    # What is retracted goes with the next pull; what was predicted in the pulled workspace stays there.
    own = prediction(ASPIRIN, TREATS, COLD, 0.75, model_run="own")
    add_predictions(pulled, [own])
    retract_run(workspace, "other")
    load(store, workspace)
    pull(store, tmp_path / "pulled")
    assert list_runs(pulled) == ["links-1-a", "own"]
    assert read_predictions(pulled, "own") == [own]


def test_a_run_that_cannot_name_a_file_is_refused(embedded_store: Store, tmp_path: Path) -> None:
    workspace = publish_tables(tmp_path / "ws", clinic())
    add_predictions(workspace, [prediction(ASPIRIN, TREATS, FLU, 0.5)])
    load(embedded_store, workspace)
    embedded_store.write("MATCH ()-[p:PREDICTED_TREATS]->() SET p.model_run = '../x' RETURN 1")
    with pytest.raises(PullError, match=r"'\.\./x', which kgbuild did not write"):
        pull(embedded_store, tmp_path / "pulled")
    embedded_store.write("MATCH ()-[p:PREDICTED_TREATS]->() REMOVE p.rank RETURN 1")
    with pytest.raises(PullError, match="lack properties"):
        pull(embedded_store, tmp_path / "pulled")


def test_pulling_again_takes_the_place_of_the_former(store: Store, tmp_path: Path) -> None:
    tables = clinic()
    load(store, publish_tables(tmp_path / "ws", tables))
    pull(store, tmp_path / "pulled")
    before = graph_hash(Workspace.open(tmp_path / "pulled"))
    tables["relations"][0]["belief"] = 0.5
    other = publish_tables(tmp_path / "ws", tables)
    load(store, other)
    pull(store, tmp_path / "pulled")
    assert graph_hash(Workspace.open(tmp_path / "pulled")) != before
    assert stored_hash(Workspace.open(tmp_path / "pulled")) == stored_hash(other)


def test_what_cannot_be_pulled_says_why(store: Store, built: Workspace, tmp_path: Path) -> None:
    with pytest.raises(PullError, match="--mapping"):
        pull(store, tmp_path / "pulled")
    load(store, built)
    with pytest.raises(PullError, match="built from documents"):
        pull(store, built.path)
    store.write("MATCH (e:Evidence)-[r:FROM]->() WITH r LIMIT 1 DELETE r")
    with pytest.raises(PullError, match="4 Evidence nodes, 3 are whole"):
        pull(store, tmp_path / "pulled")
    write_mark(store, Mark("x", LAYOUT, complete=False))
    with pytest.raises(PullError, match="has not ended"):
        pull(store, tmp_path / "pulled")


def test_nothing_is_built_over_what_was_pulled(store: Store, built: Workspace, tmp_path: Path) -> None:
    load(store, built)
    pull(store, tmp_path / "pulled")
    (tmp_path / "a.txt").write_text("Aspirin.")
    with pytest.raises(PulledTablesError, match="another workspace"):
        build([tmp_path / "a.txt"], tmp_path / "pulled")
    for change in (withdraw, reinstate):
        with pytest.raises(PulledTablesError, match="pull it again"):
            change(Workspace.open(tmp_path / "pulled"), "PMID:1")


def test_a_graph_of_somebody_else(store: Store, tmp_path: Path) -> None:
    store.write(THEIRS)
    (tmp_path / "theirs.toml").write_text(MAPPING)
    report = pull(store, tmp_path / "ws", mapping=read_mapping(tmp_path / "theirs.toml"))
    assert report.left_out == {
        "Compound nodes without identifier": 1,
        "CtD relationships of nodes without id": 1,
        "CtD relationships without a belief in 0..1": 1,
        "relations that are there more than once": 1,
    }
    workspace = Workspace.open(tmp_path / "ws")
    entities = pq.read_table(workspace.table("entities")).to_pylist()
    assert [(row["id"], row["type"], row["name"], row["synonyms"]) for row in entities] == [
        ("DRUGBANK:DB1", "Drug", "aspirin", ["ASA", "acetylsalicylic acid"]),
        ("DRUGBANK:DB2", "Drug", "DRUGBANK:DB2", ["brand"]),
        ("X:7", "Disease", "headache", []),
        ("X:8", "Disease", "fever", []),
    ]
    relations = pq.read_table(workspace.table("relations")).to_pylist()
    found = {(row["subject"], row["type"], row["object"], row["belief"]) for row in relations}
    assert found == {
        ("DRUGBANK:DB1", "TREATS", "X:7", 0.75),
        ("DRUGBANK:DB2", "CAUSES", "X:8", 1.0),
        ("DRUGBANK:DB1", "INTERACTS_WITH", "DRUGBANK:DB2", 0.25),
    }
    assert {row["source"] for row in relations} == {"theirs"}
    store.write("MATCH (n) DETACH DELETE n")
    load(store, workspace)
    pull(store, tmp_path / "again")
    assert graph_hash(Workspace.open(tmp_path / "again")) == graph_hash(workspace)


def test_what_the_mapping_names_and_nothing_has(store: Store, tmp_path: Path) -> None:
    store.write(THEIRS)
    path = tmp_path / "m.toml"
    for before, after, complaint in (
        (
            'synonyms = "aliases"',
            'synonyms = "alias"',
            "property alias.* are aliases, identifier, name",
        ),
        ('id = "code"', 'id = "kode"', "property kode.* there are code, name"),
        ('belief = "score"', 'belief = "scores"', "property scores.* there are score"),
        ('"Compound"', '"Compounds"', "no node has the label Compounds"),
        ('type = "CtD"', 'type = "CpD"', "no relationship CpD leads from Compound to Disease of theirs"),
    ):
        path.write_text(MAPPING.replace(before, after))
        with pytest.raises(PullError, match=complaint):
            pull(store, tmp_path / "ws", mapping=read_mapping(path))


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('type = "Drug"', 'type = "Pill"', "one of Disease, Drug, Symptom"),
        ('predicate = "TREATS"', 'predicate = "HEALS"', "one of CAUSES"),
        ("reversed = true", "reversed = false", "no Disease CAUSES a Drug; is `reversed`"),
        ('id = "code"', "", "lacks id"),
        ('to = "Disease of theirs"', 'to = "Gene"', "joins Gene"),
        ('belief = "score"', "belief = 3", "belief of .* cannot be 3"),
        ('id = "code"', 'id = "a\\\\u0060"', "id of .* cannot be"),
        ('id = "code"', 'id = "code"\nide = "x"', "takes no ide"),
        ("[[entities]]", "[[entitys]]", "no use for"),
        ("[[entities]]", "[[entities]", "not TOML"),
    ],
)
def test_a_wrong_mapping_is_explained(tmp_path: Path, before: str, after: str, complaint: str) -> None:
    (tmp_path / "m.toml").write_text(MAPPING.replace(before, after))
    with pytest.raises(MappingError, match=complaint):
        read_mapping(tmp_path / "m.toml")


def test_the_example_of_a_mapping_is_one(tmp_path: Path) -> None:
    from kgbuild.store import mapping

    text = (mapping.__doc__ or "").split("```toml\n")[1].split("```")[0]
    text += '[[entities]]\nlabel = "Disease"\ntype = "Disease"\nid = "id"\nname = "name"\n'
    (tmp_path / "m.toml").write_text(text)
    assert len(read_mapping(tmp_path / "m.toml").relations) == 1
