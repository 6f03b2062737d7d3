"""Scores of assertions: counting, and asking the rules about a judged mention among found ones."""

from collections.abc import Sequence

import pytest

from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import Assertion, EntityType, Mention, Sentence
from kgbuild.domain.span import Span
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.training.assertion_checked import JudgedMention, Sampling, surface
from kgbuild.training.assertion_scores import AssertionJudge, rows

TEXT = "Cough was frequent. She had no fever, rash or pruritus."


def judged(word: str, assertion: Assertion) -> JudgedMention:
    start = TEXT.index(word)
    return JudgedMention(
        "PMID:1",
        Span(start, start + len(word)),
        EntityType.SYMPTOM,
        assertion,
        Sampling.CUED,
        surface(word),
    )


def found(document: Document, sentences: Sequence[Sentence]) -> list[Mention]:
    """Find two of the three words of the list, in the one sentence that is asked about."""
    [sentence] = sentences
    return [
        Mention(document.id, Span(start, start + len(word)), word, EntityType.SYMPTOM, 0.9, sentence.index)
        for word in ("fever", "rash")
        if (start := document.text.index(word)) in range(sentence.span.start, sentence.span.end)
    ]


def test_a_mention_is_asserted_among_those_found() -> None:
    document = Document("PMID:1", TEXT, "", (Section("abstract", 0, len(TEXT)),))
    judge = AssertionJudge(split=SentenceSplitter().split, find=found)
    mentions = [judged("Cough", Assertion.PRESENT), judged("pruritus", Assertion.NEGATED)]
    assert [answer for _, answer in judge.answers(document, mentions)] == ["present", "negated"]


def test_rows_by_hand() -> None:
    """Of three present ones one is taken for negated; the one that is negated is found."""
    present, negated = judged("Cough", Assertion.PRESENT), judged("rash", Assertion.NEGATED)
    figures = rows(
        [
            (present, Assertion.PRESENT),
            (present, Assertion.PRESENT),
            (present, Assertion.NEGATED),
            (negated, Assertion.NEGATED),
        ]
    )
    assert list(figures) == ["present", "negated", "overall", "macro"]
    assert figures["present"]["precision"] == 100
    assert figures["present"]["recall"] == pytest.approx(66.67)
    assert figures["negated"]["precision"] == 50
    assert figures["overall"] == {
        "precision": 75.0, "recall": 75.0, "f1": 75.0, "right": 3, "predicted": 4, "gold": 4,
    }  # fmt: skip
    assert figures["macro"]["f1"] == pytest.approx((80 + 66.67) / 2, abs=0.01)


def test_nothing_judged_is_no_row() -> None:
    assert rows([]) == {}
