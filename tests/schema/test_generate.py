"""What is generated from the schema is committed, and is what the schema makes."""

import json
from pathlib import Path

import pytest

from kgbuild.schema.generate import ARTEFACTS, SOURCE, generate, generated, stale

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return generated(ROOT / SOURCE)


def test_what_is_committed_is_not_stale() -> None:
    files = stale(ROOT)
    assert not files, f"{', '.join(files)}: not what {SOURCE} makes; run `make schema` and commit the result"


def test_a_changed_file_and_a_changed_schema_are_told(tmp_path: Path) -> None:
    for name in (SOURCE, *ARTEFACTS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    assert stale(tmp_path) == []

    constraints = tmp_path / "kgbuild/store/constraints.cypher"
    constraints.write_text(constraints.read_text(encoding="utf-8") + "// by hand\n", encoding="utf-8")
    (tmp_path / "kgbuild/graph/rules.json").unlink()
    assert stale(tmp_path) == ["kgbuild/graph/rules.json", "kgbuild/store/constraints.cypher"]
    generate(tmp_path)
    assert stale(tmp_path) == []

    source = tmp_path / SOURCE
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("maximum_value: 1", "maximum_value: 2"), encoding="utf-8")
    assert stale(tmp_path) == ["kgbuild/graph/rules.json", "schemas/graph.schema.json", "schemas/README.md"]


def test_statements_are_of_the_schema(texts: dict[str, str]) -> None:
    text = texts["kgbuild/store/constraints.cypher"]
    statements = [line for line in text.splitlines() if not line.startswith("//")]
    assert "CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;" in statements
    assert "CREATE INDEX drug_name IF NOT EXISTS FOR (n:Drug) ON (n.name);" in statements
    assert (
        "CREATE FULLTEXT INDEX entity_names IF NOT EXISTS FOR (n:Entity) ON EACH [n.name, n.synonyms];"
        in statements
    )
    assert len(statements) == 3 + 6 + 1 + 1


def test_the_page_tells_types_rules_and_biolink_names(texts: dict[str, str]) -> None:
    text = texts["schemas/README.md"]
    assert "| `belief` | Probability | required where `source` is `extracted` |" in text
    assert "| `TREATS` | `biolink:treats`" in text
    assert "Drug → Disease or Symptom" in text
    assert "evidence }o--|| documents : document_id" in text


def test_every_rule_is_in_json(texts: dict[str, str]) -> None:
    content = json.loads(texts["kgbuild/graph/rules.json"])
    assert content["references"]["relations"] == {"subject": "entities", "object": "entities"}
    assert ("relations", "belief", "must be at most 1") in {
        (rule["table"], rule["column"], rule["rule"]) for rule in content["rules"]
    }
