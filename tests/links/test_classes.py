"""Classes that ontologies put entities in: of which files, and of which of their terms."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from kgbuild.errors import VocabularyFileError
from kgbuild.links.classes import read_classes
from kgbuild.links.triples import Vocabulary

OBO = """format-version: 1.2

[Term]
id: DOID:1
name: disease

[Term]
id: DOID:2
name: heart disease
is_a: DOID:1 ! disease

[Term]
id: DOID:3
name: myocardial infarction
xref: MSH:D009203
is_a: DOID:2 ! heart disease

[Term]
id: DOID:4
name: heart failure
is_a: DOID:2

[Term]
id: DOID:5
name: asthma
is_a: DOID:1
"""
TREE = "mesh_id\tmesh_name\tmesh_tree_number\n"
CHEST_PAIN = f"{TREE}D002637\tChest Pain\tC23.888.592\nD009325\tNausea\tC23.888.821\nD003920\tGout\tC05.550\n"


def shared(vocabulary: Vocabulary, *paths: Path) -> dict[frozenset[str], int]:
    """Return how many classes each two entities have in common, by name, where they have some."""
    pairs = read_classes(paths, vocabulary)
    of = [set(pairs[pairs[:, 0] == entity, 1].tolist()) for entity in range(len(vocabulary.names))]
    names = vocabulary.names
    counts = {frozenset((names[a], names[b])): len(of[a] & of[b]) for a in range(len(of)) for b in range(a)}
    return {pair: count for pair, count in counts.items() if count}


def called(**entities: str) -> Vocabulary:
    names = tuple(entities)
    return Vocabulary(tuple(entities.values()), ("TREATS",), tuple(name.replace("_", " ") for name in names))


def test_entities_share_all_that_their_terms_are_below(tmp_path: Path) -> None:
    path = tmp_path / "doid.obo"
    path.write_text(OBO, "utf-8")
    found = shared(called(infarction="Disease::DOID:3", failure="DOID:4", asthma="DOID:5", cold="X:1"), path)
    assert found == {
        frozenset(("infarction", "failure")): 2,
        frozenset(("infarction", "asthma")): 1,
        frozenset(("failure", "asthma")): 1,
    }


def test_an_id_is_a_cross_reference_as_well_and_a_name_counts_too(tmp_path: Path) -> None:
    path = tmp_path / "doid.obo.gz"
    path.write_bytes(gzip.compress(OBO.encode()))
    found = shared(called(Infarct="MESH:D009203", Heart_Failures="OMIM:1"), path)
    assert found == {frozenset(("Infarct", "Heart Failures")): 1}


def test_classes_of_the_same_entities_are_one(tmp_path: Path) -> None:
    path = tmp_path / "doid.obo"
    path.write_text(OBO.replace("id: DOID:2\n", "id: DOID:2\nxref: MSH:D006331\n"), "utf-8")
    found = shared(called(infarction="DOID:3", failure="DOID:4", asthma="DOID:5"), path)
    # Heart disease, whatever its ids, and disease.
    assert found[frozenset(("infarction", "failure"))] == 2


@pytest.mark.parametrize("name", ["Neoplasms of Lung", "lung neoplasm", "Lung Neoplasms", "LN2"])
def test_names_are_read_as_one_says_them_but_for_symbols(tmp_path: Path, name: str) -> None:
    path = tmp_path / "trees.tsv"
    places = "D008175\tLung Neoplasms\tC04.588\nD1\tLN2\tC04.600\nD2\tNeoplasms\tC04\nD3\tlung\tA04\n"
    path.write_text(TREE + places, "utf-8")
    found = shared(Vocabulary(("X:1", "D2", "D3", "X:2"), ("TREATS",), (name, "b", "c", "ln2")), path)
    assert found == {frozenset((name, "b")): 1}


def test_an_entity_is_what_its_cross_references_are_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "doid.obo").write_text(OBO, "utf-8")
    heart = "D009203\tMyocardial Infarction\tC14.280.647.500\nD006331\tHeart Diseases\tC14.280\n"
    vessels = "D002318\tCardiovascular Diseases\tC14\n"
    (tmp_path / "mesh.tsv").write_text(TREE + heart + vessels, "utf-8")
    found = shared(called(infarct="DOID:3", hearts="MESH:D006331", vessels="D002318"), tmp_path)
    # Places in the tree, and nothing of DOID's, which says nothing of the others.
    assert found == {
        frozenset(("infarct", "hearts")): 2,
        frozenset(("infarct", "vessels")): 1,
        frozenset(("hearts", "vessels")): 1,
    }


def test_an_entity_is_also_what_is_called_like_it(tmp_path: Path) -> None:
    path = tmp_path / "doid.obo"
    path.write_text(OBO, "utf-8")
    # By its id it is asthma, by its name heart failure.
    found = shared(called(heart_failure="DOID:5", failure="DOID:3", asthma="DOID:5"), path)
    assert found[frozenset(("heart failure", "failure"))] == 2


@pytest.mark.parametrize("id", ["Symptom::D002637", "MESH:D002637", "D002637", "other:1"])
def test_places_in_the_trees_of_mesh_are_classes(tmp_path: Path, id: str) -> None:
    path = tmp_path / "trees.tsv"
    path.write_text(CHEST_PAIN, "utf-8")
    found = shared(called(chest_pain=id, nausea="MESH:D009325", gout="MESH:D003920"), path)
    assert found == {frozenset(("chest pain", "nausea")): 1}


def test_a_table_of_ones_own_may_say_more_of_an_ontologys_terms(tmp_path: Path) -> None:
    (tmp_path / "a.obo").write_text(OBO, "utf-8")
    (tmp_path / "b.tsv").write_text(
        "id\tclass\tnote\nY:1\tDOID:2\tmine\nDOID:5\tbreath\nZ:1\tbreath\n", "utf-8"
    )
    (tmp_path / "c.tsv").write_text("name\tcolour\nx\tred\n", "utf-8")
    found = shared(called(mine="Y:1", failure="DOID:4", asthma="DOID:5", other="Z:1"), tmp_path)
    assert found == {
        frozenset(("mine", "failure")): 2,
        frozenset(("mine", "asthma")): 1,
        frozenset(("failure", "asthma")): 1,
        frozenset(("asthma", "other")): 1,
    }


@pytest.mark.parametrize(
    ("stated", "asked"),
    [("Kind::X:1", "Kind::X:1"), ("D000001", "MESH:D000001"), ("MESH:D000001", "Drug::D000001")],
)
def test_ids_of_a_table_are_read_as_those_of_a_graph(tmp_path: Path, stated: str, asked: str) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(f"id\tclass\n{stated}\tx\nb\tx\n", "utf-8")
    assert shared(called(one=asked, two="b"), path) == {frozenset(("one", "two")): 1}


def test_a_class_of_a_table_may_be_an_entity(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text("id\tclass\nX:2\tX:1\n", "utf-8")
    assert shared(called(upper="X:1", lower="X:2"), path) == {frozenset(("upper", "lower")): 1}


def test_what_else_is_in_a_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.OBO").write_text(OBO, "utf-8")
    (tmp_path / "other.tsv").write_bytes("id\tcl\xe4ss\n".encode("latin-1"))
    (tmp_path / "packed.tsv.gz").write_text("not packed", "utf-8")
    (tmp_path / "folder.obo").mkdir()
    (tmp_path / "gone.obo").symlink_to(tmp_path / "nowhere")
    found = shared(called(failure="DOID:4", asthma="DOID:5"), tmp_path)
    assert found == {frozenset(("failure", "asthma")): 1}


def test_a_table_may_begin_with_remarks(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text("# mine\n\nid\tclass\na\tx\nb\tx\n", "utf-8")
    assert shared(called(one="a", two="b"), tmp_path) == {frozenset(("one", "two")): 1}


def test_names_without_a_word_are_not_all_one(tmp_path: Path) -> None:
    path = tmp_path / "x.obo"
    path.write_text("[Term]\nid: X:1\nname: +\nis_a: X:2\n", "utf-8")
    odd = Vocabulary(("a", "b", "X:1", "c"), ("TREATS",), ("?", "*", "plus", "+"))
    assert shared(odd, path) == {frozenset(("plus", "+")): 1}


def test_classes_that_are_said_to_be_each_others_end(tmp_path: Path) -> None:
    path = tmp_path / "circle.tsv"
    path.write_text("id\tclass\na\tb\nb\ta\nc\tb\n", "utf-8")
    assert shared(called(one="a", two="c"), path) == {frozenset(("one", "two")): 1}


def test_a_class_of_one_entity_alone_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "doid.obo"
    path.write_text(OBO, "utf-8")
    pairs = read_classes([path], called(infarction="DOID:3", asthma="DOID:5"))
    assert np.bincount(pairs[:, 1]).max() == 2
    assert len(pairs) == 2


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("x.tsv", "name\tcolour\nx\tred\n", "neither an .obo file nor a table"),
        ("x.owl", "<rdf/>", "neither an .obo file nor a table"),
        ("x.tsv", "", "neither an .obo file nor a table"),
        ("x.tsv", "id\tclass\nX:1\n", "line 2: ends before the column class"),
        ("x.tsv", "id\tclass\nX:1\tX:2\n", "no two entities"),
        ("x.tsv", "id\tclass\nX:1\t\tnote\n", "line 2: 3 cells"),
        ("x.tsv", "id\tclass\tnote\nX:1\t\tmine\n", "line 2: the column `class` is empty"),
        ("x.obo.gz", "not packed", "cannot be read"),
        ("x.tsv.gz", "not packed", "cannot be read"),
        ("x.obo", "[Term]\nid: X:1\nname\n", "line 3: expected"),
    ],
)
def test_files_that_say_nothing_are_named(tmp_path: Path, name: str, text: str, problem: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(VocabularyFileError, match=problem) as caught:
        read_classes([path], called(asthma="DOID:5", gout="DOID:6"))
    assert str(path) in str(caught.value)


def test_a_folder_without_any_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyFileError, match=r"no \.obo file there"):
        read_classes([tmp_path], called(asthma="DOID:5"))
