"""Values of the graph are shown whole to programs and legibly to people."""

import json
from typing import Any

import pytest
from neo4j.time import DateTime, Duration

from kgbuild.store.bolt import Store
from kgbuild.store.parameters import parameter_value, read_parameters
from kgbuild.store.sizes import size_in_bytes
from kgbuild.store.values import as_json, as_text


@pytest.fixture
def row(store: Store) -> tuple[Any, ...]:
    store.write(
        "CREATE (:Entity:Drug {id: 'R:1', name: 'aspirin'})"
        "-[:TREATS {belief: 0.75}]->(:Entity:Symptom {id: 'S:1'}) RETURN 1"
    )
    return store.query("MATCH p = (s:Symptom)<-[r:TREATS]-(d:Drug) RETURN d, r, p, s, [d], {x: 1}").rows[0]


def test_the_graph_in_text(row: tuple[Any, ...]) -> None:
    assert [as_text(value) for value in row] == [
        "(Drug aspirin)",
        "[:TREATS 0.75]",
        "(Symptom S:1)<-[:TREATS 0.75]-(Drug aspirin)",
        "(Symptom S:1)",
        "[(Drug aspirin)]",
        "{x: 1}",
    ]


def test_the_graph_in_json(row: tuple[Any, ...]) -> None:
    drug = {"labels": ["Drug", "Entity"], "properties": {"id": "R:1", "name": "aspirin"}}
    symptom = {"labels": ["Entity", "Symptom"], "properties": {"id": "S:1"}}
    treats = {"type": "TREATS", "start": "R:1", "end": "S:1", "properties": {"belief": 0.75}}
    path = {"nodes": [symptom, drug], "relationships": [treats]}
    assert json.loads(json.dumps(as_json(row))) == [drug, treats, path, symptom, [drug], {"x": 1}]


def test_vectors_of_nodes_are_left_out_unless_asked_for(store: Store) -> None:
    store.write("CREATE (:Drug {id: 'R:1', embedding: [0.5, 0.25]}) RETURN 1")
    found = store.query("MATCH (d:Drug) RETURN d, {d: d}, [d], properties(d).embedding").rows[0]
    whole = {"id": "R:1", "embedding": [0.5, 0.25]}
    node = {"labels": ["Drug"], "properties": {"id": "R:1"}}
    assert as_json(found) == [node, {"d": node}, [node], whole["embedding"]]
    asked = {"labels": ["Drug"], "properties": whole}
    assert as_json(found, vectors=True) == [asked, {"d": asked}, [asked], whole["embedding"]]


def test_sizes() -> None:
    assert [size_in_bytes(value) for value in (None, True, 1, 0.5, "flü", b"ab", [], {})] == [
        *(8, 8, 8, 8, 4, 2, 8, 8)
    ]
    assert size_in_bytes({"id": [1, 2], "name": "flu"}) == 8 + (2 + 8 + 2 * 16) + (4 + 3)


def test_other_values() -> None:
    values = [None, True, 1, 0.1, float("inf"), "a\nb", b"\x01", DateTime(2020, 1, 2, 3), Duration(days=1)]
    assert as_json(values) == [
        None,
        True,
        1,
        0.1,
        "inf",
        "a\nb",
        "01",
        "2020-01-02T03:00:00.000000000",
        "P1D",
    ]
    assert [as_text(value) for value in values[:6]] == ["", "true", "1", "0.1", "inf", "a b"]
    assert as_text(1 / 3) == "0.3333"
    assert as_text(1 / 3, digits=None) == str(1 / 3)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-", "007", "1.", "True", "[1", "22q11", "", " x"])
def test_what_is_not_json_is_text(text: str) -> None:
    assert parameter_value(text) == text


@pytest.mark.parametrize("pair", ["name", "=x", "  =x"])
def test_a_parameter_needs_name_and_value(pair: str) -> None:
    with pytest.raises(Exception, match="name=value"):
        read_parameters([pair])


def test_a_value_may_hold_equals_signs() -> None:
    assert read_parameters(["$a=b=c", "d="]) == {"a": "b=c", "d": ""}
