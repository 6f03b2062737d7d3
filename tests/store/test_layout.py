"""What goes into the store is what the design of the graph says, and only under names we know."""

from kgbuild.domain.mention import EntityType
from kgbuild.domain.prediction import PREDICTABLE
from kgbuild.domain.relation import Predicate
from kgbuild.graph.predictions import TABLE
from kgbuild.graph.tables import GRAPH_TABLES, PREDICTIONS
from kgbuild.store.layout import SEARCH_NAMES, parts

PARTS = {part.name: part for part in parts()}


def test_there_is_a_part_for_every_label_and_type() -> None:
    nodes = {f"{label} nodes" for label in (*EntityType, "Document", "Evidence")}
    predicted = {f"PREDICTED_{type} relationships" for type in PREDICTABLE}
    assert PARTS.keys() == nodes | {f"{type} relationships" for type in Predicate} | predicted


def test_properties_are_columns_of_the_tables() -> None:
    for part in PARTS.values():
        assert part.schema is (GRAPH_TABLES | {TABLE: PREDICTIONS})[part.table]
        assert set(part.columns) - {SEARCH_NAMES} <= set(part.schema.names)


def test_every_column_of_relations_is_loaded() -> None:
    # `type` is the relationship's type itself.
    assert set(PARTS["TREATS relationships"].columns) == set(GRAPH_TABLES["relations"].names) - {"type"}
    predicted = set(PARTS["PREDICTED_TREATS relationships"].columns)
    assert predicted == set(PREDICTIONS.names) - {"type", "predicate"}


def test_values_are_parameters_only() -> None:
    for part in PARTS.values():
        for statement in (part.create, part.update, *part.remove):
            assert statement.startswith("UNWIND $rows AS r ")
            assert "'" not in statement
            assert '"' not in statement
