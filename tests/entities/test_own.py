"""Our own tables, read with headings given by hand."""

from pathlib import Path

import pytest

from kgbuild.entities.concept import Kind
from kgbuild.entities.sources.own import conditions, substances
from kgbuild.errors import VocabularyFileError

HEADINGS = {"death": "MESH:D1", "water": "MESH:D2"}


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "t.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_conditions_are_headings_with_a_kind(tmp_path: Path) -> None:
    path = table(tmp_path, "heading\tkind\tsynonyms\nDeath\tdisease\tdying|demise\n")
    (concept,) = conditions(HEADINGS, path)
    assert (concept.id, concept.kind, concept.name) == ("MESH:D1", Kind.DISEASE, "Death")
    assert [name.text for name in concept.names[1:]] == ["dying", "demise"]


@pytest.mark.parametrize(
    ("row", "problem"), [("Dearth\tdisease\t", "no MeSH heading"), ("Death\tdrug\t", "kind 'drug'")]
)
def test_broken_conditions(tmp_path: Path, row: str, problem: str) -> None:
    path = table(tmp_path, f"heading\tkind\tsynonyms\n{row}\n")
    with pytest.raises(VocabularyFileError, match=problem):
        list(conditions(HEADINGS, path))


def test_substances_are_headings(tmp_path: Path) -> None:
    (concept,) = substances(HEADINGS, table(tmp_path, "heading\tsynonyms\nWater\t\n"))
    assert (concept.id, concept.kind) == ("MESH:D2", Kind.DRUG)
