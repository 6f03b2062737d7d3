"""The JSON Schema takes rows as the tables have them, and refuses others."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.store.clinic import clinic

jsonschema = pytest.importorskip("jsonschema")
FILE = Path(__file__).parents[2] / "schemas" / "graph.schema.json"


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json.loads(FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_a_graph_is_valid(validator: Any) -> None:
    assert [error.message for error in validator.iter_errors(clinic())] == []


@pytest.mark.parametrize(
    ("table", "column", "value", "problem"),
    [
        ("relations", "belief", 1.7, "1.7 is greater than the maximum of 1"),
        ("relations", "belief", None, "None is not of type 'number'"),
        ("relations", "id", "rel:1", "'rel:1' does not match"),
        ("relations", "n_support", -1, "-1 is less than the minimum of 0"),
        ("entities", "name", "", "'' should be non-empty"),
        ("entities", "id", "headache", "'headache' does not match"),
        ("evidence", "polarity", "maybe", "'maybe' is not one of"),
        ("documents", "colour", "red", "'colour' was unexpected"),
    ],
)
def test_a_bad_value_is_not(validator: Any, table: str, column: str, value: object, problem: str) -> None:
    rows = clinic()
    rows[table][0][column] = value
    assert [problem in error.message for error in validator.iter_errors(rows)] == [True]
