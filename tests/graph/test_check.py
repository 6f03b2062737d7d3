"""Tables that break a rule of the schema are told with row, id, column, value and rule: one test a rule."""

import math
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kgbuild.domain.ids import content_hash
from kgbuild.domain.relation import Predicate
from kgbuild.graph.check import SCHEMAS, Problem, check
from kgbuild.graph.rules import known_rules
from tests.store.graphs import Row, curated
from tests.store.ward import (
    AMLODIPINE,
    ASPIRIN,
    CAUSES,
    DIZZINESS,
    FEVER,
    FLU,
    HEADACHE,
    LISINOPRIL,
    SHOWS,
    annotated_ward,
)

Tables = dict[str, list[Row]]
ID = "0123456789" * 2
PREDICTED = {
    "id": content_hash("prediction"), "type": "PREDICTED_TREATS", "subject": ASPIRIN, "predicate": "TREATS",
    "object": FLU, "asked": "object", "probability": 0.5, "rank": 1, "model_run": "run", "build": "b",
    "known": False, "contradicted": 0, "harms": False, "hub_only": False,
}  # fmt: skip


def rows() -> Tables:
    """Return rows of every table, all in order."""
    tables = annotated_ward()
    document = tables["documents"][0]
    document["sections"] = [{"label": "title", "start": 0, "end": 5, "language": "en"}]
    mention = {
        "id": content_hash("mention"), "document_id": document["id"], "start": 0, "end": 3, "text": "Flu",
        "type": "Disease", "score": 0.9, "sentence": 0, "assertion": "present", "long_form": "",
        "entity_id": FLU, "entity_name": "Influenza", "entity_type": "Disease", "grounding_score": 1.0,
        "grounding_reason": "exact name",
    }  # fmt: skip
    withdrawn = {"document_id": "PMID:9", "version": 1, "revised": "", "reason": "deleted"}
    tables |= {"mentions": [mention], "withdrawn": [withdrawn], "quarantine": [{"reason": "broken-xml"}]}
    return tables | {"predictions": [PREDICTED.copy()]}


def files(folder: Path, tables: Tables) -> dict[str, Path]:
    for name, of_table in tables.items():
        pq.write_table(pa.Table.from_pylist(of_table, SCHEMAS[name]), folder / f"{name}.parquet")
    return {name: folder / f"{name}.parquet" for name in tables}


def test_tables_in_order(tmp_path: Path) -> None:
    assert check(files(tmp_path, rows())).total == 0


class Case(NamedTuple):
    """A value that the second row of a table, or the only one, must not have, and how it is told."""

    table: str
    column: str
    values: dict[str, object]
    told: str
    rule: str


def test_every_kind_of_rule_has_a_case() -> None:
    kinds = {" ".join(rule.rule.split()[:3]) for rule in known_rules().rules}
    assert kinds == {
        *(
            "must have a",
            "must be at",
            "must be a",
            "must match ^[^\\s:]+:\\S+$",
            "must be one",
            "must not be",
        ),
        *("must match ^[0-9a-f]{20}$", "must match ^PREDICTED_.+$", "must be the", "must go from"),
    }


CASES = [
    Case("entities", "name", {"name": None}, "null", "must have a value"),
    Case("entities", "name", {"name": ""}, "''", "must have a value"),
    Case("entities", "id", {"id": "no curie"}, "'no curie'", r"must match ^[^\s:]+:\S+$ (Curie)"),
    Case("entities", "type", {"type": "Virus"}, "'Virus'", "must be one of Disease, Symptom, Drug"),
    Case("entities", "n_mentions", {"n_mentions": -1}, "-1", "must be at least 0"),
    Case("entities", "grounded", {"grounded": None}, "null", "must have a value"),
    Case(
        "documents",
        "sections.end",
        {"sections": [{"start": 7, "end": 3}]},
        "3",
        "must not be less than start",
    ),
    Case(
        "documents", "content_hash", {"content_hash": "X"}, "'X'", "must match ^[0-9a-f]{20}$ (ContentHash)"
    ),
    Case("mentions", "end", {"start": 4}, "3", "must not be less than start"),
    Case("mentions", "assertion", {"assertion": "no"}, "'no'", "must be one of present, negated, uncertain"),
    Case("evidence", "score", {"score": 1.01}, "1.01", "must be at most 1"),
    Case("evidence", "polarity", {"polarity": "p" * 99}, f"'{'p' * 60}…'", "must be one of supports"),
    Case("evidence", "document_id", {"document_id": "P:4"}, "'P:4'", "must be the id of a row in documents"),
    Case(
        "evidence", "object_mention", {"object_mention": ID}, repr(ID), "must be the id of a row in mentions"
    ),
    Case("relations", "belief", {"belief": 1.7}, "1.7", "must be at most 1"),
    Case("relations", "belief", {"belief": -0.1}, "-0.1", "must be at least 0"),
    Case("relations", "belief", {"belief": None}, "null", "must have a value: what was read has a belief"),
    Case("relations", "significance", {"significance": math.inf}, "inf", "must be a finite number"),
    Case("relations", "last_year", {"last_year": 1999}, "1999", "must not be less than first_year"),
    Case("withdrawn", "reason", {"reason": "lost"}, "'lost'", "must be one of superseded, duplicate"),
    Case("quarantine", "reason", {"reason": None}, "null", "must have a value"),
    Case("predictions", "rank", {"rank": 0}, "0", "must be at least 1"),
    Case("predictions", "type", {"type": "TREATS"}, "'TREATS'", "must match ^PREDICTED_.+$"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.table}-{case.column}-{case.told[:9]}")
def test_a_broken_rule_is_told(tmp_path: Path, case: Case) -> None:
    tables = rows()
    number, row = list(enumerate(tables[case.table][:2], start=1))[-1]
    row.update(case.values)
    found = check(files(tmp_path, tables if case.table == "evidence" else {case.table: tables[case.table]}))
    assert found.total == 1
    (problem,) = found.problems
    assert problem.rule.startswith(case.rule)
    assert problem == Problem(case.table, number, row.get("id", ""), case.column, case.told, problem.rule)


def test_an_id_is_there_once(tmp_path: Path) -> None:
    tables = rows()
    tables["entities"].append(tables["entities"][0] | {"name": "again"})
    found = check(files(tmp_path, tables))
    id, last = tables["entities"][0]["id"], len(tables["entities"])
    rule = "must be the id of one row alone"
    assert found.problems == tuple(Problem("entities", row, id, "id", repr(id), rule) for row in (1, last))


def test_what_relations_may_join(tmp_path: Path) -> None:
    tables = rows()
    relation = next(row for row in tables["relations"] if row["type"] == SHOWS)
    tables["relations"] = [relation | {"subject": ASPIRIN}]
    tables["evidence"] = []
    (problem,) = check(files(tmp_path, tables)).problems
    assert problem.told("r.parquet") == (
        f"r.parquet: row 1 (id {relation['id']}): type is 'HAS_SYMPTOM from Drug to Symptom'; it must go "
        "from Disease to Symptom, or from Disease or Symptom to Disease or Symptom if imported"
    )


def test_what_was_imported_may_call_a_disease_a_symptom(tmp_path: Path) -> None:
    tables = rows()
    tables["relations"].append(curated(FEVER, SHOWS, DIZZINESS))
    assert check(files(tmp_path, tables)).total == 0
    tables["relations"].append(curated(FEVER, CAUSES, LISINOPRIL))
    assert [problem.column for problem in check(files(tmp_path, tables)).problems] == ["type"]


def test_a_relation_without_direction_has_the_lesser_id_first(tmp_path: Path) -> None:
    tables = rows()
    relation = next(row for row in tables["relations"] if row["type"] == Predicate.INTERACTS_WITH)
    assert (relation["subject"], relation["object"]) == (AMLODIPINE, LISINOPRIL)
    relation |= {"subject": LISINOPRIL, "object": AMLODIPINE}
    (problem,) = check(files(tmp_path, tables)).problems
    assert problem.rule == "must not be greater than object, as INTERACTS_WITH has no direction"


def test_ends_are_entities_and_evidence_is_of_its_relation(tmp_path: Path) -> None:
    tables = rows()
    tables["relations"][0]["object"] = "MESH:D404404"
    found = check(files(tmp_path, tables))
    about = [row for row in tables["evidence"] if row["relation_id"] == tables["relations"][0]["id"]]
    assert found.total == 1 + len(about)
    assert {(problem.table, problem.column) for problem in found.problems} == {
        ("relations", "object"),
        ("evidence", "relation_id"),
    }


def test_evidence_may_be_about_no_relation(tmp_path: Path) -> None:
    tables = rows()
    tables["relations"] = []
    assert check(files(tmp_path, tables)).total == 0


def test_types_of_columns(tmp_path: Path) -> None:
    paths = files(tmp_path, rows())
    table = pq.read_table(paths["relations"])
    index = table.schema.get_field_index("belief")
    pq.write_table(table.set_column(index, "belief", table["belief"].cast(pa.string())), paths["relations"])
    (problem,) = check(paths).problems
    assert problem.told("r.parquet") == "r.parquet: belief is of type string; it must be double"


def test_several_problems_are_told_up_to_a_limit(tmp_path: Path) -> None:
    tables = rows()
    for row in tables["relations"]:
        row |= {"belief": 2.0, "n_support": -1}
    found = check(files(tmp_path, tables), shown=4)
    assert found.total == 2 * len(tables["relations"])
    assert [(problem.column, problem.row) for problem in found.problems] == [
        *(("belief", 1), ("belief", 2), ("n_support", 1), ("n_support", 2)),
    ]


def test_many_rows_are_checked_join_by_join(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgbuild.graph.check.FEW", 0)
    tables: Any = rows()
    assert check(files(tmp_path, tables)).total == 0
    tables["evidence"][0]["subject"] = HEADACHE
    tables["evidence"][1]["document_id"] = "PMID:404"
    found = check(files(tmp_path, tables))
    assert [(problem.row, problem.column) for problem in found.problems] == [
        (2, "document_id"),
        (1, "relation_id"),
    ]
