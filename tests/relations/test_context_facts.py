"""What a passage tells of its drugs and conditions, on a text made for it."""

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.domain.span import Span
from kgbuild.relations.context_facts import CONTEXT_FACTS, CUES, context_facts
from kgbuild.relations.context_pairs import Passage, nearest

DRUG, DISEASE = EntityType.DRUG, EntityType.DISEASE
TEXT = (
    "Renal failure after cisplatin. We treated pain with aspirin. No failure was seen. "
    "Cisplatin was stopped. The failure resolved."
)
NAMED = (
    ("Renal failure", DISEASE, "renal failure"),
    ("cisplatin", DRUG, "cisplatin"),
    ("pain", DISEASE, "pain"),
    ("aspirin", DRUG, "aspirin"),
    ("failure", DISEASE, "failure"),
    ("Cisplatin", DRUG, "cisplatin"),
    ("failure", DISEASE, "renal failure"),
)


def passage(*, backwards: bool = False) -> Passage:
    sentences, end = [], 0
    for index, part in enumerate(TEXT.split(". ")):
        sentences.append(Sentence("PMID:1", index, Span(end, end + len(part))))
        end += len(part) + 2
    mentions, types, concepts, at = [], [], [], 0
    for words, type, concept in NAMED:
        start = TEXT.index(words, at)
        at = start + len(words)
        home = next(s.index for s in sentences if s.span.start <= start < s.span.end)
        mentions.append(Mention("PMID:1", Span(start, at), words, type, 1.0, home))
        types.append(type)
        concepts.append((concept,))
    if backwards:
        mentions, types, concepts = mentions[::-1], types[::-1], concepts[::-1]
    return Passage(TEXT, 0, sentences, mentions, types, concepts)


def facts(one: Passage, scores: dict[tuple[str, str], list[tuple[float, float]]]) -> NDArray[np.float64]:
    return context_facts(one, nearest(one), scores)


def test_the_nearest_mentions_are_those_with_the_fewest_sentences_between() -> None:
    near = nearest(passage())
    assert list(passage().drugs) == ["cisplatin", "aspirin"]
    assert list(passage().conditions) == ["renal failure", "pain", "failure"]
    assert near.apart.tolist() == [[0, 1, 1], [1, 0, 1]]
    assert [(pair.subject, pair.object) for pair in near.pairs[0]] == [(1, 0), (1, 2), (5, 4)]


def test_every_drug_and_condition_has_its_facts() -> None:
    rows = facts(passage(), {("cisplatin", "renal failure"): [(0.1, 0.9)]})
    assert rows.shape == (6, CONTEXT_FACTS)
    assert np.isfinite(rows).all()
    assert len(np.unique(rows, axis=0)) == 6


def test_the_order_of_the_mentions_does_not_show() -> None:
    scores = {("cisplatin", "renal failure"): [(0.1, 0.9)], ("aspirin", "pain"): [(0.8, 0.1), (0.2, 0.2)]}
    assert np.array_equal(facts(passage(), scores), facts(passage(backwards=True), scores))


def test_words_around_a_mention_are_seen_within_its_sentence() -> None:
    rows = facts(passage(), {})
    after = CUES.index("after")
    before_drug = 9 + after
    assert rows[0, before_drug] == 0.5  # one of two mentions of cisplatin comes after "after"
    assert rows[3, before_drug] == 0.0
