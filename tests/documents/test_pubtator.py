"""Parsing PubTator with what is annotated in it."""

import pytest

from kgbuild.documents.pubtator import PubTatorRecord, parse_pubtator
from kgbuild.domain.span import Span

TEXT = ["7|t|Fever.", "7|a|Aspirin cures fever and fever."]


def parse(*rows: str) -> PubTatorRecord:
    (record,) = parse_pubtator([*TEXT, *rows, ""])
    return record


def test_offsets_count_in_title_line_break_and_abstract() -> None:
    record = parse("7\t0\t5\tFever\tDisease\tD005334", "7\t7\t14\tAspirin\tChemical\tD001241|MESH:C1")
    assert record.document.text == "Fever.\nAspirin cures fever and fever."
    assert [annotation.span for annotation in record.annotations] == [Span(0, 5), Span(7, 14)]
    assert record.annotations[1].ids == ("D001241", "MESH:C1")
    assert record.problems == ()


def test_a_wrong_offset_is_mended_by_the_nearest_place() -> None:
    record = parse("7\t33\t38\tfever\tDisease\tD005334")
    assert record.annotations[0].span == Span(31, 36)


def test_what_cannot_be_placed_is_a_problem() -> None:
    record = parse(
        "7\t3\t8\tcough\tDisease\tD003371", f"7\t{'9' * 5000}\t8\tfever\tDisease\tD005334", "7\tnonsense"
    )
    assert record.annotations == ()
    assert [problem.partition(":")[0] for problem in record.problems] == ["line 3", "line 4", "line 5"]


@pytest.mark.parametrize("mention", ["", " "])
def test_a_mention_of_nothing_is_a_problem(mention: str) -> None:
    record = parse(f"7\t2\t3\t{mention}\tDisease\tD003371")
    assert record.annotations == ()
    assert record.problems == (f"line 3: {mention!r} is not at 2-3 nor near it",)


def test_relations() -> None:
    (relation,) = parse("7\tCID\tD001241\tD005334\tNovel").relations
    assert (relation.type, relation.subject, relation.object, relation.rest) == (
        "CID", "D001241", "D005334", ("Novel",),
    )  # fmt: skip


def test_a_second_title_and_no_text_are_problems() -> None:
    assert "a second |t| line is ignored" in parse("7|t|Again").problems[0]
    (record,) = parse_pubtator(["7\tCID\tA\tB"])
    assert "neither a |t| nor an |a| line" in record.problems[0]
