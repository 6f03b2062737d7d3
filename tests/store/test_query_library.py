"""Each named query that the clinic has nothing for, and all of them on both stores with equal answers."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kgbuild.graph.predictions import add_predictions
from kgbuild.graph.published import published
from kgbuild.graph.workspace import Workspace
from kgbuild.resources import SAMPLE
from kgbuild.runs.build import build
from kgbuild.store.bolt import Store
from kgbuild.store.embeddings import embed
from kgbuild.store.load import load
from kgbuild.store.meanings import encoded
from kgbuild.store.named import NamedQuery, named_query, query_names
from kgbuild.store.read_only import ReadOnly
from kgbuild.store.values import as_json
from tests.store.conftest import STORES, opened
from tests.store.graphs import publish_tables
from tests.store.large_ward import large_ward, predicted_at_large
from tests.store.letters import Letters
from tests.store.test_named import EXPECTED as IN_THE_CLINIC
from tests.store.ward import annotated_ward, predicted_in_the_ward, ward

# ruff: noqa: E501 - a row is read best in one line

Given = tuple[tuple[str, Any], ...]
EXPECTED: dict[tuple[str, Given], list[tuple[Any, ...]]] = {
    ("treatments-for-and-against", (('disease', 'headache'),)): [
        ('aspirin', 'DRUGBANK:DB00945', 'Headache', 0.8, 1, 'Aspirin relieved headache.', 'PMID:3', 1, 'Aspirin did not relieve headache.', 'PMID:4'),
    ],
    ("co-medication-risks", (('disease', 'hypertension'),)): [
        ('amlodipine', 'DRUGBANK:DB00381', 'Hypertension', 'Headache', 0.9, 0.5, 0.7),
        ('lisinopril', 'DRUGBANK:DB00722', 'Hypertension', 'Headache', 0.96, 0.5, 0.25),
    ],
    ("interacting-treatments", (('disease', 'hypertension'),)): [
        ('amlodipine', 'lisinopril', 'Hypertension', 0.4, 1, 0, 'DRUGBANK:DB00381', 'DRUGBANK:DB00722'),
    ],
    ("interactions-of-drug", (('drug', 'norvasc'),)): [
        ('lisinopril', 'DRUGBANK:DB00722', 'amlodipine', 0.4, 1, 0, 2010),
    ],
    ("shared-drugs", (('first', 'headache'), ('second', 'fever'),)): [
        ('aspirin', 'DRUGBANK:DB00945', 'Headache', 0.8, 'Fever', 0.85),
    ],
    ("common-causes", (('first', 'headache'), ('second', 'cough'),)): [
        ('lisinopril', 'Drug', 'DRUGBANK:DB00722', 'Headache', 0.25, 'Cough', 0.8),
    ],
    ("similar-diseases", (('disease', 'flu'),)): [
        ('Common cold', 'MESH:D003139', 'Influenza', 1, 3, 0.3333333333333333),
        ('Hypertension', 'MESH:D006973', 'Influenza', 1, 3, 0.3333333333333333),
    ],
    ("symptom-treatments", (("disease", "hypertension"),)): [
        ("aspirin", "DRUGBANK:DB00945", "Headache", "Hypertension", 0.8, 0.5),
    ],
    ("treatments-without-known-harm", (('disease', 'common cold'),)): [
        ('zinc', 'DRUGBANK:DB01593', 'Common cold', 0.4, 1, 1),
    ],
    ("changed-since", (('since', 2021),)): [
        ('aspirin', 'TREATS', 'Fever', 1, 1, 0, 'known', 2010, 0.85, '0404b968297668ae3d83'),
        ('lisinopril', 'TREATS', 'Hypertension', 1, 1, 0, 'known', 2001, 0.96, '0ffc0685a9afac0a6d06'),
        ('amlodipine', 'TREATS', 'Hypertension', 1, 1, 0, 'new', 2022, 0.9, '277c8a474c30afce8640'),
        ('aspirin', 'TREATS', 'Headache', 1, 1, 0, 'new', 2021, 0.8, '6f8e577fdc5f0c446e1d'),
        ('amlodipine', 'CAUSES', 'Headache', 1, 1, 0, 'new', 2022, 0.7, '71bfb4135c292a8f7e93'),
        ('lisinopril', 'CAUSES', 'Cough', 1, 0, 1, 'known', 2001, 0.8, '0880abab6035d42f278a'),
    ],
    ("newest-documents", (('limit', 3),)): [
        ('PMID:7', 2023, 'Cough revisited', 'Heart', False, 2),
        ('PMID:6', 2022, 'Calcium channels', 'Heart', False, 2),
        ('PMID:3', 2021, 'Aspirin reconsidered', 'J Tests', False, 2),
    ],
    ("documents-about", (('entity', 'lisinopril'),)): [
        ('PMID:7', 2023, 'Cough revisited', 'Heart', 1, 'lisinopril'),
        ('PMID:3', 2021, 'Aspirin reconsidered', 'J Tests', 1, 'lisinopril'),
        ('PMID:1', 2001, 'Lisinopril in hypertension', 'J Tests', 2, 'lisinopril'),
    ],
    ("retracted-documents", ()): [
        ('PMID:5', 2015, 'Made up', 'J Tests', 0),
    ],
    ("certainty-breakdown", ()): [
        ('CAUSES', 'certain', 'contradicts', 1, 0.75),
        ('CAUSES', 'certain', 'supports', 2, 0.75),
        ('CAUSES', 'uncertain', 'supports', 1, 0.5),
        ('CO_OCCURS_WITH', 'certain', 'supports', 1, 0.9),
        ('HAS_SYMPTOM', 'certain', 'supports', 4, 0.85),
        ('TREATS', 'certain', 'contradicts', 1, 0.95),
        ('TREATS', 'certain', 'supports', 4, 0.8),
        ('TREATS', 'uncertain', 'supports', 1, 0.9),
    ],
    ("beliefs-by-decade", ()): [
        (2000, 'CAUSES', 1, 0.8, 1),
        (2000, 'TREATS', 1, 0.96, 0),
        (2010, 'CAUSES', 2, 0.375, 0),
        (2010, 'HAS_SYMPTOM', 6, 0.725, 0),
        (2010, 'INTERACTS_WITH', 1, 0.4, 0),
        (2010, 'TREATS', 2, 0.625, 0),
        (2020, 'CAUSES', 1, 0.7, 0),
        (2020, 'TREATS', 2, 0.85, 1),
    ],
    ("synonyms", (('entity', 'grippe'),)): [
        ('MESH:D007251', 'Influenza', 'Disease', ['flu', 'grippe'], [], True, 5),
    ],
    ("names-containing", (('text', 'PRESS'),)): [
        ('Hypertension', 'MESH:D006973', 'Disease', ['high blood pressure'], 9),
    ],
    ("neighbours", (('entity', 'gastritis'),)): [
        ('Gastritis', '<-', 'CAUSES', 'aspirin', 'Drug', 'DRUGBANK:DB00945', 0.5, 3, 0, 'extracted'),
        ('Gastritis', '->', 'HAS_SYMPTOM', 'Dizziness', 'Symptom', 'HP:0002321', 0.5, 1, 0, 'extracted'),
    ],
    ("evidence-by-year", (('subject', 'lisinopril'), ('object', 'cough'),)): [
        ('CAUSES', 2001, 1, 1, 0, 0),
        ('CAUSES', 2023, 1, 0, 1, 0),
    ],
    ("evidence-by-journal", (('entity', 'lisinopril'),)): [
        ('J Tests', 2, 3, 2001, 2021),
        ('Heart', 1, 1, 2023, 2023),
    ],
    ("evidence-by-section", ()): [
        ('abstract', 're-v1', 'TREATS', 6, 0.842),
        ('abstract', 're-v1', 'HAS_SYMPTOM', 4, 0.85),
        ('abstract', 're-v1', 'CAUSES', 3, 0.75),
        ('abstract', 'x', 'CO_OCCURS_WITH', 1, 0.9),
        ('discussion', 're-v1', 'CAUSES', 1, 0.5),
    ],
    ("single-document-relations", (('belief', 0.8),)): [
        ('amlodipine', 'TREATS', 'Hypertension', 0.9, 0, 'Amlodipine lowers pressure.', 'PMID:6'),
        ('Influenza', 'HAS_SYMPTOM', 'Fever', 0.9, 0, 'Influenza comes with fever.', 'PMID:2'),
        ('Common cold', 'HAS_SYMPTOM', 'Cough', 0.9, 0, 'A cold comes with cough.', 'PMID:2'),
        ('aspirin', 'TREATS', 'Fever', 0.85, 0, 'Aspirin may reduce fever.', 'PMID:7'),
        ('Influenza', 'HAS_SYMPTOM', 'Cough', 0.85, 0, 'Influenza comes with cough.', 'PMID:2'),
        ('lisinopril', 'CAUSES', 'Cough', 0.8, 1, 'Lisinopril made patients cough.', 'PMID:1'),
        ('aspirin', 'TREATS', 'Headache', 0.8, 1, 'Aspirin relieved headache.', 'PMID:3'),
    ],
    ("untreated-diseases", ()): [
        ('Gastritis', 'MESH:D005756', 7, True),
    ],
    ("unrelated-entities", ()): [
        ('foo-17', 'Drug', 2, 'kgbuild:foo'),
        ('Sore', 'Symptom', 0, 'HP:0000001'),
        ('Pain', 'Symptom', 0, 'HP:0012531'),
    ],
    ("relation-counts", ()): [
        ('Disease', 'HAS_SYMPTOM', 'Symptom', 'extracted', 6, 0.725, 0),
        ('Drug', 'CAUSES', 'Symptom', 'extracted', 4, 0.563, 1),
        ('Disease', 'HAS_SYMPTOM', 'Symptom', 'hpo', 3, None, 0),
        ('Drug', 'TREATS', 'Disease', 'extracted', 3, 0.753, 0),
        ('Disease', 'CO_OCCURS_WITH', 'Disease', 'extracted', 2, 0.55, 0),
        ('Drug', 'TREATS', 'Disease', 'clinic', 2, None, 0),
        ('Drug', 'TREATS', 'Symptom', 'extracted', 2, 0.825, 1),
        ('Symptom', 'SUBCLASS_OF', 'Symptom', 'hp', 2, None, 0),
        ('Drug', 'CAUSES', 'Disease', 'extracted', 1, 0.5, 0),
        ('Drug', 'CAUSES', 'Symptom', 'clinic', 1, None, 0),
        ('Drug', 'INTERACTS_WITH', 'Drug', 'extracted', 1, 0.4, 0),
    ],
    ("disagreeing-documents", (('subject', 'lisinopril'), ('object', 'cough'),)): [
        ('lisinopril', 'CAUSES', 'Cough', 'PMID:1', 2001, 'Lisinopril made patients cough.', 'PMID:7', 2023, 'Lisinopril did not cause cough.'),
    ],
    ("effect-chains", (('drug', 'aspirin'),)): [
        ('aspirin', 'Gastritis', 'HAS_SYMPTOM', 'Dizziness', 0.25, 'MESH:D005756', 'HP:0002321'),
    ],
    ("curated-relations", (('entity', 'flu'),)): [
        ('Influenza', '->', 'HAS_SYMPTOM', 'Fever', 'HP:0001945', '9/10', 'HP:0003577', ['PMID:11'], 'hpo', 'HPO licence'),
        ('Influenza', '->', 'HAS_SYMPTOM', 'Dizziness', 'HP:0002321', None, None, [], 'hpo', 'HPO licence'),
        ('Influenza', '<-', 'TREATS', 'aspirin', 'DRUGBANK:DB00945', None, None, [], 'clinic', 'HPO licence'),
    ],
    ("confirmed-relations", ()): [
        ('Influenza', 'HAS_SYMPTOM', 'Fever', 0.9, 1, 'hpo', '9/10'),
    ],
    ("new-to-source", (('source', 'hpo'),)): [
        ('Common cold', 'Cough', 0.9, 1, 'MESH:D003139', 'HP:0012735'),
        ('Influenza', 'Cough', 0.85, 1, 'MESH:D007251', 'HP:0012735'),
        ('Influenza', 'Headache', 0.7, 1, 'MESH:D007251', 'HP:0002315'),
    ],
    ("subclasses", (('entity', 'sore'),)): [
        ('Pain', 'HP:0012531', 1, 'Sore', 0),
        ('Headache', 'HP:0002315', 2, 'Sore', 6),
    ],
    ("entities-alike", (('entity', 'cough'), ('limit', 1))): [
        ('Common cold', 'Disease', 'MESH:D003139', 0.6451, 'Cough'),
    ],
    ("entities-like-text", (('text', 'a common cough'), ('limit', 2))): [
        ('Common cold', 'Disease', 'MESH:D003139', 0.8975),
        ('Cough', 'Symptom', 'HP:0012735', 0.7873),
    ],
    ("superclasses", (('entity', 'headache'),)): [
        ('Pain', 'HP:0012531', 1, 'Headache', 0),
        ('Sore', 'HP:0000001', 2, 'Headache', 0),
    ],
    ("symptoms-of-disease", (('disease', 'flu'), ('curated', 1))): [
        ('Fever', 'HP:0001945', 'Influenza', 0.9, 1, 0, 'Influenza comes with fever.'),
        ('Cough', 'HP:0012735', 'Influenza', 0.85, 1, 0, 'Influenza comes with cough.'),
        ('Headache', 'HP:0002315', 'Influenza', 0.7, 1, 0, 'Influenza comes with headache.'),
        ('Fever', 'HP:0001945', 'Influenza', None, 0, 0, None),
        ('Dizziness', 'HP:0002321', 'Influenza', None, 0, 0, None),
    ],
    ("diseases-with-symptom", (('symptom', 'dizziness'), ('curated', 1))): [
        ('Gastritis', 'MESH:D005756', 'Dizziness', 0.5, 1, 0, 2010),
        ('Common cold', 'MESH:D003139', 'Dizziness', None, 0, 0, None),
        ('Influenza', 'MESH:D007251', 'Dizziness', None, 0, 0, None),
    ],
    ("shared-symptoms", (('first', 'flu'), ('second', 'common cold'), ('curated', 1))): [
        ('Cough', 'HP:0012735', 'Influenza', 0.85, 'Common cold', 0.9),
        ('Dizziness', 'HP:0002321', 'Influenza', None, 'Common cold', None),
    ],
    ("similar-diseases", (('disease', 'flu'), ('curated', 1),)): [
        ('Common cold', 'MESH:D003139', 'Influenza', 2, 4, 0.5),
        ('Gastritis', 'MESH:D005756', 'Influenza', 1, 4, 0.25),
        ('Hypertension', 'MESH:D006973', 'Influenza', 1, 4, 0.25),
    ],
    ("predicted-treatments", (('disease', 'flu'),)): [
        ('amlodipine', 'DRUGBANK:DB00381', 'Influenza', 0.5, 1, False, 0, True, 1, 'CAUSES', 'Headache', 'HAS_SYMPTOM', 'Amlodipine causes headache.', 'Influenza comes with headache.', 'links-1-a'),
    ],
    ("predicted-treatments", (('disease', 'hypertension'), ('run', 'links-1-b'))): [
        ('aspirin', 'DRUGBANK:DB00945', 'Hypertension', 0.75, 1, False, 0, False, 2, 'TREATS', 'Headache', 'HAS_SYMPTOM', 'Aspirin relieved headache.', None, 'links-1-b'),
    ],
    ("predicted-treatments", (('disease', 'flu'), ('run', 'links-1-b'))): [],
    ("predicted-harm", ()): [
        ('amlodipine', 'DRUGBANK:DB00381', 'Headache', 'PREDICTED_TREATS', None, 0.25, 'CAUSES', 0.7, None),
        ('aspirin', 'DRUGBANK:DB00945', 'Fever', 'TREATS', 0.85, None, 'PREDICTED_CAUSES', None, 0.125),
    ],
    ("predicted-links", (('entity', 'aspirin'),)): [
        ('aspirin', '->', 'PREDICTED_TREATS', 'Hypertension', 'MESH:D006973', 0.75, 1, False, False, 0, False, 'links-1-b'),
        ('aspirin', '->', 'PREDICTED_CAUSES', 'Fever', 'HP:0001945', 0.125, 1, False, False, 0, False, 'links-1-a'),
    ],
    ("predictions-by-run", ()): [
        ('links-1-a', 'b', 'PREDICTED_CAUSES', 1, 1, 0.125, 0, 0),
        ('links-1-a', 'b', 'PREDICTED_TREATS', 2, 1, 0.5, 1, 1),
        ('links-1-b', 'b', 'PREDICTED_HAS_SYMPTOM', 1, 1, 0.625, 0, 0),
        ('links-1-b', 'b', 'PREDICTED_INTERACTS_WITH', 1, 1, 0.375, 0, 0),
        ('links-1-b', 'b', 'PREDICTED_TREATS', 1, 1, 0.75, 0, 0),
    ],
}  # fmt: skip

AT_LEAST = 30
ANYWHERE = ["", "TREATS", "CAUSES"]
TIED = {"shortest-evidence-path": 1, "entities-alike": 3, "entities-like-text": 3}
"""Of several that are equally short or alike, a store gives those that it finds: how short or alike they are,
in this column, is to be equal."""
WITH_IMPORTS = {
    "confirmed-relations", "curated-relations", "entities-alike", "entities-like-text", "names-containing", "new-to-source", "relation-counts",
    "shortest-evidence-path", "subclasses", "superclasses", "symptom-treatments", "synonyms",
    "treatments-without-known-harm", "unrelated-entities", "untreated-diseases",
}  # fmt: skip
"""What says of imported relations that they are, or asks for what nobody says."""
RECORDS = 40
"""Of the bundled sample: all of them would take long."""


@pytest.fixture(scope="module", params=STORES)
def ward_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    workspace = publish_tables(tmp_path_factory.mktemp("ward") / "ws", annotated_ward())
    add_predictions(workspace, predicted_in_the_ward())
    with opened(request, request.param) as store:
        load(store, workspace)
        embed(store, workspace, Letters())
        yield store


@pytest.mark.parametrize(("name", "given"), EXPECTED, ids=str)
def test_gives_the_rows(ward_store: Store, name: str, given: Given) -> None:
    query = named_query(name)
    answer = ReadOnly(ward_store).ask(query.statement, _bound(ward_store, query, dict(given)))
    assert answer.rows == [tuple(row) for row in EXPECTED[name, given]]


def test_every_query_has_rows_to_give() -> None:
    tested = {name for name, given in (EXPECTED | IN_THE_CLINIC) if (EXPECTED | IN_THE_CLINIC)[name, given]}
    assert tested | {"shortest-evidence-path"} == set(query_names())
    assert len(query_names()) >= AT_LEAST


def test_what_is_imported_changes_no_answer_about_what_was_read(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    before, after = (
        _answers(request, "embedded", publish_tables(tmp_path / name, rows))
        for name, rows in (("read", ward()), ("imported", annotated_ward()))
    )
    changed = {asked.split()[0] for asked, rows in before.items() if after[asked] != rows}
    assert changed
    assert changed <= WITH_IMPORTS


@pytest.mark.neo4j
def test_both_stores_answer_alike_about_a_made_up_graph(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    rows = large_ward(seed=1)
    workspace = publish_tables(tmp_path / "ws", rows)
    add_predictions(workspace, predicted_at_large(rows, seed=1))
    assert _answers(request, "embedded", workspace) == _about(_answers(request, "neo4j", workspace))


@pytest.mark.neo4j
def test_both_stores_answer_alike_about_the_sample(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    (file,) = SAMPLE.glob("*.xml.gz")
    end = b"</PubmedArticle>"
    records = gzip.decompress(file.read_bytes()).split(end)[:RECORDS]
    part = tmp_path / "part.xml.gz"
    part.write_bytes(gzip.compress(end.join(records) + end + b"</PubmedArticleSet>"))
    build([part], tmp_path / "ws")
    workspace = Workspace.open(tmp_path / "ws")
    assert published(workspace).manifest.rows["relations"]
    assert _answers(request, "embedded", workspace) == _about(_answers(request, "neo4j", workspace))


def _answers(request: pytest.FixtureRequest, kind: str, workspace: Workspace) -> dict[str, Any]:
    """Return the answers to all named queries about the entities and documents that say most."""
    with opened(request, kind) as store:
        load(store, workspace)
        embed(store, workspace, Letters())
        values = _values(store)
        found = {}
        for name in query_names():
            query = named_query(name)
            # An index of vectors finds what is near for sure only if something is: so names, not any text.
            near = dict.fromkeys(query.by_meaning, values["entity"])
            for number in range(3):
                given = {
                    name: every[number % len(every)]
                    for name, every in (values | near).items()
                    if any(p.name == name and (p.required or number) for p in query.parameters)
                }
                answer = ReadOnly(store).ask(query.statement, _bound(store, query, given))
                rows = [as_json(list(row)) for row in answer.rows]
                if name in TIED:
                    rows = [row[TIED[name]] for row in rows]
                found[f"{name} {given}"] = rows
    assert sum(map(bool, found.values())) > len(found) / 3
    return found


def _bound(store: Store, query: NamedQuery, given: dict[str, Any]) -> dict[str, Any]:
    values = query.bind(given)
    return encoded(store, query, values, Letters()) if query.by_meaning else values


def _values(store: Store) -> dict[str, list[Any]]:
    """Return values for parameters: names of what has the most relations."""

    def names(label: str) -> list[str]:
        statement = (
            f"MATCH (n:{label})-[r]-(:Entity) WHERE r.source = 'extracted' "
            "WITH n, count(r) AS c ORDER BY c DESC, n.id LIMIT 4 RETURN n.name"
        )
        return [name for (name,) in store.query(statement).rows]

    drugs, diseases, symptoms = names("Drug"), names("Disease"), names("Symptom")
    documents = store.query("MATCH (d:Document)<-[:FROM]-(e) RETURN DISTINCT d.id ORDER BY d.id LIMIT 3").rows
    return {
        "disease": diseases, "drug": drugs, "symptom": symptoms, "entity": [*diseases[:1], *drugs[:1], *symptoms],
        "first": diseases, "second": diseases[1:], "from": drugs, "to": symptoms, "subject": drugs,
        "object": diseases, "document": [id for (id,) in documents], "text": ["in", "a", "HP:"],
        "source": ["hpo", "clinic"], "since": [2000, 2010, 2018], "type": ANYWHERE, "belief": [0.3, 0.5], "limit": [7, 40],
    }  # fmt: skip


def _about(value: Any) -> Any:
    """Return what equals a value, but for what comes of stores adding floats in their own order.

    Queries round means to three decimals, some of which are ties: those may be off by one in the last of them.
    """
    if isinstance(value, dict):
        return {key: _about(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_about(item) for item in value]
    if not isinstance(value, float):
        return value
    return pytest.approx(value, abs=0.00101 if value == round(value, 3) else 1e-6)
