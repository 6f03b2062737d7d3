"""Loading paths as corpora."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from kgbuild.domain.mention import EntityType
from kgbuild.errors import AnnotationError, InputNotFoundError, OptionError, UnknownFormatError
from kgbuild.training.formats.corpus_names import corpus_names
from kgbuild.training.formats.labels import type_labels
from kgbuild.training.formats.loading import load_corpora
from kgbuild.training.formats.pubtator import PubTatorReader


class MyReader(PubTatorReader):
    """A reader of somebody's own."""


def line(id: str, text: str = "A fever.", label: str = "Symptom", *, end: int = 7) -> str:
    return json.dumps({"id": id, "text": text, "entities": [{"start": 2, "end": end, "label": label}]}) + "\n"


def test_a_type_that_no_mention_has_was_not_looked_for(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line("1") + line("2", label="Finding"), "utf-8")
    labels = type_labels(["Finding=Disease,Symptom", "Chemical=Drug"])
    (corpus,) = load_corpora([tmp_path / "a.jsonl"], labels)
    assert (corpus.name, corpus.not_looked_for) == ("a", (EntityType.DRUG,))
    assert corpus.mentions == {"Disease or Symptom": 1, "Symptom": 1}


def test_of_documents_with_one_id_the_first_counts(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line("7") + line("PMID:7", "A cough.") + line("8"), "utf-8")
    (corpus,) = load_corpora([tmp_path / "a.jsonl"], type_labels())
    assert [one.document.text for one in corpus.documents] == ["A fever.", "A fever."]
    assert str(corpus.notes[0]).startswith("1 documents left out whose id an earlier one has")


def test_ten_problems_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("".join(line(str(n), end=99) for n in range(12)), "utf-8")
    (tmp_path / "b.jsonl").write_text("nonsense", "utf-8")
    with pytest.raises(AnnotationError) as caught:
        load_corpora([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], type_labels())
    lines = str(caught.value).splitlines()
    assert lines[0] == "13 problems in the annotated documents:"
    assert "a.jsonl, line 1, entity 1: the offsets 2-99 lie beyond the text, which ends at 8" in lines[1]
    assert len(lines) == 12
    assert lines[-1] == "  … and 3 more"


def test_archives_and_compressed_files_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("1.txt", "A fever.")
        archive.writestr("1.ann", "T1\tSymptom 2 7\tfever\n")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(line("2").encode()))
    corpora = load_corpora([tmp_path / "a.zip", tmp_path / "b.jsonl.gz"], type_labels())
    assert [(corpus.name, corpus.formats, len(corpus.documents)) for corpus in corpora] == [
        ("a", ("brat",), 1), ("b", ("jsonl",), 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.pdf", "%PDF-1.7", "is not in any known format (conll, brat,"),
        ("a.txt", "Just prose.", "is not in any known format"),
        ("a.json", '[{"text": "A fever."}]', "is not in any known format"),
        ("a.conll", "-DOCSTART- -X- O\n", "holds no document, read as conll"),
        ("a.jsonl", line("1", label="Gene"), "no mention in its 1 documents stands for any of Disease"),
        ("a.gz", "\x1f\x8bx", "a.gz: "),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_bytes(text.encode("latin-1"))
    with pytest.raises(AnnotationError) as caught:
        load_corpora([tmp_path], type_labels(["Gene=-"]))
    assert len(caught.value.problems) == 1
    assert message in caught.value.problems[0]


def test_an_empty_folder_and_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="holds no file to read"):
        load_corpora([tmp_path], type_labels())
    with pytest.raises(InputNotFoundError):
        load_corpora([tmp_path / "none"], type_labels())


def test_a_reader_of_ones_own_is_named_by_module_and_class(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1|t|A fever.\n1\t2\t7\tfever\tSymptom\t-\n", "utf-8")
    (corpus,) = load_corpora([tmp_path], type_labels(), format=f"{__name__}:MyReader")
    assert len(corpus.documents) == 1
    with pytest.raises(UnknownFormatError, match="known: conll, brat"):
        load_corpora([tmp_path], type_labels(), format="conl")


def test_names_differ_from_each_other_and_from_what_is_built_in(tmp_path: Path) -> None:
    (tmp_path / "bc5cdr").mkdir()
    paths = [tmp_path / "bc5cdr", tmp_path / "a.txt", tmp_path / "a.json", tmp_path / "b.json.gz"]
    for path in paths[1:]:
        path.write_text("", "utf-8")
    assert corpus_names(paths) == [f"{tmp_path.name}/bc5cdr", "a.txt", "a.json", "b"]
    with pytest.raises(OptionError, match="given more than once"):
        corpus_names([tmp_path, tmp_path / "bc5cdr" / ".."])
