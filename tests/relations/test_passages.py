"""Passages: runs of sentences of a document."""

from kgbuild.domain.mention import Sentence
from kgbuild.domain.span import Span
from kgbuild.relations.passages import FEWEST, LONGEST, passages


def sentences(count: int) -> list[Sentence]:
    return [Sentence("PMID:1", i, Span(10 * i, 10 * i + 9)) for i in range(count)]


def test_an_abstract_is_one_passage() -> None:
    text = sentences(FEWEST)
    assert list(passages(text)) == [text]


def test_a_few_sentences_have_no_context() -> None:
    assert not list(passages(sentences(FEWEST - 1)))
    assert not list(passages([]))


def test_a_long_text_is_cut_into_even_runs_that_lose_nothing() -> None:
    text = sentences(2 * LONGEST + 1)
    runs = list(passages(text))
    assert [len(run) for run in runs] == [20, 20, 21]
    assert [sentence for run in runs for sentence in run] == text
