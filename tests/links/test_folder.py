"""Folders of triples: what is read, and what is refused with its place."""

from pathlib import Path

import pytest

from kgbuild.errors import TriplesError
from kgbuild.links.folder import read_folder

NODES = "id\tname\tkind\na\tAspirin\tDrug\nb\tIbuprofen\tDrug\nm\tMigraine\tDisease\nf\tFever\tDisease\n"
TRAIN = "a\tTREATS\tm\na\tTREATS\tf\nb\tTREATS\tm\n"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.tsv").write_text(text, "utf-8")
    return folder


def test_reads_parts_names_and_kinds(tmp_path: Path) -> None:
    dataset = read_folder(write(tmp_path, train=TRAIN, valid="b\tTREATS\tf\n", nodes=NODES))
    assert dataset.vocabulary.names == ("Aspirin", "Ibuprofen", "Migraine", "Fever")
    assert dataset.vocabulary.kinds == ("Drug", "Drug", "Disease", "Disease")
    assert dataset.train.tolist() == [[0, 0, 2], [0, 0, 3], [1, 0, 2]]
    assert dataset.valid.tolist() == [[1, 0, 3]]
    assert not len(dataset.test)


def test_nodes_may_lie_above_and_the_text_may_be_plain(tmp_path: Path) -> None:
    write(tmp_path, nodes=NODES)
    part = tmp_path / "random"
    part.mkdir()
    (part / "train.txt").write_text(TRAIN)
    (part / "valid.txt").write_text("b\tTREATS\tf\n")
    assert read_folder(part).vocabulary.names[0] == "Aspirin"


def test_without_nodes_ids_are_names(tmp_path: Path) -> None:
    dataset = read_folder(write(tmp_path, train="big_dog\tlikes\tcat\n", valid="cat\tlikes\tbig_dog\n"))
    assert dataset.vocabulary.names == ("big dog", "cat")
    assert dataset.vocabulary.kinds == ()


def test_one_file_is_split(tmp_path: Path) -> None:
    rows = "".join(
        f"a{n}\tr\ta{(n * 7 + k) % 40}\n" for n in range(40) for k in (1, 2, 3) if n != (n * 7 + k) % 40
    )
    dataset = read_folder(write(tmp_path, triples=rows))
    assert len(dataset.valid) > 0
    assert len(dataset.test) > 0


def test_the_build_follows_the_content(tmp_path: Path) -> None:
    write(tmp_path, train=TRAIN, valid="b\tTREATS\tf\n")
    before = read_folder(tmp_path).build
    write(tmp_path, train=TRAIN + "c\tTREATS\tf\n")
    assert read_folder(tmp_path).build != before


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"train": "a\tTREATS\n", "valid": TRAIN}, "line 1: not head, relation and tail"),
        ({"train": "a\t\tm\n", "valid": TRAIN}, "line 1: not head, relation and tail"),
        ({"train": TRAIN + "a\tTREATS\ta\n", "valid": TRAIN}, "line 4: a TREATS itself"),
        ({"train": TRAIN, "valid": "b\tCAUSES\tf\n"}, "CAUSES has no training triples"),
        ({"train": TRAIN, "valid": "a\tTREATS\tm\n"}, "1 triples are in more than one part"),
        ({"train": TRAIN, "valid": "x\tTREATS\tm\n", "nodes": NODES}, "1 ids of the triples are not in it"),
        ({"train": TRAIN}, "no valid.tsv"),
        ({"valid": TRAIN}, r"no train\.tsv"),
        ({"train": "\n", "valid": "\n"}, "no triples"),
        ({"train": TRAIN, "valid": "b\tTREATS\tf\n", "nodes": "name\n"}, "no column `id`"),
        ({"train": TRAIN, "valid": "b\tTREATS\tf\n", "nodes": NODES + "a\tA\tDrug\n"}, "twice"),
        ({"train": TRAIN, "valid": "b\tTREATS\tf\n", "nodes": NODES + "z\tZ\t\n"}, "some have none"),
        (
            {
                "train": "a\tTREATS\tm\nb\tTREATS\tm\n",
                "valid": "c\tTREATS\tm\n",
                "nodes": "id\tkind\na\tDrug\nb\tDrug\nc\tDrug\nm\tDisease\n",
            },
            "TREATS has the type Disease as object, of which there is one entity",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(TriplesError, match=message):
        read_folder(write(tmp_path, **files))
