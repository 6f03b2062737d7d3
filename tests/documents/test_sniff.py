"""Formats are told by content."""

import pytest

from kgbuild.documents.sniff import sniff


@pytest.mark.parametrize(
    ("head", "format"),
    [
        ("<PubmedArticleSet>", "pubmed"),
        ("\n <!-- <article> --><!DOCTYPE X [<!ENTITY a '<b>'>]><PubmedBookArticleSet>", "pubmed"),
        ("<DeleteCitation><PMID>1</PMID></DeleteCitation>", "pubmed"),
        ("<my-export><PubmedArticle>", "pubmed"),
        ('<article xmlns:xlink="x"><front>', "jats"),
        ("<jats:article>", "jats"),
        ("<OAI-PMH><record><article><front><article-meta>", "jats"),
        ("<collection><source>", "bioc-xml"),
        ("<html><body>", ""),
        ("<" * 10_000, ""),
        ('{"id": "1", "text": "a"}\n{"id": "2"}', "jsonl"),
        ('{"id": "1", "text": "' + "a" * 1000, "jsonl"),
        ('{"id": "1", "te\n{"id": "2", "text": "a"}\n', "jsonl"),
        ('{"id": "1", "passages": [{"text": "a"}]}\n', "jsonl"),
        ('{\n  "id": "1",\n  "text": "a"\n}', "json"),
        ('[{"id": "1", "passages": [{"text": "a"}]}]', "json"),
        ("[]", "json"),
        ("[1, 2]", ""),
        ('{"infons": {}, "documents": [', "bioc-json"),
        ('[{"bioctype": "BioCCollection", "infons": {}, "documents": [{"passages": [', "bioc-json"),
        ('{"PubTator3": [', "bioc-json"),
        ("123|t|Fever", "pubtator"),
        ("PMC12|a|Fever", "pubtator"),
        ("pmid,title,abstract\n1,2,3", "csv"),
        ("id\ttext\n", "csv"),
        ("file\tpmid\na\t1\n", ""),
    ],
)  # fmt: skip
def test_formats(head: str, format: str) -> None:
    assert sniff(head.encode(), "file.dat") == format


@pytest.mark.parametrize(
    ("name", "data", "format"),
    [
        ("a.txt", b"Fever is common.", "plain"),
        ("a.txt.gz", b"Fever is common.", "plain"),
        ("x.zip!b/a.md", b"Fever is common.", "plain"),
        ("PMC12", b"Fever is common.", "plain"),
        ("a.v2/README", b"Fever.", "plain"),
        ("a.py", b"import os", ""),
        ("a.txt", b"a\0b", ""),
        ("a.txt", b"a\tb\nc\td\n", ""),
        ("a.txt", "Fi\u00e8vre \u00e0 l'\u00e9cole".encode("latin-1"), "plain"),
        ("noname", "\u0436\u0430\u0440".encode("cp1251"), ""),
        ("a.txt", b"[Fever] and {pain}", "plain"),
    ],
)
def test_plain_text_is_told_by_its_name_as_well(name: str, data: bytes, format: str) -> None:
    assert sniff(data, name) == format
