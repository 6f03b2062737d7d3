"""Labels: outside, and begin and inside of each type."""

from kgbuild.domain.mention import EntityType
from kgbuild.mentions.labels import LABELS, OUTSIDE, begin, inside


def test_labels_are_outside_then_begin_and_inside_of_each_type() -> None:
    assert LABELS == ("O", "B-Disease", "I-Disease", "B-Symptom", "I-Symptom", "B-Drug", "I-Drug")
    assert LABELS[OUTSIDE] == "O"


def test_begin_and_inside_name_their_type() -> None:
    for type in EntityType:
        assert LABELS[begin(type)] == f"B-{type}"
        assert LABELS[inside(type)] == f"I-{type}"
