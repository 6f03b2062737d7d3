"""The schema is LinkML, in the words of the Biolink model, and nothing in it is without effect."""

import importlib.util
import json
import re
from pathlib import Path

import pytest
import yaml

from kgbuild.errors import SchemaError
from kgbuild.schema.linkml import read_schema

SOURCE = Path(__file__).parents[2] / "schemas" / "graph.yaml"


def _installed(package: str) -> Path:
    """Return the folder of a package that need not be importable; skips where it is not installed."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        pytest.skip(f"{package} is not installed")
    return Path(spec.submodule_search_locations[0])


def test_it_is_valid_linkml() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    file = _installed("linkml_runtime") / "linkml_model" / "jsonschema" / "meta.schema.json"
    metamodel = jsonschema.Draft201909Validator(json.loads(file.read_text(encoding="utf-8")))
    content = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    assert [error.message for error in metamodel.iter_errors(content)] == []

    content["classes"]["Relation"]["attributes"]["belief"]["maximum"] = 1
    assert len(list(metamodel.iter_errors(content))) == 1


def test_its_biolink_names_are_of_the_biolink_model() -> None:
    file = _installed("biolink_model") / "schema" / "biolink_model.yaml"
    model = yaml.load(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    slots = {name.replace(" ", "_") for name in model["slots"]}
    classes = {"".join(word[0].upper() + word[1:] for word in name.split()) for name in model["classes"]}
    used = set(re.findall(r" biolink:(\w+)$", SOURCE.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(used) > 30
    assert used - slots - classes - set(model["enums"]) == set()

    enumerations = {
        each.name: [value.name for value in each.values] for each in read_schema(SOURCE).enumerations
    }
    for ours, theirs in (("KnowledgeLevel", "KnowledgeLevelEnum"), ("AgentType", "AgentTypeEnum")):
        assert enumerations[ours] == list(model["enums"][theirs]["permissible_values"])


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("        range: Year\n", "        range: Jahr\n", "the range Jahr of year is nowhere defined"),
        ("    minimum_value: 0\n", "    minimum: 0\n", "Probability: minimum has no effect here"),
        ("retracted:\n        description", "retracted:\n        note", "WithdrawalKind.retracted: note has"),
        ("          - tables_only", "          - tables", "in_subset of aliases: tables has no effect"),
        ("        equals_string: TREATS", "        pattern: TREATS", "slot_usage of Treats can only say"),
        ("extracted\n          subject", "x\n          subject", "Causes: a condition on source"),
        ("subject:\n            range: Drug", "model:\n            range: Drug", "KeyError('subject')"),
        ("    typeof: double", "    typeof: decimal", "cannot be understood: KeyError"),
        ("classes:\n", "classes\n", "could not find expected ':'"),
    ],
)  # fmt: skip
def test_what_it_cannot_say_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "graph.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SchemaError, match=re.escape(problem)):
        read_schema(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="No such file"):
        read_schema(tmp_path / "graph.yaml")
