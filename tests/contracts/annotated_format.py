"""What every reader of an annotated format keeps to; one test class a format inherits it."""

import re
from pathlib import Path
from typing import ClassVar

import pytest

from kgbuild.domain.mention import EntityType
from kgbuild.errors import AnnotationError
from kgbuild.training.formats.findings import Findings
from kgbuild.training.formats.labels import type_labels
from kgbuild.training.formats.loading import OwnCorpus, load_corpora, read_path
from kgbuild.training.formats.marked import MarkedDocument
from kgbuild.training.formats.table import FORMATS, find_reader

LABELS = type_labels(["Finding=Symptom", "Chemical=Drug", "Gene=-"])
Files = dict[str, bytes]


class AnnotatedFormatContract:
    """A subclass gives the same two documents in its format.

    PMID:1 names fever (Finding) and aspirin (Chemical), PMID:2 naïve cells (Gene) and asthma (Disease). The
    format of relations says `Helps` of aspirin and fever.
    """

    format: ClassVar[str]
    files: ClassVar[Files]
    relations: ClassVar[bool] = True
    broken: ClassVar[tuple[tuple[str, bytes, bytes, str], ...]]
    """Ways to break it: a file, what to replace in it, and by what; the message with its line."""

    def load(self, tmp_path: Path, files: Files, *, format: str | None = None) -> OwnCorpus:
        """Load a folder of these files."""
        folder = tmp_path / "notes"
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        (corpus,) = load_corpora([folder], LABELS, format=format)
        return corpus

    def problems(self, tmp_path: Path, files: Files) -> tuple[str, ...]:
        """Return what is said to be wrong with the files."""
        with pytest.raises(AnnotationError) as caught:
            self.load(tmp_path, files)
        return caught.value.problems

    def test_reads_documents_and_mentions(self, tmp_path: Path) -> None:
        corpus = self.load(tmp_path, self.files)
        assert corpus.formats == (self.format,)
        assert corpus.labels == {"Finding": 1, "Chemical": 1, "Disease": 1}
        assert corpus.left_out == {"Gene": 1}
        found = {
            one.document.id: [(one.document.text[g.span.start : g.span.end], *g.types) for g in one.gold]
            for one in corpus.documents
        }
        assert found == {
            "PMID:1": [("fever", EntityType.SYMPTOM), ("Aspirin", EntityType.DRUG)],
            "PMID:2": [("asthma", EntityType.DISEASE)],
        }
        assert all("Naïve cells" in d.document.text for d in corpus.documents if d.document.id == "PMID:2")
        assert all(
            section.end <= len(d.document.text) for d in corpus.documents for section in d.document.sections
        )

    def test_the_format_can_be_named(self, tmp_path: Path) -> None:
        assert self.load(tmp_path, self.files, format=self.format) == self.load(tmp_path, self.files)
        assert isinstance(find_reader(self.format), FORMATS[self.format])

    def test_an_unknown_label_is_told_once_with_what_to_type(self, tmp_path: Path) -> None:
        files = {name: data.replace(b"Chemical", b"Poison") for name, data in self.files.items()}
        (problem,) = self.problems(tmp_path, files)
        assert re.search(r"notes/\S+, line \d+", problem)
        assert "unknown label 'Poison' (1 in all); known: Disease, Symptom, Drug, Finding" in problem
        assert "--label Poison=Drug" in problem

    def test_what_is_broken_is_told_with_file_and_line(self, tmp_path: Path) -> None:
        for name, old, new, message in self.broken:
            assert self.files[name].count(old) == 1, old
            files = {**self.files, name: self.files[name].replace(old, new)}
            problems = self.problems(tmp_path, files)
            assert len(problems) == 1, problems
            assert re.search(message, problems[0]), problems
            assert f"notes/{name}" in problems[0]

    def test_other_encodings_are_told(self, tmp_path: Path) -> None:
        files = {name: data.decode().encode("latin-1") for name, data in self.files.items()}
        assert any("UTF-8" in problem for problem in self.problems(tmp_path, files))

    def test_problems_of_all_files_are_told_at_once(self, tmp_path: Path) -> None:
        name, old, new, _ = self.broken[0]
        files = {**self.files, name: self.files[name].replace(old, new), "empty": b" \n"}
        problems = self.problems(tmp_path, files)
        assert len(problems) == 2
        assert "is empty; remove it" in "".join(problems)

    def test_relations_are_read_where_the_format_has_them(self, tmp_path: Path) -> None:
        self.load(tmp_path, self.files)
        marked, _ = read_path(tmp_path / "notes", Findings(), format=None)
        found = [
            (one.label, text_of(document, one.subject), text_of(document, one.object))
            for document in marked
            for one in document.relations
        ]
        assert found == ([("Helps", "Aspirin", "fever")] if self.relations else [])


def text_of(one: MarkedDocument, name: str) -> str:
    """Return what the marking of this name covers."""
    (marking,) = (marking for marking in one.markings if name in marking.names)
    ((start, end),) = marking.fragments
    return one.document.text[start:end]
