"""The schema says what the code's own enumerations and records say."""

from dataclasses import fields
from itertools import product
from pathlib import Path

import pytest

from kgbuild.domain.document import WithdrawalKind
from kgbuild.domain.evidence import Certainty, Polarity
from kgbuild.domain.mention import Assertion, EntityType
from kgbuild.domain.prediction import Asked, Prediction
from kgbuild.domain.relation import BIOLINK, IMPORTED_SIGNATURES, SIGNATURES, SYMMETRIC, Predicate
from kgbuild.graph.export.biolink import CATEGORY
from kgbuild.schema.linkml import read_schema
from kgbuild.schema.model import Schema
from kgbuild.store.digest import stored_columns
from kgbuild.store.embeddings import EMBEDDED
from kgbuild.store.layout import SEARCH_NAMES, parts
from kgbuild.store.vector_index import EMBEDDING, VECTOR_INDEX


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema(Path(__file__).parents[2] / "schemas" / "graph.yaml")


def test_enumerations(schema: Schema) -> None:
    ours = {
        "EntityType": EntityType,
        "RelationType": Predicate,
        "Assertion": Assertion,
        "Polarity": Polarity,
        "Certainty": Certainty,
        "WithdrawalKind": WithdrawalKind,
        "Asked": Asked,
    }
    written = {each.name: [value.name for value in each.values] for each in schema.enumerations}
    assert {name: list(values) for name, values in ours.items()} == {name: written[name] for name in ours}


def test_biolink_names(schema: Schema) -> None:
    meanings = {value.name: value.meaning for each in schema.enumerations for value in each.values}
    assert {predicate: meanings[predicate] for predicate in Predicate} == BIOLINK
    assert {type: meanings[type] for type in EntityType} == CATEGORY


def test_what_relations_may_join(schema: Schema) -> None:
    relations = {rows.type: rows for rows in schema.subclasses("Relation")}
    assert set(relations) == set(Predicate)
    assert {type for type, rows in relations.items() if rows.symmetric} == SYMMETRIC
    for imported, signatures in ((False, SIGNATURES), (True, IMPORTED_SIGNATURES)):
        for predicate, pairs in signatures.items():
            joined = {
                (EntityType(subject), EntityType(object))
                for signature in relations[predicate].signatures
                if imported or not signature.imported
                for subject, object in product(signature.subjects, signature.objects)
            }
            assert joined == pairs or (not joined and pairs == set(product(EntityType, EntityType)))


def test_what_a_store_keeps(schema: Schema) -> None:
    kept: dict[str, set[str]] = {}
    for part in parts():
        kept.setdefault(part.table, set()).update(stored_columns(part))
    for table, columns in kept.items():
        assert columns == {each.name for each in schema.tables[table].columns if not each.tables_only}


def test_what_only_a_store_has(schema: Schema) -> None:
    entity = schema.classes["Entity"]
    assert {each.name for each in entity.store_only} == {SEARCH_NAMES, EMBEDDED, EMBEDDING}
    assert {each.name: each.vector_index for each in entity.store_only if each.vector_index} == {
        EMBEDDING: VECTOR_INDEX
    }


def test_a_prediction_has_the_columns_of_its_table(schema: Schema) -> None:
    columns = {column.name for column in schema.classes["Prediction"].columns}
    assert columns == {each.name for each in fields(Prediction)} | {"id", "type"}
