"""Who is named with whom in documents, read of files."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.vocabulary import Vocabulary as Names
from kgbuild.entities.vocabulary import build_lexicon
from kgbuild.errors import InputNotFoundError
from kgbuild.links.literature import ABSTRACT, MOST, Literature, read_literature
from kgbuild.links.triples import Vocabulary

NAMES = """id\tname\ttype
DOID:1\tmyocardial infarction\tdisease
DOID:1\theart attack\t
DOID:1\tMI\t
DOID:1\theart failing\t
DOID:9\tinfarction of heart muscle\tdisease
DOID:9\theart failing\t
DRUGBANK:DB00945\tacetylsalicylic acid\tdrug
DRUGBANK:DB00945\taspirin\t
MESH:D002637\tchest pain\tsymptom
MESH:D002637\tthoracic pain\t
MESH:D002637\tfit\t
MESH:D1\tseizure\tsymptom
MESH:D1\tfit\t
X:1\tlung cancer\tdisease
X:1\tpulmonary carcinoma\t
X:2\tcat\tdisease
X:2\tfelidae\t
X:3\tL-arginine\tdrug
X:3\t2',3\t
X:3\tat 10\t
X:4\tcancer lung\tdisease
X:4\tcrab in lungs\t
"""
GRAPH = Vocabulary(
    ("Disease::DOID:1", "Compound::DB00945", "Symptom::D002637", "Gene::847", "X:7", "X:8", "X:9"),
    ("TREATS",),
    (
        "infarction of heart muscle",
        "Aspirin",
        "pain in chest",
        "CAT",
        "cancer of the lung",
        "L-Arginine",
        "St. John's Wort",
    ),
)


@pytest.fixture
def lexicon(tmp_path: Path) -> Lexicon:
    names = Names()
    (tmp_path / "names.tsv").write_text(NAMES, "utf-8")
    names.add_file(tmp_path / "names.tsv")
    build_lexicon(names, tmp_path / "lexicon.parquet")
    return Lexicon.load(tmp_path / "lexicon.parquet")


@pytest.fixture
def reading(tmp_path: Path, lexicon: Lexicon) -> Callable[..., Literature]:
    """Return a function that reads documents, told as texts or with more fields."""

    def reading(*documents: str | dict[str, Any], vocabulary: Vocabulary = GRAPH) -> Literature:
        path = tmp_path / "papers.jsonl"
        of = [{"text": each} if isinstance(each, str) else each for each in documents]
        lines = [json.dumps({"id": f"PMID:{number + 100}"} | each) for number, each in enumerate(of)]
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return read_literature([path], vocabulary, lexicon, progress=lambda documents: None)

    return reading


def test_documents_are_counted_that_name_both(reading: Callable[..., Literature]) -> None:
    found = reading(
        "Aspirin after myocardial infarctions.",
        "Aspirin, aspirin! Myocardial infarction; myocardial infarction.",
        "Chest pain and aspirin.",
        "Nothing.",
    )
    assert found.together.tolist() == [[0, 1, 2], [1, 2, 1]]
    assert (found.documents, found.named, found.rejections) == (4, 3, ())


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Acetylsalicylic acid for HEART ATTACKS", [[0, 1, 1]]),
        ("aspirin in MI", [[0, 1, 1]]),
        ("aspirin, as mi says", []),
        ("aspirin for thoracic pain", [[1, 2, 1]]),
        ("aspirin for pain in the chest", []),
        ("aspirin and CAT", [[1, 3, 1]]),
        ("aspirin and a cat", []),
        ("aspirin and CATs", []),
        ("aspirin in CAT-deficient mice", [[1, 3, 1]]),
        ("aspirin and anti-CAT", [[1, 3, 1]]),
        ("aspirin and CAT-α", [[1, 3, 1]]),
        ("aspirin and CAT-2", []),
        ("Anti-CAT and aspirin", [[1, 3, 1]]),
        ("CAT-Deficient Mice and Aspirin", [[1, 3, 1]]),
        ("aspirin and ÉCAT", []),
        ("aspirin and St. John's Wort", [[1, 6, 1]]),
        ("aspirin and St John's wort", [[1, 6, 1]]),
        ("aspirin for heart failing", [[0, 1, 1]]),
        ("L-arginine and aspirin", [[1, 5, 1]]),
        ("aspirin at 2.3 mg", []),
        ("aspirin at 10 degrees", []),
        ("aspirin. Chest. Pain", []),
        ("aspirin for heart", []),
        ("aspirin and fits", []),
        ("CAT (catalase) in cancers of the lung", [[3, 4, 1]]),
        ("aspirin for pulmonary carcinomas", [[1, 4, 1]]),
        ("aspirin and felidae", []),
        ("aspirin and a crab in lungs", []),
    ],
)
def test_names_and_synonyms_are_found(
    reading: Callable[..., Literature], text: str, named: list[list[int]]
) -> None:
    assert reading(text).together.tolist() == named


def test_the_longest_name_counts_and_one_name_may_be_two_entities(
    reading: Callable[..., Literature],
) -> None:
    names = ("pain", "chest pain", "gout", "gout", "chest")
    vocabulary = Vocabulary(("a", "b", "c", "d", "e"), ("R",), names)
    found = reading("Gout, gout and chest pain", "gout", vocabulary=vocabulary)
    assert found.together.tolist() == [[1, 2, 1], [1, 3, 1]]
    assert found.named == 3


def test_a_full_text_names_together_what_a_paragraph_does(tmp_path: Path, lexicon: Lexicon) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in ("Aspirin.", "Chest pain.", "CAT in chest pain."))
    article = f"""<article><front><article-meta><article-id pub-id-type="pmc">7</article-id>
    <title-group><article-title>Pain</article-title></title-group></article-meta></front>
    <body><sec>{paragraphs}</sec></body></article>"""
    (tmp_path / "article.nxml").write_text(article, "utf-8")
    found = read_literature([tmp_path / "article.nxml"], GRAPH, lexicon, progress=lambda documents: None)
    assert (found.together.tolist(), found.documents) == ([[2, 3, 1]], 1)


def test_so_does_any_long_text(reading: Callable[..., Literature]) -> None:
    text = "Aspirin.\n\nChest pain.\n\nCAT in chest pain."
    assert len(reading(text).together) == 3
    assert reading(text + "\n\n" + "word " * (ABSTRACT // 5)).together.tolist() == [[2, 3, 1]]


def test_copies_are_told_by_whatever_they_are_called(tmp_path: Path, lexicon: Lexicon) -> None:
    record = """<PubmedArticle><MedlineCitation><PMID Version="9">5</PMID><Article><Journal/>
    <ArticleTitle>Aspirin and CAT</ArticleTitle></Article></MedlineCitation></PubmedArticle>"""
    abstract = f"<PubmedArticleSet>{record}</PubmedArticleSet>"
    article = """<article><front><article-meta><article-id pub-id-type="pmc">7</article-id>
    <article-id pub-id-type="pmid">5</article-id><title-group><article-title>CAT in chest pain</article-title>
    </title-group></article-meta></front><body><sec><p>Nothing.</p></sec></body></article>"""
    retracted = abstract.replace(
        "</Article>",
        '<PublicationTypeList><PublicationType UI="D016441">Retracted Publication</PublicationType>'
        "</PublicationTypeList></Article>",
    )
    for first, second, expected in (
        (abstract, article, [[2, 3, 1]]),
        (article, abstract, [[2, 3, 1]]),
        (retracted, article, []),
        (article, retracted, []),
    ):
        paths = [tmp_path / "1.xml", tmp_path / "2.xml"]
        for path, text in zip(paths, (first, second), strict=True):
            path.write_text(text, "utf-8")
        told: list[int] = []
        found = read_literature(paths, GRAPH, lexicon, progress=told.append)
        assert (found.together.tolist(), found.documents) == (expected, len(expected))
        assert told == [1, 1]


def test_a_record_may_tell_that_two_documents_are_one(tmp_path: Path, lexicon: Lexicon) -> None:
    path, text = tmp_path / "papers.jsonl", "Aspirin and CAT"
    records: list[dict[str, str]] = [{"pmid": "1"}, {"doi": "10.1/x"}, {"pmid": "2"}]
    for more, documents in ([], 3), ([{"pmid": "1", "doi": "10.1/x"}], 2):
        lines = [json.dumps(record | {"text": text}) for record in (*records, *more)]
        path.write_text("\n".join(lines), "utf-8")
        found = read_literature([path], GRAPH, lexicon, progress=lambda documents: None)
        assert (found.together.tolist(), found.documents) == ([[1, 3, documents]], documents)


def test_the_newest_copy_counts(reading: Callable[..., Literature]) -> None:
    old, new = "Aspirin and CAT", "Aspirin and chest pain"
    first, second = {"id": "PMID:1", "text": old, "version": 1}, {"id": "PMID:1", "text": new, "version": 2}
    for copies in ((first, second), (second, first)):
        found = reading(*copies)
        assert (found.together.tolist(), found.documents) == ([[1, 2, 1]], 1)


def test_between_equal_copies_the_order_does_not_decide(reading: Callable[..., Literature]) -> None:
    copies = [{"id": "PMID:1", "text": text} for text in ("Aspirin and CAT", "Aspirin and chest pain")]
    assert reading(*copies).together.tolist() == reading(*reversed(copies)).together.tolist()


def test_what_was_retracted_or_deleted_does_not_count(tmp_path: Path, lexicon: Lexicon) -> None:
    citation = """<PubmedArticle><MedlineCitation><PMID Version="1">{}</PMID><Article><Journal/>
    <ArticleTitle>Aspirin and CAT</ArticleTitle>{}</Article></MedlineCitation></PubmedArticle>"""
    retracted = """<PublicationTypeList><PublicationType UI="D016441">Retracted Publication
    </PublicationType></PublicationTypeList>""".replace("\n    ", "")
    records = citation.format(1, retracted) + citation.format(2, "") + citation.format(3, "")
    deleted = '<DeleteCitation><PMID Version="1">2</PMID></DeleteCitation>'
    path = tmp_path / "pubmed.xml"
    path.write_text(f"<PubmedArticleSet>{records}{deleted}</PubmedArticleSet>", "utf-8")
    found = read_literature([path], GRAPH, lexicon, progress=lambda documents: None)
    assert (found.together.tolist(), found.documents, found.named) == ([[1, 3, 1]], 1, 2)


def test_a_list_of_everything_names_nothing_together(reading: Callable[..., Literature]) -> None:
    names = tuple(f"name{'x' * number}" for number in range(MOST + 1))
    vocabulary = Vocabulary(names, ("R",), names)
    found = reading(" ".join(names), vocabulary=vocabulary)
    assert (len(found.together), found.lists) == (0, 1)
    assert len(reading(" ".join(names[1:]), vocabulary=vocabulary).together) == MOST * (MOST - 1) // 2


def test_what_cannot_be_read_is_told(tmp_path: Path, lexicon: Lexicon) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "PMID:1", "text": "Aspirin and CAT"}\n{"id":\n', "utf-8")
    (tmp_path / "b.xml").write_text("", "utf-8")
    found = read_literature(
        [tmp_path / "a.jsonl", tmp_path / "b.xml"], GRAPH, lexicon, progress=lambda documents: None
    )
    assert found.together.tolist() == [[1, 3, 1]]
    assert [Path(each.source).name for each in found.rejections] == ["a.jsonl", "b.xml"]
    with pytest.raises(InputNotFoundError):
        read_literature([tmp_path / "c.xml"], GRAPH, lexicon, progress=lambda documents: None)
