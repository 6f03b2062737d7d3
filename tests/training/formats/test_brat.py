"""brat: a text and its annotations in two files."""

from pathlib import Path
from typing import ClassVar

from kgbuild.training.formats.labels import type_labels
from kgbuild.training.formats.loading import load_corpora
from tests.contracts.annotated_format import AnnotatedFormatContract


class TestBrat(AnnotatedFormatContract):
    format = "brat"
    files: ClassVar = {
        "1.txt": b"No fever.\r\nAspirin helps.\r\n",
        "1.ann": b"T1\tFinding 3 8\tfever\nT2\tChemical 11 18\tAspirin\nR1\tHelps Arg1:T2 Arg2:T1\n#1\tX\n",
        "2.txt": "Naïve cells in asthma".encode(),
        "2.ann": "T1\tGene 0 11\tNaïve cells\nT2\tDisease 15 21\tasthma\n".encode(),
        "annotation.conf": b"[entities]\n",
    }
    broken = (
        (
            "1.ann",
            b"3 8",
            b"4 9",
            r"1\.ann, line 1: 'fever' is not at 4-9, where 'ever\.' stands; it is at 3-8",
        ),
        ("1.ann", b"11 18", b"11 99", "line 2: the offsets 11-99 lie beyond the text, which ends at 27"),
        ("1.ann", b"11 18", b"18 11", "line 2: the offsets 18-11 hold no character"),
        ("1.ann", b"11 18", b"11 x", "line 2: 'T2.*' should be like 'T1<tab>Label"),
    )

    def test_discontinuous_nested_and_repeated_mentions_are_counted(self, tmp_path: Path) -> None:
        rows = (
            b"T1\tDisease 0 4;15 23\tleft arm pain\n", b"T2\tDisease 15 23\tarm pain\n",
            b"T3\tDrug 24 28;29 32\tcold tea\n", b"T4\tDrug 24 32\tcold tea\n",
            b"T5\tFinding 24 32\tcold tea\n",
            b"T6\tDrug 32 36\t now\n",
        )  # fmt: skip
        files = {"1.txt": b"left and right arm pain cold\ntea now", "1.ann": b"".join(rows)}
        corpus = self.load(tmp_path, files)
        (document,) = corpus.documents
        assert [tuple(gold.span) for gold in document.gold] == [(0, 23), (24, 32), (33, 36)]
        assert document.gold[1].types == {"Drug", "Symptom"}
        assert [(note.count, note.what.partition(",")[0], note.place[-6:]) for note in corpus.notes] == [
            (1, "discontinuous mentions taken from their first to their last character", "line 1"),
            (1, "mentions marked twice", "line 4"),
            (1, "mentions of several types", "line 5"),
            (1, "mentions with white space at an end", "line 6"),
            (1, "nested or overlapping mentions left out", "line 2"),
        ]

    def test_a_missing_half_is_told(self, tmp_path: Path) -> None:
        files = {name: data for name, data in self.files.items() if name not in ("1.ann", "2.txt")}
        assert [problem.partition("notes/")[2] for problem in self.problems(tmp_path, files)] == [
            "1.txt: there is no .ann of this name; where nothing is marked it is an empty file",
            "2.ann: there is no .txt of this name, which would hold its text",
        ]

    def test_either_file_names_both(self, tmp_path: Path) -> None:
        self.load(tmp_path, self.files)
        for name in ("2.ann", "2.txt"):
            (corpus,) = load_corpora([tmp_path / "notes" / name], type_labels(["Gene=-"]))
            assert [one.document.id for one in corpus.documents] == ["PMID:2"]

    def test_nothing_may_be_marked(self, tmp_path: Path) -> None:
        corpus = self.load(tmp_path, {**self.files, "3.txt": b"All is well.", "3.ann": b""})
        assert corpus.documents[2].gold == ()
