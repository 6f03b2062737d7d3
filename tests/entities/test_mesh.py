"""MeSH's tables of descriptors and supplementary concepts."""

from pathlib import Path

import pytest

from kgbuild.entities.concept import Kind
from kgbuild.entities.sources.mesh import descriptors, load_headings, mesh_ids, supplementary
from kgbuild.errors import VocabularyFileError

DESCRIPTORS = """\
D1\tIbuprofen\tIbuprofen Acid|\tD02.241
D2\tHeadache\tHead Pain\tC10.597|C23.888.592
D3\tKidney Diseases\t\tC12.050
D4\tAbattoirs\tSlaughterhouse\tJ01.576
D5\tCytochromes\t\tD08.244|D12.776
D6\tDiabetes, Drug-Induced\t\tC18.452
"""
SUPPLEMENTARY = """\
C1\tibuproxam\t1-(2,3)-systematic name|IBX 200\tD1
C2\tNephritis of Foo\tfoo's kidney\tD3,D1
C3\tfoo oxidase, mouse\t\tD5
C4\t2,4,6-x\t\tD1
C5\tslaughter\t\tD4
C6\tan acid that is told of with more words than texts ever use\tshort acid\tD1
"""


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "descriptors.tsv", tmp_path / "supplementary.tsv"
    for path, text in zip(paths, (DESCRIPTORS, SUPPLEMENTARY), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_descriptors_of_diseases_symptoms_and_chemicals(tables: tuple[Path, Path]) -> None:
    found = {concept.id: concept for concept in descriptors(tables[0])}
    assert {id: concept.kind for id, concept in found.items()} == {
        "MESH:D1": Kind.DRUG,
        "MESH:D2": Kind.SYMPTOM,
        "MESH:D3": Kind.DISEASE,
        "MESH:D5": Kind.DRUG,
        "MESH:D6": Kind.DISEASE,
    }
    assert [name.text for name in found["MESH:D1"].names] == ["Ibuprofen", "Ibuprofen Acid"]


def test_supplementary_concepts_with_names_that_texts_use(tables: tuple[Path, Path]) -> None:
    main, other = tables
    found = {concept.id: concept for concept in supplementary(other, main)}
    assert {id: [name.text for name in concept.names] for id, concept in found.items()} == {
        "MESH:C1": ["ibuproxam", "IBX 200"],
        "MESH:C2": ["Nephritis of Foo", "foo's kidney"],
        "MESH:C6": ["short acid"],
    }
    assert found["MESH:C2"].kind is Kind.DISEASE


def test_headings_and_ids(tables: tuple[Path, Path]) -> None:
    assert load_headings(tables[0])["kidney diseases"] == "MESH:D3"
    assert {"MESH:D4", "MESH:C3"} <= mesh_ids(*tables)


def test_a_broken_table_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.tsv"
    path.write_text("D1\tIbuprofen\t\tD02\nD2\tHeadache\n", encoding="utf-8")
    with pytest.raises(VocabularyFileError, match=r"line 2: fewer than 4 columns"):
        list(descriptors(path))
