"""brat stand-off annotation."""

from kgbuild.domain.span import Span
from kgbuild.training.brat import BratSpan, parse_brat


def test_reads_text_bound_annotations_alone() -> None:
    lines = [
        "T1\tSign_symptom 8 18\tchest pain\r\n",
        "E1\tSign_symptom:T1",
        "R1\tCAUSE Arg1:T1 Arg2:T2",
        "#1\tnote",
        "",
    ]
    assert list(parse_brat(lines)) == [BratSpan("T1", "Sign_symptom", (Span(8, 18),), "chest pain", 1)]


def test_reads_discontinuous_annotations() -> None:
    (found,) = parse_brat(["T7\tDisease_disorder 3 8;12 20;30 31\tleft lung cancer x"])
    assert found.fragments == (Span(3, 8), Span(12, 20), Span(30, 31))
