"""PubTator with annotations."""

from typing import ClassVar

from tests.contracts.annotated_format import AnnotatedFormatContract

FILE = """\
1|t|No fever.
1|a|Aspirin helps.
1\t3\t8\tfever\tFinding\tD005334
1\t10\t17\tAspirin\tChemical\tD001241
1\tHelps\tD001241\tD005334\tNovel

2|t|Naïve cells in asthma
2\t0\t11\tNaïve cells\tGene\t-
2\t15\t21\tasthma\tDisease\tD001249
"""


class TestPubTator(AnnotatedFormatContract):
    format = "pubtator"
    files: ClassVar = {"a.txt": FILE.encode()}
    broken = (
        ("a.txt", b"15\t21", b"14\t20", "line 9: 'asthma' is not at 14-20, where ' asthm' .* at 15-21"),
        ("a.txt", b"21\tasthma", b"21\tcough", "line 9: 'cough' is not at 15-21 nor near it"),
        ("a.txt", b"15\t21", b"x\t21", "line 9: the offsets 'x-21' are no whole numbers"),
        ("a.txt", b"15\t21", b"-1\t21", "line 9: the offsets '-1-21' are no whole numbers"),
        ("a.txt", b"15\t21", b"1.5\t21", "line 9: neither an annotation"),
        ("a.txt", b"\tDisease\tD001249", b"", "line 9: neither an annotation"),
        ("a.txt", b"1\tHelps", b"1|a|Again.\n1\tHelps", r"line 1: a second \|a\| line is ignored"),
    )
