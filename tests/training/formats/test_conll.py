"""CoNLL columns."""

from pathlib import Path
from typing import ClassVar

import pytest

from kgbuild.training.formats.conll import ConllReader
from kgbuild.training.formats.findings import Findings
from kgbuild.training.formats.marked import AnnotatedFile, MarkedDocument
from tests.contracts.annotated_format import AnnotatedFormatContract

FILE = """\
-DOCSTART- 1 O

No DT O
fever NN S-Finding
. . O

Aspirin NN B-Chemical
helps VB O

-DOCSTART-\t(2)\tO
# text = Naïve cells in asthma
Naïve\tJJ\tB-Gene
cells\tNN\tE-Gene
in\tIN\tO
asthma\tNN\tI-Disease
"""


class TestConll(AnnotatedFormatContract):
    format = "conll"
    relations = False
    files: ClassVar = {"a.conll": FILE.encode()}
    broken = (
        ("a.conll", b"VB O", b"VB Other", "line 8: 'Other' in the last column is no tag"),
        ("a.conll", b"B-Chemical", b"B-", "line 7: 'B-' in the last column is no tag"),
        ("a.conll", b"helps VB O", b"helps", "line 8: 'helps' stands alone"),
        ("a.conll", b"in\tIN", b"\tIN", "line 14: the token is missing"),
    )

    def test_i_without_b_begins_a_mention_and_is_counted(self, tmp_path: Path) -> None:
        (note,) = self.load(tmp_path, self.files).notes
        assert str(note).startswith("1 I-, E- or L- without a B- before them taken as the begin of a mention")
        assert str(note).endswith("a.conll, line 15)")


def read(text: str) -> tuple[list[MarkedDocument], Findings]:
    findings = Findings()
    return list(ConllReader().read(AnnotatedFile("a", text.encode()), findings)), findings


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("B-X I-X O", ["X a b"]),
        ("I-X I-X O", ["X a b"]),
        ("B-X B-X I-X", ["X a", "X b c"]),
        ("B-X I-Y I-Y", ["X a", "Y b c"]),
        ("B-X I-X E-X", ["X a b c"]),
        ("S-X S-X O", ["X a", "X b"]),
        ("B-X E-X I-X", ["X a b", "X c"]),
        ("O U-X L-X", ["X b", "X c"]),
        ("B-X O I-X", ["X a", "X c"]),
    ],
)
def test_tags_of_all_kinds(tags: str, found: list[str]) -> None:
    (document,), _ = read("".join(f"{token} {tag}\n" for token, tag in zip("abc", tags.split(), strict=True)))
    text = document.document.text
    assert [
        f"{m.label} {text[m.fragments[0].start : m.fragments[0].end]}" for m in document.markings
    ] == found


def test_a_mention_does_not_cross_sentences() -> None:
    (document,), findings = read("-DOCSTART- x\na B-X\n\nb I-X\n")
    assert [m.fragments[0] for m in document.markings] == [(0, 1), (2, 3)]
    assert len(findings.notes) == 1


def test_sentences_are_documents_where_none_begins() -> None:
    documents, findings = read("a O\nb O\n\nc O\n")
    assert [one.document.text for one in documents] == ["a b", "c"]
    assert len({one.document.id for one in documents}) == 2
    assert "2 sentences taken as documents of their own" in str(findings.notes[0])


def test_documents_without_id_are_called_by_their_text() -> None:
    (one, other), _ = read("-DOCSTART- -X- O\n\na O\n\n-DOCSTART- -X- O\n\nb O\n")
    assert one.document.id.startswith("text:")
    assert one.document.id != other.document.id


def test_a_hash_may_be_a_token() -> None:
    (document,), _ = read("# O\n# id = 3\na B-X\n")
    assert document.document.text == "# a"
