"""Scores of grounding against gold ids."""

from pathlib import Path

import pytest

from kgbuild.domain.document import Document
from kgbuild.domain.mention import EntityType, Mention
from kgbuild.domain.span import Span
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.vocabulary import Vocabulary, build_lexicon
from kgbuild.errors import CorpusError
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.training.grounding_scores import GoldDocument, GoldMention, load_gold, pairwise, score_grounding

PUBTATOR = (
    "1|t|Myocardial infarction (MI) in MI.\n1|a|Fever or both.\n"
    "1\t0\t21\tMyocardial infarction\tDisease\tD1\n1\t23\t25\tMI\tDisease\tD1\n"
    "1\t30\t32\tMI\tDisease\t*D1\n1\t34\t39\tFever\tDisease\t-1\n1\t43\t47\tboth\tDisease\tD1|D2\n"
)


def test_load_gold_keeps_single_concepts_and_long_forms(tmp_path: Path) -> None:
    (tmp_path / "x.pubtator").write_text(PUBTATOR, encoding="utf-8")
    (document,) = load_gold(tmp_path / "x.pubtator", SentenceSplitter().split)
    gold = document.mentions
    assert {document.document.text[span.start : span.end] for span in document.unjudged} == {"Fever", "both"}
    assert [(one.mention.text, one.id) for one in gold] == [
        ("Myocardial infarction", "MESH:D1"),
        ("MI", "MESH:D1"),
        ("MI", "MESH:D1"),
    ]
    assert gold[2].mention.long_form.lower() == "myocardial infarction"


def test_missing_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such file"):
        load_gold(tmp_path / "x.pubtator", SentenceSplitter().split)


def test_cross_references_count_as_right(tmp_path: Path) -> None:
    table = "id\tname\ttype\txrefs\nHP:1\tfever\tsymptom\tMESH:D1\nHP:2\tpain\tsymptom\t\n"
    (tmp_path / "n.tsv").write_text(table, encoding="utf-8")
    vocabulary = Vocabulary()
    vocabulary.add_file(tmp_path / "n.tsv")
    build_lexicon(vocabulary, tmp_path / "l.parquet")

    def gold(text: str, id: str) -> GoldMention:
        return GoldMention(Mention("d", Span(0, 1), text, EntityType.DISEASE, 1.0, 0), id)

    mentions = [gold("fever", "MESH:D1"), gold("pain", "MESH:D1"), gold("foo", "MESH:D9")]
    document = GoldDocument(Document("d", "text", "", ()), [], mentions, frozenset())
    scores = score_grounding([document], Lexicon.load(tmp_path / "l.parquet"), EntityType.DISEASE)
    assert (scores.mentions, scores.accuracy, scores.grounded) == (
        3,
        pytest.approx(1 / 3),
        pytest.approx(2 / 3),
    )


def test_pairwise_counts_pairs() -> None:
    assert pairwise("aabb", [1, 1, 2, 2]) == (1.0, 1.0)
    assert pairwise("aaaa", [1, 1, 2, 2]) == (1.0, pytest.approx(2 / 6))
    assert pairwise("", []) == (0.0, 0.0)
