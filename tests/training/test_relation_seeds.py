"""Abstracts without annotation: how many, from where, and each text once."""

import gzip
from pathlib import Path

import pytest

from kgbuild.domain.ids import content_hash
from kgbuild.training.relation_seeds import unannotated_abstracts

ARTICLE = (
    '<PubmedArticle><MedlineCitation><PMID Version="1">{id}</PMID>'
    "<Article><ArticleTitle>{title}</ArticleTitle>"
    "<Abstract><AbstractText>{text}</AbstractText></Abstract><Language>eng</Language></Article>"
    "</MedlineCitation></PubmedArticle>"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    table = tmp_path / "medical_abstracts" / "medical_tc_test.csv"
    table.parent.mkdir()
    table.write_text("condition_label,medical_abstract\n" + "".join(f"1,{text}\n" for text in "abacab"))
    (tmp_path / "pubmed").mkdir()
    for name, ids in (("one", (1, 2, 3)), ("two", (3, 4, 5))):
        articles = "".join(ARTICLE.format(id=f"{id}{len(name)}", title=f"No {id}", text="Yes.") for id in ids)
        with gzip.open(tmp_path / "pubmed" / f"{name}.xml.gz", "wt") as file:
            file.write(f"<PubmedArticleSet>{articles}</PubmedArticleSet>")
    return tmp_path


def test_equal_texts_count_once(data: Path) -> None:
    found = list(unannotated_abstracts(data, 100))
    assert [d.id for d in found[:3]] == [f"medical-abstracts:{content_hash(text)}" for text in "abc"]
    assert [d.title for d in found[3:]] == ["No 1", "No 2", "No 3", "No 4", "No 5"]


def test_repetitions_take_no_place_of_others(data: Path) -> None:
    assert [d.text for d in unannotated_abstracts(data, 3)] == ["a", "b", "c"]
    assert [d.title for d in unannotated_abstracts(data, 9)][3:] == ["No 1", "No 2", "No 3", "No 4", "No 5"]
    assert [d.title for d in unannotated_abstracts(data, 5)][3:] == ["No 1", "No 3"]
