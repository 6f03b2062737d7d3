"""Every named query, on a small graph in a running store, with the rows that it must give."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from kgbuild.errors import QueryError, UnknownQueryError
from kgbuild.store.bolt import Answer, Store
from kgbuild.store.load import load
from kgbuild.store.named import TYPES, named_query, query_names
from kgbuild.store.values import as_text
from tests.store.clinic import (
    ASPIRIN,
    COLD,
    COUGH,
    FEVER,
    FLU,
    FOO,
    HEADACHE,
    HYPERTENSION,
    LISINOPRIL,
    LOWERED,
    clinic,
)
from tests.store.conftest import STORES, opened
from tests.store.graphs import publish_tables

RELIEVED, DENIED = "Aspirin relieved headache.", "Aspirin did not relieve headache."
MAY_CAUSE = "Aspirin may cause headache."
EXPECTED: dict[tuple[str, tuple[tuple[str, Any], ...]], list[tuple[Any, ...]]] = {
    ("drugs-for-disease", (("disease", "HIGH Blood pressure"),)): [
        ("lisinopril", LISINOPRIL, "Hypertension", 0.96, 2, 0, 2021, LOWERED)
    ],
    ("drugs-for-disease", (("disease", "HP:0000822"), ("belief", 0.97))): [],
    ("top-treatments", ()): [
        ("lisinopril", "Hypertension", 0.96, 2, 0, LOWERED),
        ("aspirin", "Headache", 0.8, 1, 1, RELIEVED),
    ],
    ("top-treatments", (("limit", 1),)): [("lisinopril", "Hypertension", 0.96, 2, 0, LOWERED)],
    ("symptoms-of-disease", (("disease", FLU),)): [
        ("Fever", FEVER, "Influenza", 0.9, 1, 0, "Influenza comes with fever."),
        ("Cough", COUGH, "Influenza", 0.85, 1, 0, "Influenza comes with cough."),
        ("Headache", HEADACHE, "Influenza", 0.7, 1, 0, "Influenza comes with headache."),
    ],
    ("diseases-with-symptom", (("symptom", "cough"),)): [
        ("Common cold", COLD, "Cough", 0.9, 1, 0, 2010),
        ("Influenza", FLU, "Cough", 0.85, 1, 0, 2010),
    ],
    ("adverse-effects-of-drug", (("drug", "acetylsalicylic acid"),)): [
        ("Headache", HEADACHE, "aspirin", 0.5, 1, 0, MAY_CAUSE)
    ],
    ("drugs-causing-symptom", (("symptom", "Cephalalgia"),)): [
        ("aspirin", ASPIRIN, "Headache", 0.5, 1, 0, None)
    ],
    ("evidence-for-relation", (("subject", "aspirin"), ("object", "headache"))): [
        ("aspirin", "TREATS", "Headache", "contradicts", "certain", 0.95, DENIED, "PMID:4", None, "abstract"),
        ("aspirin", "TREATS", "Headache", "supports", "certain", 0.8, RELIEVED, "PMID:3", 2021, "abstract"),
        ("aspirin", "CAUSES", "Headache", "supports", "uncertain", 0.5, MAY_CAUSE, "PMID:4", None,
         "discussion"),
    ],
    ("evidence-for-relation", (("subject", "flu"), ("object", "common cold"), ("type", "CO_OCCURS_WITH"))): [
        ("Common cold", "CO_OCCURS_WITH", "Influenza", "supports", "certain", 0.9,
         "Colds and influenza differ.", "PMID:2", 2010, "abstract"),
    ],
    ("contradicted-relations", ()): [
        ("aspirin", "TREATS", "Headache", 1, 1, 0.8, DENIED)
    ],
    ("treats-and-causes", ()): [("aspirin", "Headache", 0.8, 1, 0.5, 1)],
    ("treats-and-causes", (("belief", 0.6),)): [],
    ("shared-symptoms", (("first", "flu"), ("second", "common cold"))): [
        ("Cough", COUGH, "Influenza", 0.85, "Common cold", 0.9)
    ],
    ("ungrounded-names", ()): [("foo-17", "Drug", 2, FOO)],
    ("hubs", (("limit", 3),)): [
        ("Headache", "Symptom", 3, 6, HEADACHE),
        ("Influenza", "Disease", 3, 5, FLU),
        ("aspirin", "Drug", 2, 8, ASPIRIN),
    ],
    ("recent-relations", (("since", 2011),)): [("aspirin", "TREATS", "Headache", 2021, 0.8, 1)],
    ("document-relations", (("document", "PMID:3"),)): [
        ("aspirin", "TREATS", "Headache", "supports", "certain", 0.8, "abstract", RELIEVED),
        ("lisinopril", "TREATS", "Hypertension", "supports", "certain", 0.6, "abstract",
         "Lisinopril helped."),
    ],
    ("co-occurring", (("entity", "grippe"),)): [("Common cold", "Disease", 4.2, 1, "Influenza", COLD)],
    ("co-occurring", (("entity", HYPERTENSION.lower()), ("significance", 0.0))): [
        ("Common cold", "Disease", 0.1, 1, "Hypertension", COLD)
    ],
}  # fmt: skip


@pytest.fixture(scope="module", params=STORES)
def clinic_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    workspace = publish_tables(tmp_path_factory.mktemp("clinic") / "ws", clinic())
    with opened(request, request.param) as store:
        load(store, workspace)
        yield store


def _ask(store: Store, name: str, **given: Any) -> Answer:
    query = named_query(name)
    return store.query(query.statement, query.bind(given), timeout=60)


@pytest.mark.parametrize(("name", "given"), EXPECTED, ids=str)
def test_gives_the_rows(clinic_store: Store, name: str, given: tuple[tuple[str, Any], ...]) -> None:
    assert _ask(clinic_store, name, **dict(given)).rows == EXPECTED[name, given]


def test_the_shortest_path_goes_through_what_has_evidence(clinic_store: Store) -> None:
    [(path, relations, beliefs, sources)] = _ask(
        clinic_store, "shortest-evidence-path", **{"from": "aspirin", "to": "cough"}
    ).rows
    assert [node["name"] for node in path.nodes] == ["aspirin", "Headache", "Influenza", "Cough"]
    assert relations == len(beliefs) == 3
    assert sources == ["extracted"] * 3
    assert as_text(path).endswith(
        "<-[:HAS_SYMPTOM 0.7]-(Disease Influenza)-[:HAS_SYMPTOM 0.85]->(Symptom Cough)"
    )
    assert not _ask(clinic_store, "shortest-evidence-path", **{"from": "aspirin", "to": "foo-17"}).rows


@pytest.mark.parametrize("name", query_names())
def test_the_header_tells_all(name: str) -> None:
    query = named_query(name)
    assert query.question.endswith(("?", "."))
    assert query.example.startswith(f"kgbuild query -w ws --name {name}")
    declared = {parameter.name for parameter in query.parameters}
    body = "\n".join(line for line in query.statement.splitlines() if not line.startswith("//"))
    assert set(re.findall(r"\$(\w+)", body)) == declared
    assert all(parameter.type in TYPES for parameter in query.parameters)
    assert all(f"-p {p.name}=" in query.example for p in query.parameters if p.required)


def test_parameters_are_checked() -> None:
    query = named_query("drugs-for-disease")
    assert query.bind({"disease": 22}) == {"disease": "22", "belief": 0}
    with pytest.raises(QueryError, match="needs -p disease"):
        query.bind({})
    with pytest.raises(QueryError, match="did you mean disease"):
        query.bind({"disaese": "x"})
    with pytest.raises(QueryError, match="belief must be a number"):
        query.bind({"disease": "x", "belief": "much"})
    with pytest.raises(QueryError, match="limit must be a whole number"):
        named_query("hubs").bind({"limit": True})


def test_an_unknown_name_names_the_nearest() -> None:
    with pytest.raises(UnknownQueryError, match="did you mean top-treatments"):
        named_query("top-treatment")
